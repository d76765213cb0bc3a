"""Seconds of a search, by a wall and a processor that the test moves."""

from __future__ import annotations

import pytest

from operations.core import stopwatch
from operations.core.stopwatch import FAR, Stopwatch


class Machine:
    """Its clock on the wall, and what the process has used."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wall, self.worked = 1_000.0, 7.0
        monkeypatch.setattr(stopwatch, "wall", lambda: self.wall)
        monkeypatch.setattr(stopwatch, "worked", lambda: self.worked)

    def passes(self, wall: float, worked: float) -> None:
        self.wall += wall
        self.worked += worked


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def test_where_a_person_waits_the_wall_clock_counts(machine: Machine) -> None:
    watch = Stopwatch()
    machine.passes(wall=10, worked=2)
    assert watch.seconds == 10


def test_where_nobody_waits_work_counts_and_not_what_others_took(machine: Machine) -> None:
    watch = Stopwatch(by_work=True)
    machine.passes(wall=10, worked=9)
    machine.passes(wall=10, worked=3)
    assert watch.seconds == 12


def test_threads_that_search_together_share_the_seconds(machine: Machine) -> None:
    watch = Stopwatch(by_work=True, workers=2)
    machine.passes(wall=10, worked=20)
    assert watch.seconds == 10


def test_who_does_nothing_comes_to_an_end_by_the_wall(machine: Machine) -> None:
    watch = Stopwatch(by_work=True)
    machine.passes(wall=10 * FAR, worked=1)
    assert watch.seconds == 10


def test_only_while_threads_work_side_by_side_their_work_counts_for_a_part_each(
    machine: Machine,
) -> None:
    watch = Stopwatch(by_work=True)
    machine.passes(wall=2, worked=2)
    with watch.beside(2):
        machine.passes(wall=3, worked=6)
        assert watch.seconds == 2 + 3
    machine.passes(wall=2, worked=2)
    assert watch.seconds == 2 + 3 + 2
