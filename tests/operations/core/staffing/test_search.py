"""How long a search may look for a first roster, and that one that has found any goes on."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from operations.core.outcome import Options
from operations.core.staffing.cpsat.model import Model
from operations.core.staffing.cpsat.search import _giving_up, search
from operations.core.stopwatch import Stopwatch
from tests.operations.core.staffing.cast import alice, cover, ward


class Solver:
    def __init__(self) -> None:
        self.asked = threading.Event()

    def stop_search(self) -> None:
        self.asked.set()


@pytest.mark.parametrize(
    ("curve", "patience", "stopped"),
    [([], 0.01, True), ([(0.1, 5.0, None)], 0.01, False), ([], None, False), ([], 60, False)],
)
def test_only_a_search_that_found_nothing_in_time_is_given_up(curve, patience, stopped):
    solver = Solver()
    with _giving_up(solver, SimpleNamespace(curve=curve), patience):
        # Whoever should be stopped is waited for, however busy the machine is.
        assert solver.asked.wait(60 if stopped else 0.1) is stopped


def test_a_search_with_patience_ends_with_its_optimum_all_the_same():
    problem = ward(alice(), days=3, cover=tuple(cover(day, "E", 2) for day in range(3)))
    model = Model(problem, strict=True)
    model.minimize()
    answer = search(model, Options(), 5, Stopwatch(), patience=4)
    assert answer.optimal
    assert answer.cost == 300  # one is missing on each of three days
