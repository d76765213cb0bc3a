from __future__ import annotations

from datetime import date, timedelta

import pytest

from forecasting.core.calendar import CalendarSpec
from forecasting.core.freq import Freq
from forecasting.core.series import Fill
from forecasting.history import read_calendar, read_history
from forecasting.models import ForecastKind
from hospital.models import CalendarDay, Consumption, DayKind, Period, Stay
from tests.forecasting.records import (
    MONDAY,
    fill_ward,
    make_facility,
    make_network,
    make_product,
    make_stay,
    make_ward,
    moment,
    move,
    use,
)

pytestmark = pytest.mark.django_db
ADMISSIONS, DISCHARGES = ForecastKind.ADMISSIONS, ForecastKind.DISCHARGES
OCCUPANCY, CONSUMPTION = ForecastKind.OCCUPANCY, ForecastKind.CONSUMPTION


def series(network, kind, as_of, name="CHU/MED"):
    frame = read_history(network=network, kind=kind, as_of=as_of).frame
    return frame[frame.unique_id == name].y.tolist()


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


@pytest.fixture
def network():
    return make_network()


@pytest.fixture
def ward(network):
    return make_ward(make_facility(network))


def test_admissions_discharges_and_midnight_census_of_a_few_stays(network, ward):
    make_stay(ward, moment(0), moment(2))
    make_stay(ward, moment(1), moment(1, 20))
    make_stay(ward, moment(1), None)
    assert series(network, ADMISSIONS, day(3)) == [1, 2, 0, 0]
    assert series(network, OCCUPANCY, day(3)) == [1, 2, 1, 1]
    assert series(network, DISCHARGES, day(3)) == [0, 1, 1, 0]


def test_nothing_after_the_last_day_is_seen(network, ward):
    make_stay(ward, moment(0), moment(2))
    make_stay(ward, moment(3), None)
    history = read_history(network=network, kind=OCCUPANCY, as_of=day(1))
    assert history.frame.y.tolist() == [1, 1]
    assert history.stays.discharged.isna().tolist() == [True]
    assert history.last == day(1)


def test_a_day_is_the_hospitals_own_day(ward, network):
    # Morocco is an hour ahead of UTC in January: 23:30 UTC is half past midnight of the next day.
    make_stay(ward, moment(0, 23.5), None)
    make_stay(ward, moment(0, 22.5), None)
    assert series(network, ADMISSIONS, day(1)) == [1, 1]


def test_a_transfer_moves_the_bed_day_and_is_neither_admission_nor_discharge(network, ward):
    icu = make_ward(ward.facility, "ICU")
    stay = make_stay(ward, moment(0), moment(4))
    move(stay, icu, moment(0), moment(2))
    move(stay, ward, moment(2), moment(4))
    assert series(network, OCCUPANCY, day(4), "CHU/ICU") == [1, 1, 0, 0, 0]
    assert series(network, OCCUPANCY, day(4), "CHU/MED") == [1, 1, 0]
    assert series(network, ADMISSIONS, day(4), "CHU/ICU") == [1, 0, 0, 0, 0]
    assert series(network, ADMISSIONS, day(4), "CHU/MED") == [0, 0, 0]
    assert series(network, DISCHARGES, day(4), "CHU/MED") == [0, 0, 1]


def test_the_census_against_a_plain_count_of_every_night(network, ward):
    fill_ward(ward, 60)
    found = series(network, OCCUPANCY, day(59))
    stays = list(Stay.objects.values_list("admitted", "discharged"))
    expected = [
        sum(
            begin.date() <= day(night) and (end is None or end.date() > day(night))
            for begin, end in stays
        )
        for night in range(60)
    ]
    assert found == expected[60 - len(found) :]


def test_stays_say_what_was_known_at_the_door_and_which_parts_are_one_stay(network, ward):
    icu = make_ward(ward.facility, "ICU")
    moved = make_stay(ward, moment(0), None)
    Stay.objects.filter(pk=moved.pk).update(urgency="elective", age_band="80+")
    move(moved, icu, moment(0), moment(2))
    move(moved, ward, moment(2), None)
    make_stay(ward, moment(1), moment(3))
    stays = read_history(network=network, kind="occupancy", as_of=day(5)).stays
    assert stays is not None
    parts = stays[stays.stay == moved.pk]
    assert sorted(parts.unique_id) == ["CHU/ICU", "CHU/MED"]
    assert set(parts.urgency) == {"elective"}
    assert set(parts.age_band) == {"80+"}
    assert set(stays.facility) == {"CHU"}
    assert "expected_discharge" not in stays.columns


def test_a_ward_without_stays_is_asked_for_and_another_network_is_not_seen(network, ward):
    make_ward(ward.facility, "NEW")
    other = make_ward(make_facility(make_network("OTHER"), "CHP"))
    make_stay(other, moment(0), None)
    make_stay(ward, moment(0), None)
    history = read_history(network=network, kind=ADMISSIONS, as_of=day(2))
    assert set(history.ids) == {"CHU/MED", "CHU/NEW"}
    assert set(history.frame.unique_id) == {"CHU/MED"}


def test_records_that_ended_long_ago_end_the_history_there(network, ward):
    make_stay(ward, moment(0), moment(3))
    history = read_history(network=network, kind=ADMISSIONS, as_of=day(400))
    assert history.last == day(3)
    assert history.frame.ds.max().date() == day(3)


