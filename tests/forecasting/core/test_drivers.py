from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.core.calendar import CalendarSpec
from forecasting.core.choice import Choice
from forecasting.core.contributions import direct_parts, recursive_parts
from forecasting.core.drivers import (
    AGREED,
    GROUPS,
    LEVEL,
    MOST_ROWS,
    OTHER,
    PLACE,
    RECENT,
    SEASON,
    WEEKDAY,
    Drivers,
    explain,
    explained_steps,
    group_of,
    path_parts,
)
from forecasting.core.family import carried
from forecasting.core.features import History, grid
from forecasting.core.freq import Freq
from forecasting.core.model import predict, train
from forecasting.core.options import ModelOptions
from forecasting.core.pipeline import forecast
from forecasting.core.prediction import Prediction
from forecasting.core.recursive import predict_recursive, train_recursive
from forecasting.core.request import ForecastOptions, ForecastRequest
from forecasting.core.series import Panel
from forecasting.core.workdays import WorkingDays
from tests.forecasting.core.frames import MONDAY, counts, panel

LEVELS = (0.1, 0.5, 0.9)
SMALL = ModelOptions(trees=20, rows=2_000)


@pytest.mark.parametrize("freq", list(Freq))
@given(seed=st.integers(0, 50), mean=st.floats(0.3, 300))
@settings(max_examples=5, deadline=None)
def test_contributions_of_the_trees_add_up_to_the_prediction(freq, seed, mean):
    history = panel(series=3, periods=150, freq=freq, mean=mean, seed=seed)
    trained = train(history, 6, LEVELS, CalendarSpec(), SMALL)
    steps = np.arange(1, 5)
    parts = direct_parts(trained, history, CalendarSpec(), steps)
    total = np.maximum(sum(parts.values()), 0)
    predicted = predict(trained, history, CalendarSpec()).mean[:, :4]
    np.testing.assert_allclose(total, predicted, rtol=1e-5, atol=1e-6)
    assert set(parts) <= set(GROUPS)


@given(seed=st.integers(0, 50), mean=st.floats(0.3, 300), holed=st.booleans())
@settings(max_examples=8, deadline=None)
def test_contributions_to_changes_add_up_to_the_recursive_prediction(seed, mean, holed):
    history = panel(series=8, periods=72, freq=Freq.MONTHLY, mean=mean, seed=seed)
    if holed:
        history.values[0, :30] = np.nan
    model = train_recursive(history, SMALL)
    steps = np.array([1, 2, 3])
    parts = recursive_parts(model, history, steps)
    predicted = predict_recursive(model, history, 3, LEVELS).mean
    np.testing.assert_allclose(np.maximum(sum(parts.values()), 0), predicted, rtol=1e-6, atol=1e-6)


def test_what_working_days_add_to_a_month_is_told_with_its_season():
    history = panel(series=8, periods=72, freq=Freq.MONTHLY, mean=200)
    effect = WorkingDays(0.8, CalendarSpec())
    steps = np.array([1, 2, 3])
    paths = np.full((8, 3), 100.0)
    parts = effect.restore_parts({LEVEL: paths}, history, steps)
    whole = effect.restore(Prediction(paths, paths[:, :, None]), history).mean
    np.testing.assert_allclose(sum(parts.values()), whole)
    assert parts[LEVEL] is paths
    assert np.abs(parts[SEASON]).max() > 0.5


@pytest.mark.parametrize("freq", list(Freq))
def test_every_feature_has_a_group_that_a_person_can_name(freq):
    history = panel(series=2, periods=150, freq=freq)
    names = [name for name, _ in History(history, CalendarSpec(), 6).columns(grid(history, 6))]
    assert [name for name in names if group_of(name, freq) == OTHER] == []
    assert group_of("static_facility", freq) == PLACE
    assert group_of("known_flu", freq) == "signal"
    assert group_of("signal_school_meals_last", freq) == "signal"


