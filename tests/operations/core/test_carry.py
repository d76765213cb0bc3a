"""A plan carried into a question that is not quite the one it answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from operations.core.beds.carry import carry as carry_beds
from operations.core.beds.carry import roomed
from operations.core.beds.report import judge as judge_beds
from operations.core.beds.solve import solve as solve_beds
from operations.core.outcome import Options, Stop
from operations.core.staffing.carry import carry as carry_roster
from operations.core.supply import what_if
from operations.core.supply.carry import carry
from operations.core.supply.draft import draft, plan_of
from operations.core.supply.index import index
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem
from operations.core.supply.report import judge
from operations.core.supply.restate import restate
from operations.core.what_if import Scenario
from tests.operations.core.beds.cast import AMINA, BADR, CHAIMAE, R1, R2, here, hospital, lies
from tests.operations.core.staffing.cast import alice, bob, roster, ward
from tests.operations.core.supply.region import region
from tests.operations.core.supply.small import deliver, order, small

halted = Stop()
halted.set()


def drafted(problem: Problem) -> Plan:
    """By the rules of thumb, without tours: a whole plan in a moment."""
    look = index(problem)
    return restate(problem, plan_of(draft(look), ()))


def test_of_a_roster_people_shifts_and_days_that_are_there_stay() -> None:
    known = roster(Alice="E-L", Bob="-N-")
    assert carry_roster(ward(alice(), bob(), days=3), known) == known
    fewer = ward(alice(), days=2)
    assert carry_roster(fewer, known) == roster(Alice="E-")


def test_who_has_no_bed_any_more_gets_a_free_one() -> None:
    here_longest = here(AMINA, "R1")
    elective = replace(CHAIMAE, age_band="adult")
    problem = hospital(here_longest, elective, rooms=(replace(R1, capacity=1), R2))
    known = lies((here_longest, 0, "R1"), (elective, 0, "R1"))
    carried = carry_beds(problem, known)
    assert judge_beds(problem, carried).hard > 0
    made = roomed(problem, carried)
    assert judge_beds(problem, made).hard == 0
    assert {(p.patient, p.room) for p in made.placements} == {("Amina", "R1"), ("Chaimae", "R2")}


def test_a_search_that_is_stopped_at_once_gives_up_the_closed_bed_alone() -> None:
    people = here(AMINA, "R1"), replace(CHAIMAE, age_band="adult"), here(BADR, "R2")
    known = lies((people[0], 0, "R1"), (people[1], 0, "R1"), (people[2], 0, "R2"))
    problem = hospital(*people, rooms=(replace(R1, capacity=1), R2))
    found = solve_beds(problem, Options(seconds=1.0, stop=halted), known=known).plan
    assert found is not None
    assert judge_beds(problem, found).hard == 0
    places = {(place.patient, place.room) for place in found.placements}
    assert {("Amina", "R1"), ("Badr", "R2")} <= places


@settings(max_examples=12, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 40), later=st.sampled_from((0, 7, 21)), percent=st.integers(-50, 100))
def test_a_supply_plan_is_lawful_under_what_might_be_otherwise(
    seed: int, later: int, percent: int
) -> None:
    """Orders come later, and what has not come is not delivered."""
    problem = region(seed, trucks=0)
    known = drafted(problem)
    same = carry(problem, known)
    assert (set(same.orders), same.deliveries) == (set(known.orders), known.deliveries)
    assert judge(problem, same).cost == judge(problem, known).cost
    scenario = Scenario(admissions_percent=percent, lead_days=later)
    otherwise = what_if.changed(problem, scenario)
    carried = carry(otherwise, known)
    rules = {"arrival_kept", "stock_conserved", "frozen_orders_kept", "whole_packs"}
    assert not {v.rule for v in judge(otherwise, carried).violations} & rules
    assert {(o.source, o.product, o.week, o.packs) for o in carried.orders} == {
        (o.source, o.product, o.week, o.packs) for o in known.orders
    }


def test_what_a_late_order_was_to_bring_is_not_delivered() -> None:
    # An order of week 0 is there in week 1 and fills the visit of week 2; two weeks later it comes
    # in week 3 only.
    problem = small(lots=())
    coming = order(5)
    known = restate(problem, Plan((coming,), (deliver(5, 2, coming.lot),)))
    assert judge(problem, known).hard == 0
    late = what_if.changed(problem, Scenario(lead_days=14))
    carried = carry(late, known)
    assert (carried.orders[0].arrival_week, carried.deliveries) == (3, ())
    assert judge(late, carried).hard == 0
    assert sum(lack.units for lack in carried.shortages) == 40


@pytest.mark.parametrize("gone", ["offers", "lots", "facilities"])
def test_what_names_what_is_gone_is_left_out(gone: str) -> None:
    problem = small()
    known = restate(problem, Plan((order(5),), (deliver(2),)))
    left = small(**{gone: problem.facilities[:1] if gone == "facilities" else (), "demands": ()})
    carried = carry(left, known)
    assert (len(carried.orders), len(carried.deliveries)) == (
        (0, 1) if gone == "offers" else (1, 0)
    )
