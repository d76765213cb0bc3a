"""Mapping files: what each part of one does to a foreign export."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from hospital.imports.undo import batch_undo
from hospital.models import Consumption, Facility, ImportBatch, Product, Stay, StockLot
from hospital.pseudonyms import pseudonym_of
from tests.hospital.imports.conftest import Take

USE = """
[columns]
facility = { constant = "H" }
product = "item"
first_day = { from = "when", formats = ["%m/%d/%Y"] }
period = { constant = "month" }
quantity = "used"
"""


def test_foreign_names_constants_and_date_formats(take: Take, place: SimpleNamespace) -> None:
    result = take("consumption", "item,when,used,ignored\nP,05/06/2026,7,x\n", USE)

    assert result.error_count == 0
    row = Consumption.objects.get()
    assert (row.first_day, row.quantity) == (date(2026, 5, 6), 7)


def test_a_column_that_is_not_there_is_named(take: Take, place: SimpleNamespace) -> None:
    result = take("consumption", "item,date,used\nP,05/06/2026,7\n", USE)

    assert "not there: when" in result.errors[0].message


def test_a_mapping_that_only_says_how_the_file_is_written_leaves_the_columns_their_names(
    take: Take, place: SimpleNamespace
) -> None:
    text = "Used in May;;;;\nfacility;product;first_day;period;quantity\nH;P;01/05/2026;month;7\n"
    mapping = '[file]\nheader_row = 2\nencoding = "cp1256"\n'
    result = take("consumption", text, mapping)

    assert (result.error_count, result.created) == (0, 1)
    assert Consumption.objects.get().first_day == date(2026, 5, 1)


def test_an_error_names_the_column_as_the_file_does(take: Take, place: SimpleNamespace) -> None:
    result = take("consumption", "item,when,used\nP,25/06/2026,7\n", USE)

    assert (result.errors[0].row, result.errors[0].column) == (2, "when")
    assert "%m/%d/%Y" in result.errors[0].message


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("[columns]\nfacility = {form = 'x'}", "does not know form"),
        ("[columns]\nfacility = {}", "one of from, constant, template"),
        ("[colums]\n", "does not know colums"),
        ("kind = 'stays'", "is for stays"),
        ("[file]\ndecimal = ';'", "decimal"),
        ("[columns\n", "not valid TOML"),
        ("[columns]\ncolour = 'item'", "no column colour"),
        ("[[creates]]\nkind = 'networks'\n[creates.columns]\ncode = 'item'", "needs name"),
        ("[[creates]]\nkind = 'planets'\n[creates.columns]\n", "planets"),
    ],
)
def test_a_mapping_that_is_not_understood_is_refused(
    take: Take, place: SimpleNamespace, mapping: str, message: str
) -> None:
    result = take("consumption", "item,when,used\nP,05/06/2026,7\n", mapping)

    assert message in result.errors[0].message


def test_units_are_scaled_and_rounding_is_counted(take: Take, place: SimpleNamespace) -> None:
    scaled = USE.replace('"used"', '{ from = "used", factor = 100, round = true }')
    text = "item,when,used\nP,01/01/2026,1.5\nP,02/01/2026,0.125\nP,03/01/2026,0.124\n"
    result = take("consumption", text, scaled)

    # 1.5 is 150 hundredths; 0.125 is 12.5, half up to 13; 0.124 is 12.4, down to 12.
    assert list(Consumption.objects.values_list("quantity", flat=True)) == [150, 13, 12]
    assert result.rounded == {"quantity": 2}


def test_without_leave_nothing_is_rounded(take: Take, place: SimpleNamespace) -> None:
    result = take("consumption", "item,when,used\nP,01/01/2026,1.5\n", USE)

    assert "round = true" in result.errors[0].message


def test_a_decimal_comma_and_a_semicolon(take: Take, place: SimpleNamespace) -> None:
    mapping = '[file]\ndecimal = ","\n' + USE
    take("consumption", "item;when;used\nP;01/01/2026;1.234\nP;02/01/2026;5,0\n", mapping)

    assert list(Consumption.objects.values_list("quantity", flat=True)) == [1234, 5]


def test_words_are_translated_and_unknown_ones_refused(take: Take, place: SimpleNamespace) -> None:
    mapping = USE.replace('"item"', '{ from = "item", values = { Aspirine = "P" } }')

    assert take("consumption", "item,when,used\nAspirine,01/01/2026,1\n", mapping).created == 1
    refused = take("consumption", "item,when,used\nMorphine,01/01/2026,1\n", mapping)
    assert "knows only Aspirine" in refused.errors[0].message
    star = mapping.replace('Aspirine = "P"', '"*" = "P"')
    assert take("consumption", "item,when,used\nMorphine,02/01/2026,1\n", star).created == 1


def test_rows_are_skipped_with_a_reason_and_counted(take: Take, place: SimpleNamespace) -> None:
    mapping = USE + '[[skip]]\nreason = "a total"\nwhen = [{ column = "item", matches = "^SUM" }]\n'
    result = take("consumption", "item,when,used\nP,01/01/2026,1\nSUM,,9\nSUM 2,,9\n", mapping)

    assert (result.created, result.skipped) == (1, {"a total": 2})


def test_wide_columns_become_rows(take: Take, place: SimpleNamespace) -> None:
    Product.objects.create(code="Q", name="Q")
    unpivot = '[unpivot]\ncolumns = ["P", "Q"]\nnames_to = "item"\nvalues_to = "used"\n'
    result = take("consumption", "when,P,Q\n01/01/2026,1,2\n02/01/2026,3,x\n", unpivot + USE)
    assert [(fault.row, fault.value) for fault in result.errors] == [(3, "x")]

    result = take("consumption", "when,P,Q\n01/01/2026,1,2\n02/01/2026,3,4\n", unpivot + USE)
    assert result.created == 4
    rows = Consumption.objects.order_by("product", "first_day")
    assert list(rows.values_list("quantity", flat=True)) == [1, 3, 2, 4]


CREATES = """
[[creates]]
kind = "facilities"
[creates.columns]
network = { constant = "N" }
code = { from = "site", slug = 12 }
name = "site"
kind = { constant = "centre" }
"""
SITES = USE.replace('{ constant = "H" }', '{ from = "site", slug = 12 }') + CREATES


def test_missing_parents_are_made_when_the_mapping_says_so(
    take: Take, place: SimpleNamespace
) -> None:
    head = "site,item,when,used\n"
    rows = (
        "Aïn Leuh,P,01/01/2026,1\nAïn Leuh,P,02/01/2026,1\nCentre de santé Ifrane,P,01/01/2026,1\n"
    )
    result = take("consumption", head + rows, SITES)
    assert result.also_created == {"facilities": 2}
    batch_undo(batch=ImportBatch.objects.get(), user=None, reason="the wrong year")
    assert list(Facility.objects.values_list("code", flat=True)) == ["H"]
    assert not Consumption.objects.exists()
    take("consumption", head + rows, SITES)
    codes = set(Facility.objects.exclude(code="H").values_list("code", flat=True))
    assert "AÏN-LEUH" in codes
    # Too long for twelve letters: three of it and eight of its digest.
    assert {code[:4] for code in codes} == {"AÏN-", "CEN-"}
    assert all(len(code) <= 12 for code in codes)

    Facility.objects.filter(code="AÏN-LEUH").update(name="Renamed here")
    result = take("consumption", head + "Aïn Leuh,P,03/01/2026,1\n", SITES)
    assert result.also_created == {}
    assert Facility.objects.get(code="AÏN-LEUH").name == "Renamed here"


def test_two_names_under_one_code_are_two_things(take: Take, place: SimpleNamespace) -> None:
    text = "site,item,when,used\nA b,P,01/01/2026,1\nA-b,P,02/01/2026,1\n"
    result = take("consumption", text, SITES)

    assert "Rows 2 and 3" in result.errors[0].message
    assert not Facility.objects.filter(code="A-B").exists()


def test_parents_of_a_refused_file_are_not_left_behind(take: Take, place: SimpleNamespace) -> None:
    result = take("consumption", "site,item,when,used\nIfrane,P,01/01/2026,x\n", SITES)

    assert [fault.column for fault in result.errors] == ["used"]
    assert not Facility.objects.filter(code="IFRANE").exists()


def test_the_first_of_repeated_rows_is_kept_when_the_mapping_says_so(
    take: Take, place: SimpleNamespace
) -> None:
    mapping = """
    [file]
    repeats = "first"
    [columns]
    facility = { constant = "H" }
    product = "item"
    lot = { template = "{item}-{year}" }
    expiry = { constant = "2030-12-31" }
    quantity = "left"
    """
    result = take("lots", "item,year,left\nP,2026,5\nP,2026,6\n", mapping)

    assert (result.created, result.skipped) == (1, {"the same record again": 1})
    lot = StockLot.objects.get()
    assert (lot.lot, lot.quantity) == ("P-2026", 5)


STAYS = """
[columns]
facility = { constant = "H" }
number = "id"
patient = { from = "mrn", empty = ["?"], otherwise = "NONE-{id}" }
ward = { constant = "H/W1" }
gender = "sex"
urgency = { from = "sex", values = { "*" = "elective" } }