def test_what_a_ward_day_is_made_of_shows_its_weekday():
    request = ForecastRequest(
        frame=counts(series=4, periods=300),
        freq=Freq.DAILY,
        horizon=14,
        options=ForecastOptions(model=SMALL),
    )
    answer = forecast(request)
    means = answer.frame.set_index("unique_id")["mean"]
    for name, drivers in answer.drivers.items():
        assert drivers.steps == (1, 2, 3, 4, 5, 6, 7)
        total = np.sum(list(drivers.groups.values()), axis=0)
        np.testing.assert_allclose(total, means[name].to_numpy()[:7], atol=0.001)
        saturday = (5 - 300 % 7) % 7
        weekdays = drivers.groups[WEEKDAY]
        assert weekdays[saturday] < min(weekdays[(saturday + 2) % 7], 0)


def test_a_path_is_split_into_level_season_and_what_is_new():
    weeks = np.tile([10.0, 10, 10, 10, 10, 3, 3], 10)
    history = Panel(("a",), Freq.DAILY, MONDAY, weeks[None, :])
    steps = np.array([1, 6])
    parts = path_parts(history, np.array([[12.0, 5.0]]), steps)
    assert parts[LEVEL].tolist() == [[8.0, 8.0]]
    assert parts[WEEKDAY].tolist() == [[2.0, -5.0]]
    assert parts[RECENT].tolist() == [[2.0, 2.0]]


def test_a_history_shorter_than_a_season_has_none():
    history = Panel(("a",), Freq.MONTHLY, MONDAY, np.full((1, 11), 5.0))
    parts = path_parts(history, np.array([[6.0]]), np.array([1]))
    assert parts[SEASON].tolist() == [[0.0]]
    assert parts[RECENT].tolist() == [[1.0]]


def test_series_with_a_recipe_of_their_own_are_explained_by_it():
    history = Panel(("a", "b"), Freq.DAILY, MONDAY, np.full((2, 70), 8.0))
    paths = {"x": np.full((2, 7), 8.0), "y": np.full((2, 7), 10.0)}
    choice = Choice(("x",), {1: ("x", "y")})
    found = explain(history, choice, paths, {}, np.array([[8.0] * 7, [9.0] * 7]))
    assert found["a"].groups == {LEVEL: (8.0,) * 7}
    assert found["b"].groups == {LEVEL: (8.0,) * 7, RECENT: (1.0,) * 7}


def test_what_is_cut_at_zero_is_said_apart():
    history = Panel(("a",), Freq.DAILY, MONDAY, np.full((1, 70), 1.0))
    found = explain(history, Choice(("x",), {}), {"x": np.full((1, 7), -2.0)}, {}, np.zeros((1, 7)))
    assert found["a"].groups == {LEVEL: (1.0,) * 7, RECENT: (-3.0,) * 7, OTHER: (2.0,) * 7}


def test_thousands_of_series_are_explained_at_their_first_step_only():
    many = Panel(tuple(map(str, range(MOST_ROWS))), Freq.WEEKLY, MONDAY, np.ones((MOST_ROWS, 2)))
    assert explained_steps(many, 12).tolist() == [1]
    assert explained_steps(many.rows([0]), 12).tolist() == [1, 2, 3, 4]
    assert explained_steps(many.rows([0]), 2).tolist() == [1, 2]


def test_what_agreeing_moves_is_a_part_of_its_own_and_all_still_adds_up():
    old = {"a": Drivers((1, 2), {LEVEL: (8.0, 8.0)}), "b": Drivers((1,), {LEVEL: (3.0,)})}
    found = carried(old, ("a", "b", "c"), np.array([[8.5, 7.0, 1.0], [3.0, 3.0, 3.0], [1, 1, 1]]))
    assert found["a"].groups == {LEVEL: (8.0, 8.0), AGREED: (0.5, -1.0)}
    assert found["b"].groups == {LEVEL: (3.0,)}
    assert set(found) == {"a", "b"}
