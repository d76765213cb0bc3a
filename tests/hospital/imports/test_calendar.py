"""Days and signals from files."""

from __future__ import annotations

from datetime import date

from hospital.models import CalendarDay, Signal


def test_a_school_holiday_is_one_row_and_a_feast_its_first_day(take, place) -> None:
    text = (
        "network,date,last_date,kind,name\n"
        "N,2026-12-06,2026-12-13,school,First break\n"
        "N,2027-03-10,,fitr,As announced\n"
    )
    assert take("calendar", text).created == 2
    school = CalendarDay.objects.get(kind="school")
    assert (school.date, school.last_date) == (date(2026, 12, 6), date(2026, 12, 13))
    assert CalendarDay.objects.get(kind="fitr").last_date is None


def test_a_holiday_that_ends_before_it_begins_is_refused_with_its_row(take, place) -> None:
    text = "network,date,last_date,kind\nN,2026-12-13,2026-12-06,school\n"
    [fault] = take("calendar", text).errors
    assert (fault.row, fault.column) == (2, "last_date")
    assert "must not be before date" in fault.message
    assert not CalendarDay.objects.exists()


def test_signals_of_a_network_and_of_a_facility_and_a_value_put_right(take, place) -> None:
    text = (
        "network,facility,name,date,value\n"
        "N,,temperature_max,2026-07-01,38.5\n"
        "N,H,temperature_max,2026-07-01,41\n"
    )
    assert take("signals", text).created == 2
    again = take("signals", text.replace("38.5", "39"))
    assert (again.created, again.updated, again.unchanged) == (0, 1, 1)
    values = Signal.objects.order_by("value").values_list("facility__code", "value")
    assert list(values) == [(None, 39), ("H", 41)]
