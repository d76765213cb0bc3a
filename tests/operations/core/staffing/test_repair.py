"""Repair: open shifts filled, few people called, fixed cells and past days left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from operations.core.outcome import Options
from operations.core.rule import Kind, Policy
from operations.core.staffing.cells import Assignment, Change, Lock, Previous
from operations.core.staffing.people import Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.repair import repair
from operations.core.staffing.report import judge
from tests.operations.core.staffing.cast import alice, bob, cover, roster, ward
from tests.operations.core.staffing.test_standing import edits

SHORT = Options(seconds=4)


def test_the_free_are_called_before_the_busy():
    # Alice is ill on day 1. Bob, who is free, fills her shift: one person touched, two cells
    # changed (2 x 10) instead of 100 for the missing. Chloe could, but would leave her own open.
    people = (alice(absences=(1,)), bob(), Person("Chloe"))
    problem = ward(*people, days=3, cover=(cover(1, "E", 1), cover(1, "L", 1)))
    mended = repair(problem, roster(Alice="-E-", Chloe="-L-"), SHORT)
    assert mended.changes == (Change("Alice", 1), Change("Bob", 1, "E"))
    assert (mended.forced, mended.touched) == (("Alice",), ("Bob",))
    assert (mended.before.hard, mended.after.hard, mended.after.cost) == (1, 0, 20)
    assert mended.proven


def test_who_moves_is_replaced_in_turn():
    # Nobody free may work early. Bob may, but works late; Chloe may work late only, and is free.
    # Three cells change (30) and two people are touched (2 x 30): less than the 100 that stay
    # missing otherwise.
    people = (alice(absences=(0,)), bob(), Person("Chloe", allowed_shifts=("L",)))
    problem = ward(*people, days=1, cover=(cover(0, "E", 1), cover(0, "L", 1)))
    mended = repair(problem, roster(Alice="E", Bob="L"), SHORT)
    assert mended.plan == roster(Bob="E", Chloe="L")
    assert mended.after.cost == 30
    dear = repair(problem, roster(Alice="E", Bob="L"), SHORT, price_per_person=50)
    assert dear.touched == ()
    assert dear.after.cost == 110


def test_who_is_ill_is_called_for_another_day_like_anybody_else():
    # Alice is ill on day 1. Bob's hours are used on day 0: both days would be overtime (80). He is
    # free on day 1 if she works day 0 for him: four cells (4 x 10) and two people called (2 x 30)
    # are less than a cell and a missing person (10 + 100), but not at 40 for each of them.
    people = (alice(absences=(1,)), bob(contract_minutes=480))
    problem = ward(*people, days=2, cover=(cover(0, "E", 1), cover(1, "E", 1)))
    known = roster(Alice="-E", Bob="E-")
    mended = repair(problem, known, SHORT)
    assert mended.plan == roster(Alice="E-", Bob="-E")
    assert (mended.forced, mended.touched) == (("Alice",), ("Alice", "Bob"))
    spared = repair(problem, known, SHORT, price_per_person=40)
    assert (spared.plan, spared.touched) == (roster(Bob="E-"), ())


def test_below_the_minimum_everybody_is_worth_calling():
    people = (alice(absences=(0,)), bob(), Person("Chloe", allowed_shifts=("L",)))
    problem = ward(*people, days=1, cover=(cover(0, "E", 1, 1), cover(0, "L", 1, 1)))
    mended = repair(problem, roster(Alice="E", Bob="L"), SHORT, price_per_person=300)
    assert mended.touched == ("Bob", "Chloe")


def test_a_fixed_cell_never_moves_and_a_cell_fixed_otherwise_is_obeyed():
    people = (alice(absences=(0,)), bob(), Person("Chloe"))
    locks = (Lock("Bob", 0), Lock("Chloe", 0, "L"))
    problem = ward(*people, days=1, cover=(cover(0, "E", 1, 1),), locks=locks)
    mended = repair(problem, roster(Alice="E", Chloe="E"), SHORT)
    assert mended.plan == roster(Chloe="L")
    assert mended.forced == ("Alice", "Chloe")


def test_a_locked_shift_on_a_day_of_absence_stays_is_told_and_others_are_called():
    locks = (Lock("Alice", 0, "E"),)
    problem = ward(alice(absences=(0,)), bob(), days=1, cover=(cover(0, "E", 1, 1),), locks=locks)
    mended = repair(problem, roster(Alice="E"), SHORT)
    assert mended.changes == (Change("Bob", 0, "E"),)
    broken = {each.rule for each in mended.after.violations}
    assert broken == {"absence_respected", "roster_stability"}


def test_days_that_are_past_stand_still():
    people = (alice(absences=(0, 1)), bob())
    problem = ward(*people, days=2, cover=(cover(0, "E", 1, 1), cover(1, "E", 1, 1)))
    mended = repair(problem, roster(Alice="EE"), SHORT, first_day=1)
    assert mended.plan == Plan((Assignment("Alice", 0, "E"), Assignment("Bob", 1, "E")))


def test_what_was_missing_before_is_no_reason_to_call_anybody():
    # The late shift has lacked one person all along; only the early one is open since today.
    people = (alice(absences=(0,)), bob(), Person("Chloe"), Person("Dan"))
    problem = ward(*people, days=1, cover=(cover(0, "E", 1), cover(0, "L", 2)))
    mended = repair(problem, roster(Alice="E", Bob="L"), SHORT)
    assert mended.touched == ("Chloe",)
    assert mended.after.cost == 100 + 20


def test_what_is_below_the_minimum_is_filled_when_asked():
    problem = ward(alice(), bob(), days=1, cover=(cover(0, "E", 1), cover(0, "L", 1, 1)))
    assert repair(problem, roster(Alice="E"), SHORT).changes == ()
    mended = repair(problem, roster(Alice="E"), SHORT, short_too=True)
    assert mended.changes == (Change("Bob", 0, "L"),)


def test_a_further_shift_is_filled_when_asked():
    problem = ward(alice(), bob(), days=1, cover=(cover(0, "E", 1), cover(0, "L", 1)))
    assert repair(problem, roster(Alice="E"), SHORT).changes == ()
    mended = repair(problem, roster(Alice="E"), SHORT, open_cells=[(0, "L")])
    assert mended.changes == (Change("Bob", 0, "L"),)


def test_nobody_serves_otherwise_without_need():
    lines = (cover(0, "E", 1, 1, skill="midwife"), cover(0, "E", 1, 1, skill="nurse"))
    both = {"midwife": 1, "nurse": 1}
    people = (alice(skills=both, absences=(0,)), bob(skills=both), Person("Chloe", skills=both))
    known = Plan((Assignment("Alice", 0, "E", "midwife"), Assignment("Bob", 0, "E", "nurse")))
    mended = repair(ward(*people, days=1, cover=lines), known, SHORT)
    assert mended.changes == (Change("Alice", 0), Change("Chloe", 0, "E", "midwife"))


@pytest.mark.parametrize("seconds", [0.0, 2.0])
@settings(max_examples=20, deadline=None, derandomize=True)
@given(edits())
def test_any_roster_is_mended_without_moving_what_is_fixed(seconds, edit):
    problem, known, _ = edit
    problem = replace(problem, previous=Previous(known.assignments), policies={})
    mended = repair(problem, known, Options(seconds=seconds))
    assert mended.after == judge(problem, mended.plan)
    had = {(a.person, a.day, a.shift) for a in known.assignments}
    has = {(a.person, a.day, a.shift) for a in mended.plan.assignments}
    locked = {(lock.person, lock.day): lock.shift for lock in problem.locks}
    for person, day, shift in had ^ has:
        assert locked.get((person, day), shift) is not None or (person, day, shift) in had
    changed = {(change.person, change.day) for change in mended.changes}
    assert {cell[:2] for cell in had ^ has} <= changed
    moved = {cell[0] for cell in had ^ has}
    assert moved <= {*mended.forced, *mended.touched}


def test_a_rule_that_a_hospital_switched_off_is_off_here_too():
    off = {"absence_respected": Policy(Kind.HARD, 1, active=False)}
    problem = ward(alice(absences=(0,)), bob(), days=1, cover=(cover(0, "E", 1, 1),), policies=off)
    assert repair(problem, roster(Alice="E"), SHORT).after.hard == 0