def test_no_records_are_no_history(network, ward):
    assert read_history(network=network, kind=ADMISSIONS, as_of=MONDAY).last is None
    assert read_history(network=network, kind=CONSUMPTION, as_of=MONDAY).last is None


def test_weeks_of_consumption_and_only_whole_ones(network, ward):
    product = make_product()
    for week, quantity in enumerate([10, 0, 30]):
        use(ward.facility, product, day(7 * week), quantity)
    history = read_history(network=network, kind=CONSUMPTION, as_of=day(19))
    assert history.freq is Freq.WEEKLY
    assert series(network, CONSUMPTION, day(19), "CHU/AMOX") == [10, 0]
    assert series(network, CONSUMPTION, day(20), "CHU/AMOX") == [10, 0, 30]
    assert history.last == day(13)
    assert history.frame.atc.tolist() == ["J", "J"]


def test_months_alone_stay_months(network, ward):
    product = make_product()
    use(ward.facility, product, date(2024, 1, 1), 31, Period.MONTH)
    use(ward.facility, product, date(2024, 2, 1), 58, Period.MONTH)
    history = read_history(network=network, kind=CONSUMPTION, as_of=date(2024, 2, 29))
    assert history.freq is Freq.MONTHLY
    assert history.frame.y.tolist() == [31, 58]
    assert history.last == date(2024, 2, 29)


def test_a_month_without_report_is_like_the_one_before(network, ward):
    product = make_product("P")
    for month in (1, 2, 4, 5):
        use(ward.facility, product, date(2024, month, 1), 31, Period.MONTH)

    assert (
        read_history(network=network, kind=CONSUMPTION, as_of=date(2024, 5, 31)).fill
        is Fill.PREVIOUS
    )


def test_a_month_without_delivery_is_a_month_of_nothing(network, ward):
    # Three records in nine months: movements, not reports.
    product = make_product("P")
    for month in (1, 5, 9):
        use(ward.facility, product, date(2024, month, 1), 900, Period.MONTH)

    assert (
        read_history(network=network, kind=CONSUMPTION, as_of=date(2024, 9, 30)).fill is Fill.ZERO
    )


def test_a_month_beside_weeks_is_spread_over_its_days(network, ward):
    product = make_product()
    use(ward.facility, product, date(2024, 1, 1), 62, Period.MONTH)  # two a day
    use(ward.facility, product, date(2024, 2, 5), 70, Period.WEEK)
    # Weeks from 1 January: four whole ones of 14, three days (29 to 31) of 2, then the 70.
    found = series(network, CONSUMPTION, date(2024, 2, 11), "CHU/AMOX")
    assert found == pytest.approx([14, 14, 14, 14, 6, 70])


def test_days_are_added_up_into_weeks(network, ward):
    product = make_product()
    for number in range(14):
        use(ward.facility, product, day(number), number, Period.DAY)
    assert series(network, CONSUMPTION, day(13), "CHU/AMOX") == [21, 70]


def test_a_week_that_ran_out_is_raised_and_the_series_says_so(network):
    facility, product = make_facility(network), make_product()
    for week in range(12):
        use(facility, product, day(7 * week), 70, Period.WEEK)
    Consumption.objects.update(stock_end=50)
    Consumption.objects.filter(first_day=day(21)).update(quantity=30, stock_end=0)
    Consumption.objects.filter(first_day=day(35)).update(quantity=40, stockout_days=3)
    history = read_history(network=network, kind=CONSUMPTION, as_of=day(83))
    found = history.frame.y.tolist()
    assert found[3] == pytest.approx(70, rel=0.05)
    assert found[5] == pytest.approx(70)
    assert list(history.notes) == ["CHU/AMOX"]
    assert list(map(str, history.notes["CHU/AMOX"])) == [
        "of 12 periods 1 ran out of stock and say only how much was needed at least, 1 are "
        "stretched over days without stock: +9 % in all",
    ]


def test_corrections_of_the_calendar_are_read_as_windows(network):
    for number in (0, 1, 2, 10):
        CalendarDay.objects.create(network=network, date=day(number), kind=DayKind.RAMADAN)
    CalendarDay.objects.create(network=network, date=day(5), kind=DayKind.HOLIDAY)
    CalendarDay.objects.create(network=network, date=day(6), kind=DayKind.WORKDAY)
    assert read_calendar(network) == CalendarSpec(
        country="MA",
        added=(day(5),),
        removed=(day(6),),
        ramadan=((day(0), day(3)), (day(10), day(11))),
    )


def test_a_row_of_the_calendar_may_be_a_window_and_a_feast_counts_from_its_first_day(network):
    rows = [(0, 7, DayKind.SCHOOL), (8, 9, DayKind.SCHOOL), (20, None, DayKind.FITR)]
    rows += [(21, None, DayKind.FITR), (90, 91, DayKind.ADHA)]
    for first, last, kind in rows:
        CalendarDay.objects.create(
            network=network, date=day(first), last_date=last and day(last), kind=kind
        )
    found = read_calendar(network)
    assert found.school == ((day(0), day(10)),)
    assert found.fitr == (day(20),)
    assert found.adha == (day(90),)


def test_the_number_of_queries_does_not_grow_with_the_records(
    network, ward, django_assert_num_queries
):
    fill_ward(ward, 20)
    with django_assert_num_queries(14):
        read_history(network=network, kind=OCCUPANCY, as_of=day(19))
    fill_ward(make_ward(ward.facility, "ICU"), 40)
    with django_assert_num_queries(14):
        read_history(network=network, kind=OCCUPANCY, as_of=day(39))
