"""A problem that contradicts itself is refused, with the record and the remedy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from operations.core import snapshot
from operations.core.errors import BadProblem
from operations.core.rule import Kind, Policy
from operations.core.staffing.cells import Assignment, Lock, Previous, Request
from operations.core.staffing.demand import CoverLine, ShiftType
from operations.core.staffing.people import History, Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.report import judge
from tests.operations.core.staffing.cast import EARLY, SHIFTS, alice, bob, cover, roster, ward

FULL = ward(
    alice(skills={"nurse": 2}, history=History(last_shift="N", days_worked=2, nights=1)),
    bob(maximum_per_shift={"N": 0}, days_off=(3,), absences=(4,)),
    cover=(cover(0, "E", 1), cover(0, "E", 1, skill="nurse", level=2)),
    requests=(Request("Bob", 1, None, False, 3),),
    locks=(Lock("Alice", 2, "E"), Lock("Alice", 3)),
    previous=Previous((Assignment("Alice", 0, "E", "nurse"),), 5),
    weekends=((5, 6),),
    policies={"minimum_minutes": Policy(Kind.SOFT, 2)},
    start_date="2026-11-02",
)

REFUSED = [
    ({"days": 0}, "horizon: has 0 days"),
    ({"day_starts": (0, 1440)}, "horizon: day_starts has fewer entries"),
    ({"day_starts": (0,) * 7}, "horizon: day_starts does not rise"),
    ({"shifts": (*SHIFTS, EARLY)}, "shift E: is there twice"),
    ({"people": (alice(), alice())}, "person Alice: is there twice"),
    ({"shifts": (*SHIFTS, ShiftType("X", 0, 60, ("Q",)))}, "shift X: there is no shift 'Q'"),
    ({"people": (alice(), bob(allowed_shifts=("Q",)))}, "person Bob: there is no shift 'Q'"),
    ({"people": (alice(), bob(absences=(7,)))}, "person Bob: day 7 is outside 0 to 6"),
    ({"locks": (Lock("Zoe", 1),)}, "lock of Zoe on day 1: there is no person Zoe"),
    ({"requests": (Request("Bob", 9, None, True, 1),)}, "request of Bob on day 9: day 9 is"),
    ({"cover": (cover(0, "Q", 1),)}, "cover of shift Q on day 0: there is no shift 'Q'"),
    ({"cover": (cover(0, "E", 1), cover(0, "E", 2))}, "cover of shift E on day 0, level 0: is"),
    ({"weekends": ((6, 7),)}, "calendar: day 7 is outside"),
]


@pytest.mark.parametrize(("changes", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_a_contradiction_is_named(changes, words):
    with pytest.raises(BadProblem) as refusal:
        replace(FULL, **changes)
    assert str(refusal.value).startswith(words)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: ShiftType("E", 1440, 480), "shift E: starts at minute 1440"),
        (lambda: ShiftType("E", 0, 0), "shift E: lasts 0 minutes"),
        (lambda: CoverLine(0, "E", 3, 2), "cover of shift E on day 0: minimum 3, target 2"),
        (lambda: CoverLine(0, "E", 0, 2, price_over=-1), "cover of shift E on day 0: a price is"),
        (lambda: Request("A", 0, "E", True, -1), "request of A on day 0: weight is -1"),
        (lambda: Person("A", minimum_minutes=2, maximum_minutes=1), "person A: minimum 2 minutes"),
        (
            lambda: Person("A", minimum_consecutive_days=3, maximum_consecutive_days=2),
            "person A: must work 3 days",
        ),
        (
            lambda: Person("A", minimum_consecutive_days_off=3, maximum_consecutive_days_off=2),
            "person A: is off 3 days in a row but at most 2",
        ),
        (
            lambda: Person("A", minimum_assignments=3, maximum_assignments=2),
            "person A: minimum 3 assignments is above maximum 2",
        ),
        (
            lambda: Person("A", history=History(same_shift_days=2)),
            "person A: was on the same shift for days but on none",
        ),
        (
            lambda: ShiftType("E", 0, 60, minimum_consecutive=3, maximum_consecutive=2),
            "shift E: comes at least 3 and at most 2 days in a row",
        ),
        (lambda: Person("A", rest_minutes=-1), "person A: a limit is negative"),
        (lambda: Person("A", history=History(days_worked=1, days_off=1)), "person A: was both"),
    ],
)
def test_a_record_that_cannot_be_is_named(make, words):
    with pytest.raises(BadProblem) as refusal:
        make()
    assert str(refusal.value).startswith(words)


def test_problem_and_plan_survive_a_snapshot():
    assert snapshot.loads(snapshot.dumps(FULL), Problem) == FULL
    plan = roster(Alice="E-N")
    assert snapshot.loads(snapshot.dumps(plan), Plan) == plan


def test_a_day_is_called_by_its_date_where_one_is_known():
    assert FULL.day_name(3) == "Thu 5 Nov"
    assert replace(FULL, start_date="").day_name(3) == "day 3"


def test_a_plan_with_somebody_unknown_is_refused():
    with pytest.raises(BadProblem, match="assignment of Zoe to E on day 0"):
        judge(FULL, roster(Zoe="E"))
