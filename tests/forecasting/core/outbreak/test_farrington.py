"""Both forms of Farrington's detector against the papers' arithmetic in plain loops."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from forecasting.core.outbreak.farrington import (
    farrington_1996,
    farrington_flexible,
    flexible_baseline,
    seasonal_levels,
)
from forecasting.core.outbreak.weeks import YEAR, Weeks
from tests.forecasting.core.outbreak.counts import rows, seasonal
from tests.forecasting.core.outbreak.test_glm import by_hand

pytestmark = pytest.mark.core


def reweighted(design, y, above):
    """Fit; residual by residual as Farrington et al. write it; fit again."""
    beta, hat, dispersion, _ = by_hand(design, y, np.ones(len(y)))
    phi, weight = max(dispersion, 1.0), np.ones(len(y))
    for week, mean in enumerate(np.exp(design @ beta)):
        residual = 1.5 * (y[week] ** (2 / 3) * mean ** (-1 / 6) - math.sqrt(mean))
        residual /= math.sqrt(phi * (1 - hat[week]))
        if residual > above:
            weight[week] = residual**-2
    weight *= len(y) / weight.sum()
    return by_hand(design, y, weight)


def test_the_first_form_is_the_papers_arithmetic():
    weeks = seasonal(300, mean=20, seed=5)
    y, now = weeks.values[0], 299
    back = [round(YEAR * k) + shift for k in range(1, 6) for shift in range(-3, 4)]
    history = np.array([y[now - b] for b in back])
    design = np.column_stack([np.ones(35), -np.array(back) / YEAR])
    beta, _, dispersion, inverse = reweighted(design, history, 1.0)
    trend_p = 2 * stats.norm.sf(abs(beta[1]) / math.sqrt(inverse[1, 1] * dispersion))
    if trend_p >= 0.05 or math.exp(beta[0]) > history.max():
        beta, _, dispersion, inverse = reweighted(design[:, :1], history, 1.0)
    mean, phi = math.exp(beta[0]), max(dispersion, 1.0)
    variance = mean**2 * inverse[0, 0] * dispersion
    error = math.sqrt(4 / 9 * mean ** (1 / 3) * (phi + variance / mean))
    survey = farrington_1996(weeks, 1)
    assert survey.expected[0, 0] == pytest.approx(mean, rel=1e-4)
    assert survey.upper[0, 0] == pytest.approx((mean ** (2 / 3) + 2.5758 * error) ** 1.5, rel=1e-3)
    assert survey.score[0, 0] == pytest.approx(
        (y[now] ** (2 / 3) - mean ** (2 / 3)) / error, rel=1e-3
    )


def test_the_improved_form_is_the_papers_arithmetic():
    weeks = seasonal(330, mean=20, seed=6)
    weeks.values[0, 150:153] += 60  # a past outbreak, to be weighed down
    y, now = weeks.values[0], 329
    back = np.arange(27, 265)
    history = y[now - back]
    design = np.column_stack([seasonal_levels(back), -back / YEAR])
    beta, _, dispersion, _ = reweighted(design, history, 2.58)
    if math.exp(beta[0]) > history.max():
        beta, _, dispersion, _ = reweighted(design[:, :-1], history, 2.58)
    mean, phi = math.exp(beta[0]), max(dispersion, 1.0)
    size = mean / (phi - 1)
    survey = farrington_flexible(weeks, 1)
    assert survey.expected[0, 0] == pytest.approx(mean, rel=1e-3)
    assert survey.upper[0, 0] == stats.nbinom.ppf(0.995, size, size / (size + mean))


def test_seasonal_levels_put_the_current_weeks_of_each_year_together():
    back = np.arange(27, 265)
    levels = seasonal_levels(back)
    near = {back[k] for k in range(len(back)) if not levels[k, 1:].any()}
    assert {52, 49, 55, 104, 261} <= near
    assert not {47, 58, 30} & near
    assert (levels[:, 1:].sum(1) <= 1).all()
    assert levels[:, 1:].any(0).all()


def test_past_outbreaks_hardly_raise_what_is_expected():
    quiet = seasonal(330, mean=10, seed=2)
    struck = Weeks(quiet.ids, quiet.values.copy(), quiet.first)
    struck.values[0, 330 - 1 - 104 - 1 : 330 - 104 + 1] += 80
    before = farrington_flexible(quiet, 1)
    after = farrington_flexible(struck, 1)
    assert after.expected[0, 0] < 1.35 * before.expected[0, 0]


def test_the_last_half_year_does_not_enter_the_improved_form():
    weeks = seasonal(330)
    later = Weeks(weeks.ids, weeks.values.copy(), weeks.first)
    later.values[0, -27:-1] += 50
    assert flexible_baseline(weeks, 1).mean == pytest.approx(flexible_baseline(later, 1).mean)


def test_a_year_of_history_gives_an_answer_and_less_gives_none():
    short, enough = seasonal(50), seasonal(60)
    assert np.isnan(farrington_flexible(short, 1).expected[0, 0])
    assert np.isnan(farrington_1996(short, 1).score[0, 0])
    assert np.isfinite(farrington_flexible(enough, 1).expected[0, 0])
    assert np.isfinite(farrington_1996(enough, 1).score[0, 0])


def test_weeks_that_nobody_counted_are_not_zeros():
    weeks = seasonal(330, mean=30, swing=0)
    gaps = Weeks(weeks.ids, weeks.values.copy(), weeks.first)
    gaps.values[0, ::3] = np.nan
    gaps.values[0, -1] = weeks.values[0, -1]
    for detect in (farrington_1996, farrington_flexible):
        found = detect(gaps, 1).expected[0, 0]
        assert found == pytest.approx(detect(weeks, 1).expected[0, 0], rel=0.15)


def test_series_side_by_side_are_what_each_is_alone():
    weeks = seasonal(330, series=3, seed=9)
    together = farrington_flexible(weeks, 5)
    for row in range(3):
        alone = farrington_flexible(rows(weeks.values[row]), 5)
        assert alone.upper[0] == pytest.approx(together.upper[row], nan_ok=True)
        assert alone.score[0] == pytest.approx(together.score[row], rel=1e-3, nan_ok=True)