[columns.age_band]
from = "age"
bands = [{ below = 16, value = "2-15" }, { below = 65, value = "16-64" }, { value = "80+" }]

[columns.admitted]
from = "in"
formats = ["%m-%d-%Y", "%d-%m-%Y"]
agrees_with = { column = "month", format = "%b-%y" }
time = "10:00"

[columns.discharged]
from = "out"
formats = ["%m-%d-%Y", "%d-%m-%Y"]
spans = { start = "admitted", days = "days", first_day_counts = true, tolerance_days = 1, otherwise = "computed" }
time = "14:00"
"""  # noqa: E501
STAY_HEAD = "id,mrn,sex,age,in,out,month,days\n"


def stay(take: Take, line: str) -> tuple[str, str]:
    result = take("stays", STAY_HEAD + line + "\n", STAYS)
    assert result.errors == []
    found = Stay.objects.get()
    return found.admitted.date().isoformat(), found.discharged.date().isoformat()


@pytest.mark.parametrize(
    ("line", "days"),
    [
        # April settles that 04-05 is the fifth; three days from then end on 04-07, the seventh.
        ("1,a,M,40,04-05-2017,04-07-2017,Apr-17,3", ("2017-04-05", "2017-04-07")),
        # A year later the same text is the fourth of May.
        ("1,a,M,40,04-05-2018,06-05-2018,May-18,3", ("2018-05-04", "2018-05-06")),
        # Length says 20 April, the text 21 April or nothing: within a day the text is believed.
        ("1,a,M,40,04-15-2017,04-21-2017,Apr-17,6", ("2017-04-15", "2017-04-21")),
        # Two months off: the length is believed.
        ("1,a,M,40,04-15-2017,06-20-2017,Apr-17,6", ("2017-04-15", "2017-04-20")),
        ("1,a,M,40,04-15-2017,2-1217,Apr-17,6", ("2017-04-15", "2017-04-20")),
    ],
)
def test_other_columns_settle_what_a_day_means(
    take: Take, place: SimpleNamespace, line: str, days: tuple[str, str]
) -> None:
    assert stay(take, line) == days


def test_a_mended_day_is_counted(take: Take, place: SimpleNamespace) -> None:
    result = take("stays", STAY_HEAD + "1,a,M,40,04-15-2017,x,Apr-17,6\n", STAYS)

    assert result.mended == {"discharged": 1}


def test_a_day_that_its_month_denies_is_refused(take: Take, place: SimpleNamespace) -> None:
    result = take("stays", STAY_HEAD + "1,a,M,40,06-15-2017,06-16-2017,Apr-17,2\n", STAYS)

    assert "agrees with “month”" in result.errors[0].message


def test_two_formats_without_a_judge_are_ambiguous(take: Take, place: SimpleNamespace) -> None:
    mapping = USE.replace('["%m/%d/%Y"]', '["%m/%d/%Y", "%d/%m/%Y"]')

    result = take("consumption", "item,when,used\nP,05/06/2026,7\n", mapping)
    assert "2026-05-06, 2026-06-05" in result.errors[0].message
    assert take("consumption", "item,when,used\nP,06/06/2026,7\n", mapping).created == 1


def test_bands_fallbacks_and_words_for_anything(take: Take, place: SimpleNamespace) -> None:
    rows = [
        f"{n},{mrn},F,{age},04-15-2017,04-15-2017,Apr-17,1"
        for n, mrn, age in ((1, "a", 15), (2, "?", 16), (3, "", 65))
    ]
    take("stays", STAY_HEAD + "\n".join(rows) + "\n", STAYS)

    found = Stay.objects.order_by("number")
    assert [row.age_band for row in found] == ["2-15", "16-64", "80+"]
    names = [pseudonym_of(place.network.pk, name) for name in ("a", "NONE-2", "NONE-3")]
    assert [row.patient.pseudonym for row in found] == names
    assert {row.urgency for row in found} == {"elective"}


def test_a_row_whose_days_are_out_of_order_can_be_skipped(
    take: Take, place: SimpleNamespace
) -> None:
    mapping = """
    [columns]
    number = "no"
    supplier = "who"
    product = { constant = "P" }
    facility = { constant = "H" }
    packs = { constant = "1" }
    ordered = "ordered"
    received = "got"
    [[skip]]
    reason = "delivered before it was ordered"
    when = [{ column = "ordered", later_than = "received" }]
    [[creates]]
    kind = "suppliers"
    [creates.columns]
    code = "who"
    name = "who"
    """
    text = "no,who,ordered,got\n1,S,2026-01-02,2026-01-01\n2,S,2026-01-02,2026-01-02\n"
    result = take("orders", text, mapping)

    assert result.errors == []
    assert (result.created, result.skipped) == (1, {"delivered before it was ordered": 1})
