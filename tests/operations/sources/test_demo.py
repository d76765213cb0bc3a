"""The made wards: the same every time, of any size, and neither empty nor impossible."""

from __future__ import annotations

import pytest

from operations.core import snapshot
from operations.core.staffing.greedy import construct
from operations.core.staffing.report import judge
from operations.sources.demo import made_hospital, made_ward


def test_the_same_arguments_give_the_same_ward_and_another_seed_another():
    first, again, other = made_ward(20), made_ward(20), made_ward(20, seed=2)
    assert snapshot.digest(first) == snapshot.digest(again) != snapshot.digest(other)


@pytest.mark.parametrize(("people", "days"), [(10, 7), (60, 28), (1000, 28)])
def test_a_ward_of_any_size_asks_for_most_of_its_hours_and_never_for_more(people, days):
    ward = made_ward(people, days)
    assert len(ward.people) == people
    asked = sum(line.target for line in ward.cover if line.skill is None) * 480
    given = sum(person.maximum_minutes or 0 for person in ward.people)
    assert 0.4 * given < asked < given


def test_a_quick_roster_keeps_the_law_and_leaves_few_shifts_open():
    ward = made_ward(30, 14)
    report = judge(ward, construct(ward, 0.5))
    asked = sum(line.target for line in ward.cover if line.skill is None)
    missing = report.cost_by_rule.get("cover_target", 0) / 100
    assert report.hard == 0
    assert missing < 0.1 * asked


def test_nobody_is_on_two_wards_of_a_hospital():
    wards = made_hospital(20, 15, days=7)
    numbers = [person.id for ward in wards for person in ward.people]
    assert len({ward.name for ward in wards}) == 20
    assert len(numbers) == len(set(numbers)) == 300


def test_too_few_people_are_refused_with_the_number_that_is_enough():
    with pytest.raises(ValueError, match="give 10 or more"):
        made_ward(9)
