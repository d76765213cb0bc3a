"""The engine as a whole: lawful rosters, costs as judged, bounds that hold."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace

from hypothesis import given, settings

from operations.core import stopwatch
from operations.core.outcome import Options, Progress
from operations.core.rule import Kind
from operations.core.staffing.cells import Lock
from operations.core.staffing.columns.draft import Draft
from operations.core.staffing.columns.rows import Rows
from operations.core.staffing.columns.search import generate, whole
from operations.core.staffing.columns.start import construct
from operations.core.staffing.cpsat.model import Model
from operations.core.staffing.cpsat.search import search
from operations.core.staffing.people import Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.report import judge
from operations.core.staffing.rules import RULES
from operations.core.staffing.solve import solve
from operations.core.stopwatch import Stopwatch
from operations.sources.demo import made_ward
from tests.operations.core.staffing.cast import alice, bob, cover, roster, ward
from tests.operations.core.staffing.columns.test_rows import known_wards


def generated(problem: Problem, seconds: float = 30.0):
    return generate(problem, Options(seconds=seconds, workers=2), Stopwatch())


def optimum(problem: Problem) -> int | None:
    """By CP-SAT; None where it proves none within its time."""
    model = Model(problem, strict=True)
    model.minimize()
    answer = search(model, Options(workers=2), 2.0, Stopwatch())
    return answer.cost if answer.optimal else None


def test_the_optimum_of_a_tiny_ward_is_found_and_proven():
    # Two early shifts a day for three days, nobody more than two days in a row: of the six places
    # Alice and Bob can fill two each, and two stay open at 100.
    limits = {"maximum_consecutive_days": 2, "minimum_consecutive_days_off": 2}
    lines = tuple(cover(day, "E", 2) for day in range(3))
    found = generated(ward(alice(**limits), bob(**limits), days=3, cover=lines))
    assert (found.cost, found.bound, found.proven) == (200, 200, True)


def test_several_workers_give_everybody_a_row_and_count_every_one():
    rows = Rows(made_ward(12, 14, 1))
    draft = construct(rows, 1, lambda: False, {}, workers=3)
    assert draft.unlawful == 0
    assert all(row.any() for row in draft.codes)
    assert draft.there.tolist() == Draft(rows, draft.codes).there.tolist()


@settings(max_examples=25, derandomize=True)
@given(known_wards())
def test_costs_are_as_judged_and_the_bound_holds_against_every_roster(problem):
    found = generated(problem, 0.3)
    if found is None:
        return
    report = judge(problem, found.plan)
    assert bool(report.hard) == bool(found.unlawful)
    if not report.hard:
        assert found.cost == report.cost
        assert found.bound is None or found.bound <= found.cost
    best = optimum(problem)
    if best is not None and not found.unlawful and found.bound is not None:
        assert found.bound <= best <= found.cost
        assert not found.proven or found.cost == best


def test_a_ward_of_a_month_is_lawful_and_has_a_bound():
    options = Options(seconds=60, workers=2)

    def on_progress(progress: Progress[Plan]) -> None:
        if progress.bound:
            options.stop.set()

    outcome = solve(made_ward(20, 28, seed=3), options, on_progress)
    report = judge(made_ward(20, 28, seed=3), outcome.plan)
    assert report.hard == 0
    assert outcome.cost == report.cost
    assert 0 < outcome.bound <= outcome.cost


def test_somebody_locked_against_the_law_does_not_spoil_the_roster_of_the_others():
    problem = made_ward(20, 28, seed=3)
    person = problem.people[0].id
    nights = [shift.id for shift in problem.shifts if shift.is_night]
    early = min(problem.shifts, key=lambda shift: shift.start_minute)
    locks = (Lock(person, 10, nights[0]), Lock(person, 11, early.id))
    outcome = solve(replace(problem, locks=locks), Options(seconds=4, workers=2))
    report = judge(replace(problem, locks=locks), outcome.plan)
    assert outcome.notes
    assert outcome.cost == report.cost
    hard = [v for v in report.violations if problem_kind(problem, v.rule) is Kind.HARD]
    assert hard
    assert all(person in v.subjects for v in hard)


def problem_kind(problem: Problem, code: str) -> Kind:
    rule = next(rule for rule in RULES if rule.code == code)
    return rule.policy(problem.policies).kind


def test_locked_cells_never_move():
    problem = made_ward(12, 14, seed=1)
    free = solve(problem, Options(seconds=2, workers=2)).plan
    locks = tuple(Lock(cell.person, cell.day, cell.shift) for cell in free.assignments[::3])
    outcome = solve(replace(problem, locks=locks), Options(seconds=2, workers=2))
    cells = {(cell.person, cell.day, cell.shift) for cell in outcome.plan.assignments}
    assert all((lock.person, lock.day, lock.shift) in cells for lock in locks)


def test_a_stop_keeps_the_best_so_far():
    options = Options(seconds=60, workers=2)
    seen = []

    def stop_at_once(progress):
        seen.append(progress)
        options.stop.set()

    problem = made_ward(20, 28, seed=2)
    began = time.monotonic()
    outcome = solve(problem, options, stop_at_once)
    assert time.monotonic() - began < 30
    assert seen
    assert outcome.cost == judge(problem, outcome.plan).cost


def test_the_night_searches_for_seconds_of_work(monkeypatch):
    looks = itertools.count()
    monkeypatch.setattr(stopwatch, "worked", lambda: 30.0 * next(looks))
    outcome = solve(made_ward(20, 28, seed=2), Options(seconds=6000, by_work=True))
    assert not outcome.notes
    assert 200 <= next(looks) < 1000


def test_the_bound_never_exceeds_what_is_known_to_be_possible():
    problem = ward(
        *(Person(f"P{i}", maximum_consecutive_days=3) for i in range(4)),
        cover=tuple(cover(day, shift, 1) for day in range(7) for shift in "EL"),
    )
    known = judge(problem, roster(P0="EEE-EEE", P1="LLL-LLL", P2="---E---", P3="---L---"))
    assert known.hard == 0
    found = generated(problem)
    assert found.bound <= known.cost
    assert found.proven


def test_a_roster_to_begin_with_is_never_lost():
    # Both by columns and, with few cells, by CP-SAT.
    for problem in (made_ward(10, 14, seed=3), made_ward(10, 5, seed=3)):
        before = solve(problem, Options(seconds=2))
        after = solve(problem, Options(seconds=0.01), known=before.plan)
        assert judge(problem, after.plan).hard <= judge(problem, before.plan).hard
        assert after.cost <= before.cost


def test_a_bound_below_nothing_is_no_bound():
    assert whole(-99.86) is None  # of a programme that was cut short
    assert whole(float("-inf")) is None
    assert whole(-0.4) == 0
    assert whole(27.9999999) == 28
    assert whole(27.2) == 28
