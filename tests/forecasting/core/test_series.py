from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from forecasting.core.errors import BadSeries
from forecasting.core.freq import Freq
from forecasting.core.series import validate
from tests.forecasting.core.frames import MONDAY, counts, long


def test_a_good_frame_becomes_one_row_per_series_in_order_of_id():
    frame = counts(series=2, periods=10).sample(frac=1, random_state=1)
    panel = validate(frame, "D")
    assert panel.ids == ("ward 0", "ward 1")
    assert panel.first == MONDAY
    expected = counts(series=2, periods=10).y.to_numpy().reshape(2, 10)
    np.testing.assert_array_equal(panel.values, expected)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"y": -1.0}, "negative"),
        ({"y": float("nan")}, "not a finite number"),
        ({"y": float("inf")}, "not a finite number"),
        ({"ds": pd.NaT}, "not a date"),
        ({"ds": pd.Timestamp("2023-01-03")}, "the same period twice"),
        ({"ds": pd.Timestamp("2031-01-01")}, "a date after 2030-01-01"),
    ],
)
def test_what_is_wrong_is_said_with_series_and_row(change, sentence):
    frame = long([1, 2, 3, 4], name="maternity")
    for column, value in change.items():
        frame.loc[2, column] = value
    with pytest.raises(BadSeries, match=sentence) as caught:
        validate(frame, "D", fill="zero", as_of=date(2030, 1, 1))
    assert (caught.value.series, caught.value.row) == ("maternity", 2)


def test_a_date_off_the_rhythm_is_refused():
    frame = pd.DataFrame(
        {"unique_id": "a", "ds": pd.to_datetime(["2023-01-02", "2023-01-10"]), "y": 1.0}
    )
    with pytest.raises(
        BadSeries, match=r"2023-01-10 is not the start of a period.*start on Mondays"
    ):
        validate(frame, "W")


def test_months_start_on_their_first_day():
    frame = pd.DataFrame({"unique_id": "a", "ds": pd.to_datetime(["2023-01-15"]), "y": 1.0})
    with pytest.raises(BadSeries, match="write 2023-01-01 and add up the month"):
        validate(frame, "M")


def test_a_missing_column_is_named():
    with pytest.raises(BadSeries, match="'y' is missing"):
        validate(long([1, 2]).drop(columns="y"), "D")


@pytest.mark.parametrize(("fill", "between"), [("zero", 0.0), ("previous", 5.0)])
def test_a_gap_is_what_the_policy_says(fill, between):
    frame = long([5, 9, 7]).drop(index=1)
    np.testing.assert_array_equal(validate(frame, "D", fill=fill).values, [[5, between, 7]])


def test_a_gap_without_a_policy_names_the_missing_date_and_the_row_before_it():
    frame = pd.concat([long([1, 2, 3, 4], name="a"), long([5, 9, 7], name="b").drop(index=1)])
    what = r"series 'b', row 4: no value for 2023-01-03, after row 4 \(2023-01-02\); add the row"
    with pytest.raises(BadSeries, match=what) as caught:
        validate(frame, "D")
    assert caught.value.row == 4


@pytest.mark.parametrize(("step", "meant"), [("7D", "W"), ("MS", "M")])
def test_weeks_or_months_called_days_are_refused_rather_than_filled_with_zeros(step, meant):
    dates = pd.date_range("2023-01-01", periods=12, freq=step)
    frame = pd.DataFrame({"unique_id": "a", "ds": dates, "y": 1.0})
    with pytest.raises(BadSeries, match=f"give the frequency {meant}, not D"):
        validate(frame, "D", fill="zero")


def test_the_second_of_two_equal_dates_names_the_first():
    frame = pd.concat([long([1, 2], name="a"), long([3], name="b"), long([4], name="a")])
    with pytest.raises(BadSeries, match="2023-01-02 stands in row 0 already") as caught:
        validate(frame, "D")
    assert caught.value.row == 3


def test_a_number_nobody_counts_is_refused():
    with pytest.raises(BadSeries, match=r"series 'ward 0', row 1: y is above 1e\+12"):
        validate(long([1, 1e300]), "D")


def test_before_a_series_begins_there_is_nothing_and_after_its_end_the_policy_holds():
    early = long([1, 2], name="a")
    late = long([3, 4], name="b", first=date(2023, 1, 4))
    values = validate(pd.concat([early, late]), "D", fill="zero").values
    np.testing.assert_array_equal(values, [[1, 2, 0, 0], [np.nan, np.nan, 3, 4]])


def test_known_ahead_columns_reach_over_the_horizon_and_static_ones_become_codes():
    frame = long([1, 2]).assign(closed=[0.0, 1.0], kind="surgery")
    future = pd.DataFrame(
        {"unique_id": "ward 0", "ds": [pd.Timestamp("2023-01-04")], "closed": [1.0]}
    )
    panel = validate(frame, "D", known=("closed",), static=("kind",), future=future, horizon=2)
    np.testing.assert_array_equal(panel.known["closed"], [[0, 1, 1, np.nan]])
    np.testing.assert_array_equal(panel.static["kind"], [0])


def test_a_signal_with_gaps_or_text_is_unknown_there_and_no_error():
    frame = long([1, 2, 3]).assign(flu=[1.0, None, "ill"])
    panel = validate(frame, "D", known=("flu",))
    np.testing.assert_array_equal(panel.known["flu"], [[1, np.nan, np.nan]])
    assert panel.reach == {"flu": 0}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"unique_id": "nobody"}, "'nobody', row 0: known-ahead values for a series without"),
        ({"ds": pd.NaT}, "not a date"),
    ],
)
def test_what_is_wrong_with_values_known_ahead_is_said(change, words):
    future = {"unique_id": "ward 0", "ds": pd.Timestamp("2023-01-04"), "flu": 1.0} | change
    frame = long([1, 2]).assign(flu=1.0)
    with pytest.raises(BadSeries, match=words):
        validate(frame, "D", known=("flu",), future=pd.DataFrame([future]), horizon=2)


def test_the_panel_cut_off_has_forgotten_what_came_later():
    panel = validate(long([1, 2, 3, 4]), "D")
    np.testing.assert_array_equal(panel.until(2).values, [[1, 2]])


def test_an_empty_frame_is_an_empty_panel():
    assert validate(long([]), Freq.DAILY).ids == ()
