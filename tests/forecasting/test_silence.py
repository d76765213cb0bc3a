"""What a silence of the records was taken for is said of the series it is in."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from forecasting.core.freq import Freq
from forecasting.core.series import Fill
from forecasting.history import read_history
from forecasting.history.silence import silent_days, unrecorded
from forecasting.models import ForecastKind
from forecasting.notes import series_said
from hospital.models import Period
from tests.forecasting.records import make_facility, make_network, make_product, use

WARDS = ("CHU/ICU", "CHU/MED", "CS1/MED")
FIRST = 20_000  # 2024-10-04


def moved(*days: int) -> np.ndarray:
    """Six a day in CHU/MED and one in CS1/MED over forty days; nobody in CHU on `days`."""
    found = np.zeros((3, 40))
    found[1:] = [[6.0], [1.0]]
    found[1, list(days)] = 0
    return found


def test_a_hospital_that_nobody_came_to_for_four_days_is_told_of_in_all_its_wards() -> None:
    found = silent_days(WARDS, moved(10, 11, 12, 13), np.ones((3, 40), dtype=bool), FIRST)
    assert set(found) == {"CHU/ICU", "CHU/MED"}
    (note,) = found["CHU/ICU"]
    assert note.sentence == (
        "nobody came to CHU or left it from 2024-10-14 to 2024-10-17, where 6 a day are usual: "
        "counted as none; if the records stopped, bring them in"
    )


@pytest.mark.parametrize("days", [(), (10, 11, 12), (5, 9, 14, 20, 30)])
def test_quiet_days_that_may_be_chance_are_not_told_of(days: tuple[int, ...]) -> None:
    assert silent_days(WARDS, moved(*days), np.ones((3, 40), dtype=bool), FIRST) == {}


def test_days_before_the_first_patient_are_no_silence() -> None:
    begun = np.ones((3, 40), dtype=bool)
    begun[:2, :10] = False
    assert silent_days(WARDS, moved(*range(10)), begun, FIRST) == {}
    assert silent_days(WARDS, np.zeros((3, 40)), np.zeros((3, 40), dtype=bool), FIRST) == {}


@pytest.mark.parametrize(
    ("fill", "taken"), [(Fill.ZERO, "nothing used"), (Fill.PREVIOUS, "the value before")]
)
def test_a_period_without_a_record_says_what_it_counts_as(fill: Fill, taken: str) -> None:
    values = np.array([[np.nan, 1, np.nan, 2, np.nan, np.nan, 3], [1.0] * 7])
    found = unrecorded(("A", "B"), values, date(2025, 1, 1), Freq.MONTHLY, fill)
    assert list(found) == ["A"]
    assert str(found["A"][0]) == (
        "3 of 6 months without a record, the longest spell from 2025-05-01 to 2025-06-01, count "
        f"as {taken}: if reports are missing there, bring them in"
    )
    assert f"from 1 May 2025 to 1 Jun 2025, count as {taken}" in str(series_said(found["A"]))


@pytest.mark.django_db
def test_a_history_of_consumption_names_the_weeks_that_nobody_recorded() -> None:
    network = make_network()
    facility, product = make_facility(network), make_product()
    for day in (1, 8, 29):
        use(facility, product, date(2024, 1, day), 70, Period.WEEK)
    history = read_history(network=network, kind=ForecastKind.CONSUMPTION, as_of=date(2024, 2, 4))
    (said,) = map(str, history.notes["CHU/AMOX"])
    assert said.startswith("2 of 5 weeks without a record, the longest spell from 2024-01-15 to")
