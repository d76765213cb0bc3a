"""A file comes in whole or not at all, and says why not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import xlsxwriter

from hospital.imports import load
from hospital.models import (
    Consumption,
    CoverRule,
    Facility,
    ImportBatch,
    Network,
    Offer,
    Patient,
    Room,
    ShiftRequest,
    ShiftType,
    StaffMember,
    Stay,
    Ward,
)
from hospital.pseudonyms import pseudonym_of
from tests.hospital.imports.conftest import Take

STAY_HEAD = "facility,number,patient,ward,gender,age_band,admitted,discharged\n"


def counts(result: load.Result) -> tuple[int, int, int, int]:
    return result.created, result.updated, result.unchanged, result.error_count


def messages(result: load.Result) -> list[tuple[int | None, str, str]]:
    return [(fault.row, fault.column, fault.value) for fault in result.errors]


def test_rows_are_made_then_changed_then_left_alone(take: Take, place: SimpleNamespace) -> None:
    text = "facility,code,name\nH,W1,One\nH,W3,Three\n"

    assert counts(take("wards", text)) == (1, 0, 1, 0)
    assert counts(take("wards", text.replace("Three", "Drei"))) == (0, 1, 1, 0)
    assert Ward.objects.get(code="W3").name == "Drei"


def test_the_same_file_again_changes_nothing_and_says_so(
    take: Take, place: SimpleNamespace
) -> None:
    text = "facility,code,name\nH,W3,Three\n"
    take("wards", text)
    Ward.objects.filter(code="W3").update(name="By hand")
    again = take("wards", text)

    assert again.already_imported
    assert counts(again) == (0, 0, 1, 0)
    assert Ward.objects.get(code="W3").name == "By hand"
    assert counts(take("wards", text, again=True)) == (0, 1, 0, 0)


def test_a_column_that_the_file_lacks_is_left_as_it_is(take: Take, place: SimpleNamespace) -> None:
    take("wards", "facility,code,name,active\nH,W3,Three,no\n")
    take("wards", "facility,code,name\nH,W3,Drei\n")

    assert not Ward.objects.get(code="W3").active


def test_one_bad_row_keeps_the_whole_file_out(take: Take, place: SimpleNamespace) -> None:
    result = take(
        "rooms",
        "ward,code,capacity,gender_policy\nH/W1,1,2,same\nH/W9,2,2,same\nH/W1,3,0,same\n"
        "H/W1,4,two,same\nH/W1,5,,same\nH/W1,6,2,mixed\nH/W1,a/b,2,same\n",
    )

    assert messages(result) == [
        (3, "ward", "H/W9"),
        (4, "capacity", "0"),
        (5, "capacity", "two"),
        (6, "capacity", ""),
        (7, "gender_policy", "mixed"),
        (8, "code", "a/b"),
    ]
    assert "At least 1" in result.errors[1].message
    assert "any, same, F, M" in result.errors[4].message
    assert "Import it first" in result.errors[0].message
    assert counts(result) == (0, 0, 0, 6)
    assert not Room.objects.exists()
    batch = ImportBatch.objects.get()
    assert (batch.errors, batch.created) == (6, 0)


def test_a_fault_in_a_later_chunk_undoes_the_earlier_ones(
    take: Take, place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "CHUNK", 2)
    rows = "".join(f"H/W1,{n},2\n" for n in range(5))

    assert counts(take("rooms", f"ward,code,capacity\n{rows}H/W1,9,-1\n")) == (0, 0, 0, 1)
    assert not Room.objects.exists()
    assert counts(take("rooms", f"ward,code,capacity\n{rows}")) == (5, 0, 0, 0)


def test_the_list_of_errors_is_capped_and_the_count_is_not(
    take: Take, place: SimpleNamespace
) -> None:
    result = take("rooms", "ward,code,capacity\n" + "H/W1,1,0\n" * 250)

    assert len(result.errors) == 200
    assert result.error_count == 250


def test_a_dry_run_counts_and_writes_nothing(take: Take, place: SimpleNamespace) -> None:
    result = take("wards", "facility,code,name\nH,W3,Three\n", dry_run=True)

    assert counts(result) == (1, 0, 0, 0)
    assert not Ward.objects.filter(code="W3").exists()
    assert not ImportBatch.objects.exists()


def test_two_rows_for_one_record_are_named_both(take: Take, place: SimpleNamespace) -> None:
    result = take("wards", "facility,code,name\nH,W3,a\nH,W4,b\nH,W3,c\n")

    assert "Rows 2 and 4" in result.errors[0].message
    assert not Ward.objects.filter(code="W4").exists()


def test_unknown_and_missing_columns_are_named(take: Take, place: SimpleNamespace) -> None:
    assert "colour" in take("wards", "facility,code,name,colour\nH,W3,a,red\n").errors[0].message
    assert "missing: name" in take("wards", "facility,code\nH,W3\n").errors[0].message


def test_days_of_one_column_have_one_order(take: Take, place: SimpleNamespace) -> None:
    StaffMember.objects.create(
        facility=place.hospital, number="0012", role="nurse", contract=place.contract
    )
    head = "staff;first_day;last_day\n"

    mixed = take("absences", head + "0012;13/06/2026;14/06/2026\n0012;2026-07-01;15/07/2026\n")
    assert messages(mixed) == [(3, "first_day", "2026-07-01")]
    american = take("absences", head + "0012;13/06/2026;14/06/2026\n0012;06/14/2026;15/06/2026\n")
    assert messages(american) == [(3, "first_day", "06/14/2026")]
    assert counts(take("absences", head + "0012;13/06/2026;14/06/2026\n")) == (1, 0, 0, 0)
    backwards = take("absences", head + "0012;13/06/2026;12/06/2026\n")
    assert "not be before first_day" in backwards.errors[0].message


def test_a_stay_brings_its_patient_and_its_hospitals_clock(
    take: Take, place: SimpleNamespace
) -> None:
    result = take(
        "stays",
        STAY_HEAD
        + "H,1,P1,W1,F,80+,2026-01-10 10:00,2026-01-12 09:30\n"
        + "H,2,P1,H/W2,F,80+,2026-01-20T10:00Z,\n",
    )

    assert counts(result) == (2, 0, 0, 0)
    first, second = Stay.objects.order_by("number")
    # Casablanca keeps UTC+1 in January 2026.
    assert first.admitted == datetime(2026, 1, 10, 9, tzinfo=UTC)
    assert second.admitted == datetime(2026, 1, 20, 10, tzinfo=UTC)
    assert first.ward == place.w1
    known = Patient.objects.get()
    assert known.pseudonym == pseudonym_of(known.network_id, "P1")
    assert known.network.code == "N"


def test_a_stay_cannot_be_on_a_ward_of_another_hospital(take: Take, place: SimpleNamespace) -> None:
    other = Facility.objects.create(network=place.network, code="B", name="B", kind="provincial")
    Ward.objects.create(facility=other, code="W1", name="One")

    result = take("stays", STAY_HEAD + "H,1,P1,B/W1,F,80+,2026-01-10 10:00,\n")
    assert "another facility" in result.errors[0].message
    assert counts(take("stays", STAY_HEAD + "H,1,P1,W1,F,80+,2026-01-10 10:00,\n"))[0] == 1
    assert Stay.objects.get().ward == place.w1


def test_a_short_name_that_two_records_have_is_asked_about(
    take: Take, place: SimpleNamespace
) -> None:
    other = Facility.objects.create(network=place.network, code="B", name="B", kind="provincial")
    Ward.objects.create(facility=other, code="W1", name="One")

    result = take("rooms", "ward,code,capacity\nW1,1,2\nW2,1,2\n")
    assert messages(result) == [(2, "ward", "W1")]
    assert "FACILITY/WARD" in result.errors[0].message


def test_records_may_name_others_of_the_same_file(take: Take, place: SimpleNamespace) -> None:
    text = "facility,code,name,overflow_to\nH,A,a,B\nH,B,b,H/A\nH,C,c,\n"

    assert counts(take("wards", text)) == (3, 0, 0, 0)
    assert Ward.objects.get(code="A").overflow_to == Ward.objects.get(code="B")
    assert Ward.objects.get(code="B").overflow_to == Ward.objects.get(code="A")
    assert counts(take("wards", text.replace("c,\n", "c,A\n"))) == (0, 1, 2, 0)
    missing = take("wards", text.replace("c,\n", "c,Z\n"))
    assert messages(missing) == [(4, "overflow_to", "H/Z")]
    assert Ward.objects.get(code="C").overflow_to.code == "A"


def test_lists_in_a_cell_are_the_whole_list(take: Take, place: SimpleNamespace) -> None:
    take("skills", "code,name\nICU,a\nER,b\n")
    head = "facility,number,role,contract,floats_to,skills\n"

    assert counts(take("staff", head + "H,7,nurse,FULL,W1 H/W2,ICU:3 ER\n")) == (1, 0, 0, 0)
    member = StaffMember.objects.get()
    assert {ward.code for ward in member.floats_to.all()} == {"W1", "W2"}
    assert set(member.staffskill_set.values_list("skill__code", "level")) == {("ICU", 3), ("ER", 1)}

    assert counts(take("staff", head + "H,7,nurse,FULL,W2,ICU:4\n")) == (0, 1, 0, 0)
    assert [ward.code for ward in member.floats_to.all()] == ["W2"]
    assert list(member.staffskill_set.values_list("skill__code", "level")) == [("ICU", 4)]
    assert "not understood" in take("staff", head + "H,7,nurse,FULL,,ICU:x\n").errors[0].message


def test_price_tiers_come_with_their_offer(take: Take, place: SimpleNamespace) -> None:
    take("suppliers", "code,name\nS,s\n")
    take("offers", "supplier,product,price_cents,tiers\nS,P,1000,100:900 500:800\n")

    tiers = Offer.objects.get().tiers.values_list("from_packs", "price_cents")
    assert list(tiers) == [(100, 900), (500, 800)]


def test_one_supplier_offers_a_product_by_several_ways(take: Take, place: SimpleNamespace) -> None:
    take("suppliers", "code,name\nS,s\n")
    head = "supplier,product,price_cents,mode,lead_time_days,emergency\n"
    text = head + "S,P,1000,sea,,no\nS,P,1600,Air,14,yes\n"

    assert counts(take("offers", text)) == (2, 0, 0, 0)
    assert counts(take("offers", text, again=True)) == (0, 0, 2, 0)
    assert counts(take("offers", text.replace("1600", "1700"))) == (0, 1, 1, 0)
    fields = ("mode", "price_cents", "lead_time_days", "emergency")
    found = list(Offer.objects.order_by("mode").values_list(*fields))
    assert found == [("air", 1700, 14, True), ("sea", 1000, None, False)]
    assert messages(take("offers", head + "S,P,1,kite,,no\n")) == [(2, "mode", "kite")]


def test_a_file_without_transport_is_taken_until_offers_have_one(
    take: Take, place: SimpleNamespace
) -> None:
    take("suppliers", "code,name\nS,s\n")
    old = "supplier,product,price_cents\nS,P,1000\n"

    assert counts(take("offers", old)) == (1, 0, 0, 0)
    assert counts(take("offers", old.replace("1000", "900"))) == (0, 1, 0, 0)
    Offer.objects.update(mode="sea")
    twice = take("offers", old.replace("1000", "800"))
    assert [(fault.row, fault.column) for fault in twice.errors] == [(2, "mode")]
    assert list(Offer.objects.values_list("mode", "price_cents")) == [("sea", 900)]


def test_shifts_that_exclude_each_other(take: Take, place: SimpleNamespace) -> None:
    take("shifts", "facility,code,name,starts,minutes,not_followed_by\nH,N,Night,22:00,600,M N2\n"
         "H,N2,Late,20:00,600,\n")  # fmt: skip

    night = ShiftType.objects.get(code="N")
    assert {shift.code for shift in night.not_followed_by.all()} == {"M", "N2"}


def test_limits_that_contradict_each_other_are_refused(take: Take, place: SimpleNamespace) -> None:
    network = Network.objects.get().code
    head = "network,code,name,minutes_per_week,min_shifts_per_4_weeks,max_shifts_per_4_weeks,"
    head += "min_consecutive_days_off,max_consecutive_days_off\n"
    shifts = take("contracts", f"{head}{network},A,a,2400,20,18,1,\n")
    days_off = take("contracts", f"{head}{network},B,b,2400,18,18,3,2\n")
    blocks = take(
        "shifts",
        "facility,code,name,starts,minutes,min_consecutive_days,max_consecutive_days\n"
        "H,N,Night,22:00,600,4,3\n",
    )
    assert "not be below min_shifts_per_4_weeks" in shifts.errors[0].message
    assert "not be below min_consecutive_days_off" in days_off.errors[0].message
    assert "not be below min_consecutive_days" in blocks.errors[0].message


def test_an_empty_part_of_the_key_is_a_key_too(take: Take, place: SimpleNamespace) -> None:
    head = "ward,shift,skill,weekday,minimum,target\n"
    take("cover", head + "H/W1,M,,,2,3\nH/W1,M,,6,1,2\n")
    again = take("cover", head + "H/W1,M,,,2,4\n")

    assert counts(again) == (0, 1, 0, 0)
    assert set(CoverRule.objects.values_list("weekday", "target")) == {(None, 4), (6, 2)}
    too_low = take("cover", head + "H/W1,M,,,3,2\n")
    assert "target" in too_low.errors[0].message


def test_a_wish_for_any_shift_is_one_wish(take: Take, place: SimpleNamespace) -> None:
    StaffMember.objects.create(
        facility=place.hospital, number="7", role="nurse", contract=place.contract
    )
    take("requests", "staff,date,wanted\n7,2026-08-03,no\n")
    take("requests", "staff,date,shift,wanted\n7,2026-08-03,,yes\n7,2026-08-03,H/M,no\n")

    assert set(ShiftRequest.objects.values_list("shift__code", "wanted")) == {
        (None, True),
        ("M", False),
    }


def test_what_only_the_database_knows_is_reported_too(take: Take, place: SimpleNamespace) -> None:
    """The file gives one end of the opening hours; the record's default is the other."""
    result = take("facilities", "network,code,name,kind,opens_minute\nN,X,x,centre,1000\n")

    assert result.error_count == 1
    assert "facility_closes_after_opens" in result.errors[0].message
    assert not Facility.objects.filter(code="X").exists()


