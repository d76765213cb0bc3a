from __future__ import annotations

import pytest

from tests.operations.core.staffing.cast import alice, amounts, bob, broken, cover, roster, ward

CODE = "nights_balance"
NIGHTS = tuple(cover(day, "N", 1) for day in range(4))  # four nights to share


@pytest.mark.parametrize(("row", "over"), [("N", []), ("NN", []), ("NNN", [1])])
def test_two_equal_people_share_four_nights_two_each(row, over):
    assert amounts(CODE, ward(alice(), bob(), cover=NIGHTS), roster(Alice=row)) == over


def test_a_smaller_contract_has_a_smaller_share():
    # 4 nights by 100 : 30 are 3.08 and 0.92, rounded up 4 and 1.
    problem = ward(alice(), bob(full_time_percent=30), cover=NIGHTS)
    (violation,) = broken(CODE, problem, roster(Alice="NNNN", Bob="NN"))
    assert violation.sentence == "Bob works 2 nights; a fair share of the contract is 1."


def test_days_of_absence_lower_the_share():
    # Present 7 and 1 of 7 days: 4 x 1/8, rounded up, is 1.
    away = bob(absences=(1, 2, 3, 4, 5, 6))
    assert amounts(CODE, ward(alice(), away, cover=NIGHTS), roster(Bob="NN")) == [1]


def test_who_may_not_work_nights_takes_no_share():
    problem = ward(alice(), bob(allowed_shifts=("E",)), cover=NIGHTS)
    assert amounts(CODE, problem, roster(Alice="NNNN")) == []


def test_contracts_that_allow_more_nights_have_a_larger_share():
    # 4 nights by 6 : 2 are 3 and 1.
    problem = ward(alice(maximum_nights=6), bob(maximum_nights=2), cover=NIGHTS)
    assert amounts(CODE, problem, roster(Alice="NNN", Bob="NN")) == [1]


def test_a_contract_without_nights_takes_no_share():
    problem = ward(alice(), bob(maximum_nights=0), cover=NIGHTS)
    assert amounts(CODE, problem, roster(Alice="NNNN", Bob="N")) == []
