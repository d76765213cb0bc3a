"""A text that stands in many rows is read once, and each of the rows is none the worse for it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from hospital.imports import cells
from hospital.models import Absence, StaffMember, Stay, Ward
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


@pytest.mark.parametrize(
    ("age", "band"),
    [("0", "0-1"), ("1", "0-1"), ("2", "2-15"), ("15", "2-15"), ("16", "16-64"), ("64", "16-64"),
     ("65", "65-79"), ("79", "65-79"), ("80", "80+"), ("103", "80+"), ("٦٥", "65-79")],
)  # fmt: skip
def test_an_age_in_years_becomes_its_band(
    take: Take, place: SimpleNamespace, age: str, band: str
) -> None:
    assert take("stays", f"{STAY}H,1,P,W1,F,{age},2026-05-03 10:00\n").created == 1
    assert Stay.objects.get().age_band == band


@pytest.mark.parametrize("age", ["131", "-1", "1958-03-04", "65.5"])
def test_what_is_no_age_is_no_band(take: Take, place: SimpleNamespace, age: str) -> None:
    (fault,) = take("stays", f"{STAY}H,1,P,W1,F,{age},2026-05-03 10:00\n").errors
    assert "0-1, 2-15, 16-64, 65-79, 80+" in fault.message


@pytest.mark.parametrize("word", ["sick", "Maladie", "مرض", "MALADIE"])
def test_words_of_a_list_are_read_in_each_of_our_languages(
    take: Take, place: SimpleNamespace, word: str
) -> None:
    StaffMember.objects.create(
        facility=place.hospital, number="1", role="nurse", contract=place.contract
    )
    text = f"staff,first_day,last_day,kind\n1,2026-05-03,2026-05-04,{word}\n"
    assert take("absences", text).created == 1
    assert Absence.objects.get().kind == "sick"


@pytest.mark.parametrize(
    ("gender", "urgency"), [("H", "Urgence"), ("homme", "urgence vitale"), ("M", "emergency")]
)
def test_words_that_files_have_for_a_value_are_read(
    take: Take, place: SimpleNamespace, gender: str, urgency: str
) -> None:
    rows = f"H,1,P,W1,{gender},80+,2026-05-03 10:00,{urgency}\n"
    assert take("stays", STAY.replace("\n", ",urgency\n") + rows).created == 1
    assert (Stay.objects.get().gender, Stay.objects.get().urgency) == ("M", "emergency")