def test_numbers_that_no_other_database_would_hold_are_refused(
    take: Take, place: SimpleNamespace
) -> None:
    head = "facility,product,first_day,quantity\n"
    assert take("consumption", head + "H,P,2026-05-01,2147483648\n").error_count == 1
    assert take("consumption", head + "H,P,2026-05-01,-1\n").error_count == 1
    assert counts(take("consumption", head + "H,P,2026-05-01,2147483647\n"))[0] == 1


def test_network_fills_the_column_and_keeps_others_out(take: Take, place: SimpleNamespace) -> None:
    other = Network.objects.create(code="O", name="Other")
    Facility.objects.create(network=other, code="FAR", name="Far", kind="centre")

    assert counts(take("facilities", "code,name,kind\nX,x,centre\n", network="N"))[0] == 1
    stolen = take("facilities", "code,name,kind\nFAR,mine,centre\n", network="N")
    assert "Another network" in stolen.errors[0].message
    assert Facility.objects.get(code="FAR").network == other
    ward = take("wards", "facility,code,name\nFAR,W,w\n", network="N")
    assert messages(ward) == [(2, "facility", "FAR")]
    assert "no network" in take("wards", "facility,code,name\n", network="Z").errors[0].message


def test_a_workbook_comes_in_like_a_text(take: Take, place: SimpleNamespace, tmp_path) -> None:
    path = tmp_path / "use.xlsx"
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["facility", "product", "first_day", "quantity"])
        page.write_row(1, 0, ["H", "P", date(2026, 5, 1), 12])
        page.write_row(2, 0, ["H", "P", date(2026, 6, 1), 12.5])
    result = load.import_file("consumption", path)
    assert messages(result) == [(3, "quantity", "12.5")]

    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["facility", "product", "first_day", "quantity"])
        page.write_row(1, 0, ["H", "P", date(2026, 5, 1), 12])
    assert counts(load.import_file("consumption", path)) == (1, 0, 0, 0)
    row = Consumption.objects.get()
    assert (row.first_day, row.quantity, row.period) == (date(2026, 5, 1), 12, "month")


def test_progress_is_told(take: Take, place: SimpleNamespace) -> None:
    told: list[int] = []
    take("wards", "facility,code,name\nH,W3,a\nH,W4,b\n", progress=told.append)

    assert sum(told) == 2
