"""What has happened has no day to come, and no file a year that nobody writes."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from hospital.imports.kinds import KINDS
from hospital.models import Consumption, Stay, StockLot
from hospital.models.happened import begun, ended, happened, latest_day
from tests.hospital.imports.conftest import Take

TO_COME = "still to come"
LATER = (latest_day() + timedelta(days=1)).isoformat()
USED = "facility,product,first_day,period,quantity\n"
STAY = "facility,number,patient,ward,gender,age_band,admitted,discharged\n"


def test_each_row_to_come_is_named_by_its_column_and_nothing_is_kept(
    take: Take, place: SimpleNamespace
) -> None:
    days = ("2026-05-01", "2930-05-01", "2026-06-01", LATER, "9999-12-01")
    result = take("consumption", USED + "".join(f"H,P,{day},month,5\n" for day in days))
    assert [(fault.row, fault.column) for fault in result.errors] == [
        (3, "first_day"),
        (5, "first_day"),
        (6, "first_day"),
    ]
    assert "year between 1900 and 2200" in result.errors[0].message
    assert TO_COME in result.errors[1].message
    assert not Consumption.objects.exists()


def test_today_has_happened(take: Take, place: SimpleNamespace) -> None:
    today = latest_day().isoformat()
    assert take("consumption", USED + f"H,P,{today},day,5\n").created == 1


@pytest.mark.parametrize(
    ("admitted", "discharged", "column", "remedy"),
    [
        (f"{LATER} 10:00", "", "admitted", "on the waiting list"),
        ("2026-05-03 10:00", f"{LATER} 10:00", "discharged", "as the expected discharge"),
        (f"{LATER}T10:00Z", "", "admitted", "on the waiting list"),
        ("9999-05-03 10:00", "", "admitted", "year between"),
    ],
)
def test_a_stay_neither_begins_nor_ends_in_the_future_and_each_day_has_its_place(
    take: Take, place: SimpleNamespace, admitted: str, discharged: str, column: str, remedy: str
) -> None:
    result = take("stays", STAY + f"H,1,P,W1,M,80+,{admitted},{discharged}\n")
    assert [(fault.row, fault.column) for fault in result.errors] == [(2, column)]
    assert remedy in result.errors[0].message
    assert not Stay.objects.exists()


def test_an_expiry_is_to_come_but_not_in_a_year_that_stands_for_never(
    take: Take, place: SimpleNamespace
) -> None:
    lots = "facility,product,lot,expiry,quantity\n"
    assert take("lots", lots + "H,P,L1,2931-01-31,5\n").errors[0].column == "expiry"
    assert take("lots", lots + "H,P,L1,2099-01-31,5\n").created == 1
    assert StockLot.objects.count() == 1


def test_what_is_expected_may_be_to_come_and_what_was_done_may_not() -> None:
    """Of every kind, the columns that tell what has happened."""
    past = {
        (code, spec.name)
        for code, kind in KINDS.items()
        for spec in kind.specs.values()
        if any(each in spec.validators for each in (begun, ended, happened))
    }
    assert past == {
        ("cases", "first_day"),
        ("consumption", "first_day"),
        ("deliveries", "received"),
        ("deliveries", "sent"),
        ("moves", "ends"),
        ("moves", "starts"),
        ("orders", "ordered"),
        ("orders", "received"),
        ("referrals", "registered"),
        ("stays", "admitted"),
        ("stays", "discharged"),
    }
