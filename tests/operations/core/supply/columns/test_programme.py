from dataclasses import replace

import numpy as np
import pytest
from numba import typeof

from operations.bench_later import weeks_later
from operations.core.errors import SolverFailure
from operations.core.outcome import Options
from operations.core.rule import Kind, Policy
from operations.core.supply.capacity import Capacity
from operations.core.supply.columns import kernel as kernels
from operations.core.supply.columns import programme as module
from operations.core.supply.columns.answers import Part
from operations.core.supply.columns.follow import Follow
from operations.core.supply.columns.programme import Programme
from operations.core.supply.columns.shared import Shared
from operations.core.supply.draft import Draft, cost
from operations.core.supply.index import Index, index
from operations.core.supply.network import Budget
from operations.core.supply.report import judge
from operations.core.supply.solve import solve
from tests.operations.core.supply.region import region
from tests.operations.core.supply.small import ASPIRIN, SMALL, small


class Broken:
    """A simplex that ends abnormally."""

    def __init__(self, _model):
        pass

    def optimum(self):
        return None

    def close(self):
        pass


def made():
    look = index(SMALL)
    return Programme(look, ASPIRIN, Shared(look))


def test_where_one_solver_is_in_trouble_the_other_finds_the_same(monkeypatch):
    well = made().solve(np.zeros(0))
    monkeypatch.setattr(module, "Simplex", Broken)

    assert made().solve(np.zeros(0)).bound == pytest.approx(well.bound)


def test_where_no_solver_answers_there_is_the_plan_by_rules_of_thumb_and_a_note(monkeypatch):
    monkeypatch.setattr(module, "Simplex", Broken)
    monkeypatch.setattr(module, "solved", lambda *_: None)
    problem = region(1, products=2, trucks=0)

    with pytest.raises(SolverFailure, match="product aspirin"):
        made().solve(np.zeros(0))
    outcome = solve(problem, Options(seconds=1))

    assert "rules of thumb" in outcome.notes[0]
    assert judge(problem, outcome.plan).cost == outcome.cost


def test_what_a_product_takes_beyond_its_part_must_be_worth_its_price():
    # Without stock, five packs (250 cents of money, and 300 for the order) save what lacks of 30
    # units, which no money would have saved.
    problem = small(lots=(), budgets=(Budget("state", 0, 4, 1_000),))
    shared = Shared(index(problem))
    product = Programme(index(problem), ASPIRIN, shared)
    product.solve(np.zeros(shared.size))

    def ordered(own, worth, most=250.0):
        part = Part(*(np.full(shared.size, x) for x in (own, most, worth)))
        return sum(packs for _, packs in product.whole(part, 5).orders)

    saved = _saved(product) / 250
    assert ordered(250.0, 1e9) == 5  # its own is its own
    assert ordered(0.0, 0.0) == 5
    assert ordered(0.0, saved - 0.1) == 5
    assert ordered(0.0, saved + 0.1) == 0
    assert ordered(150.0, 2 * saved) == 5  # only what is beyond is asked for
    assert ordered(0.0, 0.0, most=249.0) == 0


def _saved(product):
    """What the order saves, lived through with it and without."""
    found = []
    for most in (0.0, 250.0):
        chosen = product.whole(Part.only(np.full(product.shared.size, most)), 5)
        record = Follow(product.look, product.product, Capacity(product.look), chosen).run()
        found.append(cost(product.look, Draft((record,)), ()))
    return found[0] - found[1]


@pytest.mark.parametrize("kernel", ["cheapest", "live"])
def test_kernels_are_compiled_once_for_one_place_and_for_many(monkeypatch, kernel):
    """Compiled for one place alone, as an installation does ahead of time, they serve a region."""
    asked, compiled = [], getattr(kernels, kernel)

    def seen(*given):
        asked.append(tuple(typeof(each) for each in given))
        compiled(*given)

    monkeypatch.setattr(kernels, kernel, seen)
    one = made()
    several = index(region(1, products=1))
    many = Programme(several, several.problem.products[0], Shared(several))
    for programme in (one, many):
        programme.solve(np.zeros(programme.shared.size))

    assert (len(one.pairs.places), len(many.pairs.places) > 1) == (1, True)
    assert len(set(asked)) == 1


def test_a_price_of_departing_that_changes_is_that_of_a_programme_made_with_it():
    problem = region(4, products=1, centres=3, trucks=0)
    later = weeks_later(problem, solve(problem, Options(seconds=0.01)).plan, 1)
    dear = Index(replace(later, policies={"delivery_stability": Policy(Kind.SOFT, 5_000)}))
    one, other = (Programme(look, later.products[0], Shared(look)) for look in (index(later), dear))
    nothing = np.zeros(one.shared.size)
    before = one.solve(nothing)

    one.depart(dear)

    assert one.solve(nothing).cost == pytest.approx(other.solve(nothing).cost, rel=1e-3)
    one.depart(index(later))
    assert one.solve(nothing).cost == pytest.approx(before.cost, rel=1e-3)
