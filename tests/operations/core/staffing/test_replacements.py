"""Who could take a shift: told by the judge, the lawful and cheap first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from operations.core.errors import BadProblem
from operations.core.staffing.cells import Change, Lock, Request
from operations.core.staffing.people import Person
from operations.core.staffing.replacements import exchange, replacements, swaps
from operations.core.staffing.report import diff, judge
from operations.core.staffing.standing import Standing
from tests.operations.core.staffing.cast import alice, bob, cover, roster, ward
from tests.operations.core.staffing.test_standing import edits


def chloe(**changes) -> Person:
    return Person("Chloe", **changes)


def test_the_free_before_the_moved_before_the_forbidden():
    # Alice falls ill on day 1. Her early shift (target 1) costs 100 while it is open.
    #   Chloe is free and has nothing against it:   fills it, -100
    #   Bob works late that day (target 1): fills it and leaves his own open, -100 + 100 = 0
    #   Dan is free, but his night ends at 07:00 when the early begins: no rest, and a forbidden
    #   succession, though it would fill the shift.
    problem = ward(
        alice(absences=(1,)),
        bob(),
        chloe(),
        Person("Dan", rest_minutes=660, maximum_nights=1),
        days=3,
        cover=(cover(1, "E", 1), cover(1, "L", 1), cover(0, "N", 1)),
    )
    standing = Standing(problem, roster(Alice="-E-", Bob="-L-", Dan="N--"))
    found = replacements(standing, 1, "E", leaving="Alice")
    assert [(o.person, o.cost, sorted(o.breaks)) for o in found] == [
        ("Chloe", -100, []),
        ("Bob", 0, []),
        ("Dan", -100, ["rest_between_shifts", "shift_succession"]),
    ]
    assert [o.moved_from for o in found] == [(), ("L",), ()]
    assert "may not follow the N of the day before" in found[2].stops()[1].sentence


def test_wishes_and_contracts_decide_among_the_free():
    problem = ward(
        alice(),
        bob(maximum_minutes=0),
        chloe(),
        days=2,
        cover=(cover(0, "E", 1),),
        requests=(Request("Alice", 0, None, False, 3), Request("Chloe", 0, "E", True, 2)),
    )
    found = replacements(Standing(problem, roster()), 0, "E")
    assert [(o.person, o.cost, o.lawful) for o in found] == [
        ("Chloe", -102, True),
        ("Alice", -97, True),
        ("Bob", -100, False),
    ]


def test_a_skill_is_served_where_it_counts():
    lines = (cover(0, "E", 1, skill="midwife"), cover(0, "E", 1, skill="nurse"))
    both = alice(skills={"midwife": 1, "nurse": 1})
    problem = ward(both, bob(skills={"midwife": 1}), chloe(), days=1, cover=lines)
    standing = Standing(problem, roster(Bob="E"))
    # Bob serves as the midwife; of Alice's two skills the other one is missing.
    (found,) = (o for o in replacements(standing, 0, "E") if o.person == "Alice")
    assert found.changes == (Change("Alice", 0, "E", "nurse"),)
    assert [o.person for o in replacements(standing, 0, "E", skill="nurse")] == ["Alice"]


def test_a_locked_cell_is_no_offer():
    problem = ward(alice(), bob(), days=1, locks=(Lock("Alice", 0),), cover=(cover(0, "E", 1),))
    found = replacements(Standing(problem, roster()), 0, "E")
    assert [(o.person, sorted(o.breaks)) for o in found] == [("Bob", []), ("Alice", ["lock_kept"])]


def test_a_breach_that_grows_counts_though_there_is_no_further_one():
    # Alice is over her hours already: one more shift makes the same breach worse.
    problem = ward(alice(maximum_minutes=0), bob(), days=2, cover=(cover(1, "E", 1),))
    (first, second) = replacements(Standing(problem, roster(Alice="E-")), 1, "E")
    assert (first.person, second.person) == ("Bob", "Alice")
    assert (second.hard, second.breaks) == (0, {"maximum_minutes": 480})


def test_swaps_on_the_same_day_and_across_days():
    # Alice's early on day 0 for Bob's late on day 0, or for Chloe's early on day 1. Alice asked
    # not to work on day 0: only the second grants that.
    problem = ward(
        alice(),
        bob(),
        chloe(),
        days=2,
        requests=(Request("Alice", 0, None, False, 5),),
        cover=(cover(0, "E", 1), cover(0, "L", 1), cover(1, "E", 1)),
    )
    standing = Standing(problem, roster(Alice="E-", Bob="L-", Chloe="-E"))
    found = swaps(standing, "Alice", 0)
    assert [(o.person, o.cost) for o in found] == [("Chloe", -5), ("Bob", 0)]
    assert standing.after(*found[0].changes).plan == roster(Alice="-E", Bob="L-", Chloe="E-")
    assert [o.person for o in swaps(standing, "Alice", 0, days=[0])] == ["Bob"]


def test_two_people_s_own_swap_is_judged_like_the_ranked_one():
    problem = ward(alice(), bob(), days=2, cover=(cover(0, "E", 1), cover(1, "E", 1)))
    standing = Standing(problem, roster(Alice="E-", Bob="-E"))
    assert exchange(standing, "Alice", 0, "Bob", 1) == swaps(standing, "Alice", 0)[0]


@pytest.mark.parametrize(
    ("row", "other", "other_day"), [("E-", "Bob", 1), ("EE", "Bob", 0), ("E-", "Alice", 0)]
)
def test_what_is_no_swap_is_refused_with_what_a_swap_needs(row, other, other_day):
    standing = Standing(ward(alice(), bob(), days=2), roster(Alice=row, Bob=row))
    with pytest.raises(BadProblem, match="both must work one shift then"):
        exchange(standing, "Alice", 0, other, other_day)


def test_a_day_off_cannot_be_swapped():
    with pytest.raises(BadProblem, match="works no single shift there"):
        swaps(Standing(ward(alice(), days=1), roster()), "Alice", 0)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(edits())
def test_every_option_costs_what_the_whole_judge_says(edit):
    problem, plan, _ = edit
    standing = Standing(problem, plan)
    before = judge(problem, plan)
    for option in replacements(standing, 0, "E"):
        whole = diff(before, judge(problem, standing.after(*option.changes).plan))
        assert (option.hard, option.cost) == (whole.hard, whole.cost)
