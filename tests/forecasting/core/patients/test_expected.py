from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.core.calendar import CalendarSpec
from forecasting.core.options import ModelOptions
from forecasting.core.patients.discharges import train_discharges
from forecasting.core.patients.expected import CHANCES, DAYS_AHEAD, expected_discharges
from forecasting.core.patients.hazard import beds
from forecasting.core.patients.stays import read_stays
from tests.forecasting.core.patients import cast as patients
from tests.forecasting.core.patients.cast import DAY, geometric, known_on, stays

NOBODY = CalendarSpec("")
BY = [f"by{day}" for day in range(1, CHANCES + 1)]


def expected(frame: pd.DataFrame, day: int) -> pd.DataFrame:
    return expected_discharges(frame, DAY + day, NOBODY, ModelOptions())


def days_ahead(found: pd.DataFrame, column: str, day: int) -> list[int]:
    days = found[column].to_numpy().astype("datetime64[D]").astype(np.int64)
    return (days - DAY - day).tolist()


def test_whoever_stays_three_nights_leaves_on_the_third_day():
    frame = stays([(a, a + 3) for a in range(330) for _ in range(2)])
    found = expected(frame, 320)
    # Came on the day itself and on the two days before; who came earlier has left.
    assert len(found) == 6
    assert days_ahead(found, "q50", 320) == [1, 1, 2, 2, 3, 3]


def test_chances_rise_with_the_days_and_the_three_days_are_in_order():
    found = expected(geometric(days=300), 299)
    chances = found[BY].to_numpy()
    assert ((chances >= 0) & (chances <= 1)).all()
    assert (np.diff(chances, axis=1) >= 0).all()
    known = found.dropna()
    assert (known.q10 <= known.q50).all()
    assert (known.q50 <= known.q90).all()


def test_all_who_are_in_bed_are_told_and_nobody_else():
    frame = geometric(days=300).assign(stay=lambda table: np.arange(len(table)) + 1000)
    found = expected(frame, 299)
    came = (frame["admitted"] - pd.Timestamp(patients.FIRST)).dt.days
    left = (frame["discharged"] - pd.Timestamp(patients.FIRST)).dt.days
    assert sorted(found.stay) == frame.stay[(came <= 299) & (left > 299)].tolist()


def test_the_chances_of_a_wards_patients_add_up_to_the_beds_they_free():
    frame = known_on(geometric(days=300), 299)
    found, known = expected(frame, 299), read_stays(frame)
    model = train_discharges(known, DAY + 299, NOBODY, ModelOptions())
    assert model is not None
    total = beds(known, model, patients.beds(frame, 300), DAY + 299, 1).mean[0, 0]
    staying = (1 - found["by1"]).sum()
    # Who comes tomorrow is in the ward too: six arrivals a day, a quarter of whom leave at once.
    assert total - staying == pytest.approx(6 * 0.75, abs=1.2)


def test_a_patient_of_a_long_ward_has_no_day_in_sight():
    short, long = geometric(days=300), geometric(days=300, leave=0.002, ward="care", seed=2)
    found = expected(pd.concat([short, long], ignore_index=True), 299)
    care = found[found.unique_id == "care"]
    assert care.q90.isna().mean() > 0.9
    assert found[found.unique_id == "icu"].q90.notna().all()


def test_who_is_moved_is_asked_when_they_leave_the_hospital_not_the_ward():
    rows = range(300)
    icu = stays([(a, a + 3) for a in rows], "icu").assign(stay=rows)
    ward = stays([(a + 3, a + 7) for a in rows], "ward").assign(stay=rows)
    found = expected(pd.concat([icu, ward], ignore_index=True), 290).sort_values("stay")
    assert found.stay.tolist() == list(range(284, 291))
    assert days_ahead(found, "q50", 290) == [1, 2, 3, 4, 5, 6, 7]


def test_with_few_discharges_the_curve_of_all_tells():
    found = expected(stays([(a, a + 3) for a in range(60)]), 50)
    assert days_ahead(found, "q50", 50) == [1, 2, 3]


def test_with_hardly_any_discharge_nobody_is_told_anything():
    found = expected(stays([(a, a + 3) for a in range(9)] + [(5, None)]), 9)
    assert found.empty
    assert {"stay", "q50", "by28"} <= set(found.columns)


def test_no_stays_are_no_patients():
    assert expected(stays([]), 9).empty


def test_two_open_moves_of_one_patient_are_one_patient():
    frame = pd.concat(
        [geometric(days=300), stays([(290, None)], "icu"), stays([(295, None)], "ward")],
        ignore_index=True,
    )
    frame["stay"] = [*range(len(frame) - 2), 9999, 9999]
    mine = expected(frame, 299)
    assert mine[mine.stay == 9999].unique_id.tolist() == ["ward"]


def test_what_happened_later_changes_nothing():
    frame = geometric(days=300)
    pd.testing.assert_frame_equal(expected(frame, 200), expected(known_on(frame, 200), 200))


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.one_of(st.none(), st.integers(0, 400))),
        min_size=35,
        max_size=60,
    )
)
def test_any_records_give_chances_in_order(rows: list[tuple[int, int | None]]) -> None:
    frame = stays([(a, None if n is None else a + n) for a, n in rows])
    found = expected(frame, 60)
    chances = found[BY].to_numpy()
    assert ((chances >= 0) & (chances <= 1)).all()
    assert (np.diff(chances, axis=1) >= -1e-12).all()
    assert all(1 <= day <= DAYS_AHEAD for day in days_ahead(found.dropna(), "q90", 60))
