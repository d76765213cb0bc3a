"""Rows of a file that are one record: added up, or the latest of them."""

from __future__ import annotations

from datetime import date

from hospital.models import Consumption, Offer, Product, Room, Supplier

LEDGER = """
kind = "consumption"
[file]
repeats = "sum"
[columns]
facility = "to"
product = { constant = "P" }
period = { constant = "month" }
first_day = { from = "day", formats = ["%d-%b-%y"], first_of = "month" }
quantity = { from = "packs", times = "units a pack" }
"""
PRICES = """
kind = "offers"
[file]
repeats = "latest"
latest_by = { from = "day", formats = ["%d-%b-%y"] }
[columns]
supplier = { constant = "S" }
product = { constant = "P" }
price_cents = { from = "price", factor = 100 }
"""


def test_rows_of_one_month_are_added_up_in_units(take, place) -> None:
    text = "to,day,packs,units a pack\nH,4-Aug-15,2,30\nH,1-Sep-15,5,30\nH,28-Aug-15,1,60\n"

    result = take("consumption", text, LEDGER)

    assert (result.created, result.skipped) == (2, {"added up with other rows": 1})
    kept = Consumption.objects.order_by("first_day").values_list("first_day", "quantity")
    # 2 packs of 30 and one of 60 in August.
    assert list(kept) == [(date(2015, 8, 1), 120), (date(2015, 9, 1), 150)]


def test_the_same_ledger_again_changes_nothing(take, place) -> None:
    text = "to,day,packs,units a pack\nH,4-Aug-15,2,30\nH,28-Aug-15,1,60\n"
    take("consumption", text, LEDGER)

    result = take("consumption", text, LEDGER, again=True)

    assert (result.created, result.updated, result.unchanged) == (0, 0, 1)


def test_rows_added_up_must_agree_on_what_cannot_be_added(take, place) -> None:
    mapping = LEDGER.replace('product = { constant = "P" }', 'product = "what"').replace(
        'kind = "consumption"', 'kind = "lots"'
    )
    mapping = mapping.split("period =")[0] + (
        'lot = { constant = "L" }\nexpiry = "until"\nquantity = "packs"\n'
    )
    text = "to,what,until,packs\nH,P,2027-01-31,2\nH,P,2027-02-28,3\n"

    result = take("lots", text, mapping)

    assert [fault.column for fault in result.errors] == ["expiry"]
    assert "Rows 2 and 3 are added up, but this differs" in result.errors[0].message


def test_a_sum_above_what_the_database_holds_is_refused(take, place) -> None:
    text = "to,day,packs,units a pack\nH,4-Aug-15,2000000000,1\nH,5-Aug-15,2000000000,1\n"

    result = take("consumption", text, LEDGER)

    assert [fault.row for fault in result.errors] == [3]
    assert not Consumption.objects.exists()


def test_the_latest_price_of_many_becomes_the_offer(take, place) -> None:
    Supplier.objects.create(code="S", name="S")
    text = "day,price\n4-Aug-15,2.00\n5-Aug-15,2.50\n3-Aug-15,9.00\n"

    result = take("offers", text, PRICES)

    assert (result.created, result.skipped) == (1, {"not the latest of its record": 2})
    assert Offer.objects.get().price_cents == 250


def test_of_one_day_the_last_row_counts(take, place) -> None:
    Supplier.objects.create(code="S", name="S")

    take("offers", "day,price\n5-Aug-15,2.00\n5-Aug-15,3.00\n", PRICES)

    assert Offer.objects.get().price_cents == 300


def test_a_day_that_cannot_rank_is_named(take, place) -> None:
    Supplier.objects.create(code="S", name="S")

    result = take("offers", "day,price\nsoon,2.00\n", PRICES)

    assert [(fault.row, fault.column) for fault in result.errors] == [(2, "day")]


def test_weeks_begin_on_monday(take, place) -> None:
    mapping = LEDGER.replace('"month" }', '"week" }').replace(
        'constant = "month"', 'constant = "week"'
    )
    # 9 August 2015 was a Sunday, 10 August a Monday.
    text = "to,day,packs,units a pack\nH,9-Aug-15,1,1\nH,10-Aug-15,1,1\n"

    take("consumption", text, mapping)

    days = Consumption.objects.order_by("first_day").values_list("first_day", flat=True)
    assert list(days) == [date(2015, 8, 3), date(2015, 8, 10)]


def test_latest_needs_a_day_to_rank_by(take, place) -> None:
    result = take("offers", "day,price\n5-Aug-15,2.00\n", PRICES.split("latest_by")[0])

    assert "latest_by need each other" in result.errors[0].message
    assert Product.objects.count() == 1


def test_a_sheet_with_a_row_for_each_bed_tells_of_a_room_as_often_as_it_likes(take, place) -> None:
    text = "ward,code,capacity,bed\nH/W1,1,2,A\nH/W1,1,2,B\nH/W1,2,1,A\n"
    mapping = '[columns]\nward = "ward"\ncode = "code"\ncapacity = "capacity"\n'
    result = take("rooms", text, mapping)
    assert (result.created, result.skipped) == (2, {"the same record again": 1})
    assert Room.objects.count() == 2


def test_rows_that_say_different_things_of_one_room_are_refused(take, place) -> None:
    (fault,) = take("rooms", "ward,code,capacity\nH/W1,1,2\nH/W1,1,4\n").errors
    assert "Rows 2 and 3 are the same record" in fault.message


def test_two_rows_of_use_that_are_alike_may_be_two_boxes_and_are_refused(take, place) -> None:
    row = "H,P,2026-05-01,5\n"
    (fault,) = take("consumption", f"facility,product,first_day,quantity\n{row}{row}").errors
    assert "the same record" in fault.message
