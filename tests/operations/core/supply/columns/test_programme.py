import numpy as np
import pytest

from operations.core.errors import SolverFailure
from operations.core.outcome import Options
from operations.core.supply.columns import programme as module
from operations.core.supply.columns.programme import Programme
from operations.core.supply.columns.shared import Shared
from operations.core.supply.index import index
from operations.core.supply.report import judge
from operations.core.supply.solve import solve
from tests.operations.core.supply.region import region
from tests.operations.core.supply.small import ASPIRIN, SMALL


class Broken:
    """A solver that ends as MathOpt does when GLOP is in numerical trouble."""

    def __init__(self, *_):
        pass

    def solve(self):
        raise AttributeError("'StatusNotOk' object has no attribute 'canonical_code'")


def made():
    look = index(SMALL)
    return Programme(look, ASPIRIN, Shared(look))


def test_where_one_solver_is_in_trouble_the_other_finds_the_same(monkeypatch):
    well = made().solve(np.zeros(0))
    monkeypatch.setattr(module.mathopt, "IncrementalSolver", Broken)

    assert made().solve(np.zeros(0)).bound == pytest.approx(well.bound)


def test_where_no_solver_answers_there_is_the_plan_by_rules_of_thumb_and_a_note(monkeypatch):
    monkeypatch.setattr(module.mathopt, "IncrementalSolver", Broken)
    monkeypatch.setattr(module, "solved", lambda *_: None)
    problem = region(1, products=2, trucks=0)

    with pytest.raises(SolverFailure, match="product aspirin"):
        made().solve(np.zeros(0))
    outcome = solve(problem, Options(seconds=1))

    assert "rules of thumb" in outcome.notes[0]
    assert judge(problem, outcome.plan).cost == outcome.cost
