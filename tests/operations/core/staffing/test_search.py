"""How long a search may look for a first roster, and that one that has found any goes on."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from operations.core.outcome import Options
from operations.core.staffing.cpsat.model import Model
from operations.core.staffing.cpsat.search import _giving_up, search
from operations.core.stopwatch import Stopwatch
from tests.operations.core.staffing.cast import alice, cover, ward


class Solver:
    stopped = False

    def stop_search(self) -> None:
        self.stopped = True


@pytest.mark.parametrize(
    ("curve", "patience", "stopped"),
    [([], 0.01, True), ([(0.1, 5.0, None)], 0.01, False), ([], None, False), ([], 60, False)],
)
def test_only_a_search_that_found_nothing_in_time_is_given_up(curve, patience, stopped):
    solver = Solver()
    with _giving_up(solver, SimpleNamespace(curve=curve), patience):
        time.sleep(0.1)
    assert solver.stopped is stopped


def test_a_search_with_patience_ends_with_its_optimum_all_the_same():
    problem = ward(alice(), days=3, cover=tuple(cover(day, "E", 2) for day in range(3)))
    model = Model(problem, strict=True)
    model.minimize()
    answer = search(model, Options(), 5, Stopwatch(), patience=4)
    assert answer.optimal
    assert answer.cost == 300  # one is missing on each of three days
