"""Why: told by doing it and asking the judge, in the same words by core and shell."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given, settings

from operations.core.errors import BadProblem
from operations.core.staffing.cells import Lock, Request
from operations.core.staffing.explain import gap, one_more, why, why_not
from operations.core.staffing.people import Person
from operations.core.staffing.standing import Standing
from operations.words import reason_message
from tests.operations.core.staffing.cast import alice, bob, cover, roster, ward
from tests.operations.core.staffing.test_standing import edits


def told(reasons) -> list[tuple[str, int]]:
    """Codes and costs; the shell's catalogue must say each in the core's own words."""
    with translation.override("en"):
        for reason in reasons:
            assert str(reason_message(reason.code, reason.facts)) == reason.sentence
    return [(reason.code, reason.cost) for reason in reasons]


def test_why_this_person():
    # Without Alice one is missing of the minimum (1000) and of the target (100), and her wish of 4
    # is not granted. Bob instead fills it: her wish is lost (4) and his day off (3).
    problem = ward(
        alice(),
        bob(),
        days=1,
        cover=(cover(0, "E", 1, 1),),
        requests=(Request("Alice", 0, "E", True, 4), Request("Bob", 0, None, False, 3)),
        locks=(Lock("Alice", 0, "E"),),
    )
    found = why(Standing(problem, roster(Alice="E")), "Alice", 0)
    assert told(found.reasons) == [
        ("cover", 0),
        ("fixed", 0),
        ("wished", -4),
        ("without", 1104),
        ("other_free", 7),
    ]
    assert found.reasons[-1].sentence == "Bob in their place, who is off, changes the cost by +7."
    assert [option.person for option in found.alternatives] == ["Bob"]


def test_why_this_person_when_others_are_busy_or_may_not():
    lines = (cover(0, "E", 1, skill="nurse"), cover(0, "L", 1))
    nurse = {"nurse": 1}
    problem = ward(
        alice(skills=nurse),
        bob(skills=nurse),
        days=1,
        cover=lines,
        requests=(Request("Alice", 0, "E", False, 2),),
    )
    found = why(Standing(problem, roster(Alice="E", Bob="L")), "Alice", 0)
    # Bob leaves the late shift open (100) and spares Alice what she did not want (2).
    assert told(found.reasons) == [
        ("cover_skill", 0),
        ("unwished", 2),
        ("without", 98),
        ("other_moving", 98),
    ]
    alone = ward(alice(), bob(absences=(0,)), days=1, cover=(cover(0, "E", 1),))
    reasons = why(Standing(alone, roster(Alice="E")), "Alice", 0).reasons
    assert told(reasons)[-1] == ("no_other", 0)


def test_why_not_that_one():
    problem = ward(alice(), bob(maximum_minutes=0), days=1, cover=(cover(0, "E", 1),))
    standing = Standing(problem, roster(Alice="E"))
    found = why_not(standing, "Bob", 0, "E")
    assert (found.breaks, found.cost) == ({"maximum_minutes": 480}, 1)
    assert "than the contract allows" in found.stops()[0].sentence
    with pytest.raises(BadProblem, match="works E already"):
        why_not(standing, "Alice", 0, "E")
    with pytest.raises(BadProblem, match="choose somebody of this roster"):
        why_not(standing, "Zoe", 0, "E")


def test_a_gap_and_what_stops_whom():
    # One is missing on day 1. Bob is absent and at his hours' end; Chloe has no hours left only;
    # Dan is on the late shift, where he would be missing as much.
    problem = ward(
        alice(),
        bob(absences=(1,), maximum_minutes=0),
        Person("Chloe", maximum_minutes=0),
        Person("Dan"),
        days=2,
        cover=(cover(1, "E", 2, 1), cover(1, "L", 1)),
    )
    found = gap(Standing(problem, roster(Alice="-E", Dan="-L")), 1, "E")
    assert told(found.reasons) == [("cover", 0)]
    assert (found.missing, found.one_more) == (1, -100)
    assert [(stop.rule, stop.people, stop.alone) for stop in found.stops] == [
        ("maximum_minutes", ("Chloe", "Bob"), ("Chloe",)),
        ("absence_respected", ("Bob",), ()),
    ]
    assert (found.free, [option.person for option in found.moving]) == ((), ["Dan"])
    assert found.relaxed is not None
    assert (found.relaxed.person, found.relaxed.breaks) == ("Chloe", {"maximum_minutes": 480})


def test_who_is_away_leaves_a_gap_where_they_were_planned():
    problem = ward(alice(absences=(0,)), bob(), days=1, cover=(cover(0, "E", 1, 1),))
    found = gap(Standing(problem, roster(Alice="E")), 0, "E")
    assert (found.missing, found.one_more) == (1, -1100)
    assert [option.person for option in found.free] == ["Bob"]
    assert ("absence_respected", ("Alice",)) in [(stop.rule, stop.people) for stop in found.stops]


def test_nothing_is_relaxed_where_somebody_may_come():
    problem = ward(alice(), bob(maximum_minutes=0), days=1, cover=(cover(0, "E", 1),))
    found = gap(Standing(problem, roster()), 0, "E")
    assert found.relaxed is None
    assert [option.person for option in found.free] == ["Alice"]


def test_one_more_brings_what_the_cover_says_and_too_many_cost():
    lines = (cover(0, "E", 1, 1), cover(0, "E", 1, 1, skill="nurse"))
    problem = ward(alice(), bob(), days=1, cover=lines)
    # A nurse is missing of minimum and target (1100), and beside Alice she is one too many (1).
    assert one_more(Standing(problem, roster(Alice="E")), 0, "E") == 1 - 1100
    assert one_more(Standing(problem, roster()), 0, "L") == 0


def test_a_day_off_has_no_why():
    with pytest.raises(BadProblem, match="works no single shift there"):
        why(Standing(ward(alice(), days=1), roster()), "Alice", 0)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(edits())
def test_any_cell_of_any_roster_has_its_reasons(edit):
    problem, plan, _ = edit
    standing = Standing(problem, plan)
    for each in plan.assignments:
        if len(standing.today(each.person, each.day)) == 1:
            told(why(standing, each.person, each.day).reasons)
        told(gap(standing, each.day, each.shift).reasons)
