from __future__ import annotations

import pytest

from operations.core.staffing.past import Past, Tally
from tests.operations.core.staffing.cast import alice, amounts, bob, broken, cover, roster, ward

CODE = "holidays_balance"
FEASTS = {"holidays": (1, 3), "cover": (cover(1, "E", 1), cover(3, "E", 1), cover(2, "E", 9))}


@pytest.mark.parametrize(("row", "over"), [("E", []), ("-EE", []), ("-E-N", [1])])
def test_two_equal_people_share_two_holidays_one_each(row, over):
    assert amounts(CODE, ward(alice(), bob(), **FEASTS), roster(Alice=row)) == over


def test_who_worked_the_last_feasts_is_spared():
    # Two had in the year and two to come are two each; Alice had hers.
    year = Tally(days=365, holidays=2)
    people = (alice(past=Past(year=year)), bob(past=Past(year=Tally(days=365))))
    (violation,) = broken(CODE, ward(*people, **FEASTS), roster(Alice="-E", Bob="---E"))
    said = "Alice works on 1 public holiday; a fair share of the contract is 0."
    assert violation.sentence == said
    assert amounts(CODE, ward(*people, **FEASTS), roster(Bob="-E-E")) == []


def test_a_smaller_contract_has_a_smaller_share():
    # 2 by 100 : 30 are 1.54 and 0.46, rounded up 2 and 1.
    problem = ward(alice(), bob(full_time_percent=30), **FEASTS)
    assert amounts(CODE, problem, roster(Alice="-E-E", Bob="-E-E")) == [1]


def test_who_came_last_month_owes_nothing_for_the_year():
    # Of 10 + 2 holidays Bob's part is by 28 + 7 days of 365 + 7 + 35: 1.03, rounded up 2.
    people = (
        alice(past=Past(year=Tally(days=365, holidays=10))),
        bob(past=Past(year=Tally(days=28))),
    )
    assert amounts(CODE, ward(*people, **FEASTS), roster(Bob="-E-E")) == []


def test_without_holidays_nothing_is_shared():
    assert amounts(CODE, ward(alice(), cover=(cover(0, "E", 1),)), roster(Alice="EEE")) == []
