"""A text that stands in many rows is read once, and each of the rows is none the worse for it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from hospital.imports import cells
from hospital.models import Ward
from tests.hospital.imports.conftest import Take

STAY = "facility,number,patient,ward,gender,age_band,admitted\n"


def test_a_wrong_text_is_told_of_in_every_row_that_has_it(
    take: Take, place: SimpleNamespace
) -> None:
    rows = "H,1,P,W1,X,80+,2026-05-03 10:00\nH,2,P,W1,X,80+,2026-05-03 10:00\n"
    assert [fault.row for fault in take("stays", STAY + rows).errors] == [2, 3]


def test_more_texts_than_are_remembered_are_read_as_well(
    take: Take, place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "MOST_KNOWN", 1)
    rows = "".join(f"H,W{n},Ward {n}\n" for n in (3, 4, 5))
    assert take("wards", "facility,code,name\n" + rows).created == 3
    assert [each.name for each in Ward.objects.order_by("code")[2:]] == [
        "Ward 3",
        "Ward 4",
        "Ward 5",
    ]


def test_each_row_that_is_rounded_counts(take: Take, place: SimpleNamespace) -> None:
    mapping = """
    [columns]
    facility = { constant = "H" }
    code = "code"
    minutes_monday_to_friday = { from = "minutes", round = true }
    minutes_weekend = { constant = "0" }
    """
    result = take("theatres", "code,minutes\nA,1.5\nB,1.5\n", mapping)
    assert result.rounded == {"minutes_monday_to_friday": 2}


def test_a_row_is_told_all_that_is_wrong_with_it_at_once(
    place: SimpleNamespace, take: Take
) -> None:
    head = "facility,product,lot,expiry,quantity\n"
    result = take("lots", f"{head}NOWHERE,P,A,soon,3\nH,NOTHING,A,2030-01-31,-1\n")
    assert [(fault.row, fault.column) for fault in result.errors] == [
        (2, "expiry"),
        (2, "facility"),
        (3, "quantity"),
        (3, "product"),
    ]
