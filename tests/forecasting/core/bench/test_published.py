"""Published scores come out again on the public file itself, which is not part of the project.

`MIZAN_HOSPITAL_TSF=/path/to/hospital.tsf pytest tests/forecasting/core/test_published.py`, with the
Monash archive's `hospital` set (767 monthly series, 2000 to 2006; zenodo.org/records/4656014).
"""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import numpy as np
import pytest

from forecasting.core.backtest import Window, windows
from forecasting.core.baselines import seasonal_naive
from forecasting.core.bench.peers import peer
from forecasting.core.bench.publicfiles import read_sets
from forecasting.core.bench.rows import DECILES
from forecasting.core.freq import Floats, Freq
from forecasting.core.losses import mae, mase, weighted_quantile_loss
from forecasting.core.series import validate

FILE = os.environ.get("MIZAN_HOSPITAL_TSF", "")
YEARS = 7

pytestmark = [
    pytest.mark.skipif(not FILE, reason="MIZAN_HOSPITAL_TSF names no file"),
    pytest.mark.timeout(1200),
]


@pytest.fixture(scope="module")
def last_year() -> Window:
    """The published test year: trained to the end of 2005, asked for 2006."""
    source = read_sets(Path(FILE))[0]
    panel = validate(source.frame, Freq.MONTHLY)
    if panel.periods < 12 * YEARS:
        pytest.skip(f"{FILE} ends before 2006: there is no published score to reproduce")
    return next(windows(panel, 12, 1, 12))


def scores(window: Window, quantiles: Floats) -> tuple[float, float, float]:
    """MASE and MAE of the median as means over series, and weighted quantile loss."""
    point = quantiles[:, :, DECILES.index(0.5)]
    each = [
        (mase(y, f, past, 12), mae(y, f))
        for y, f, past in zip(window.truth, point, window.train.values, strict=True)
    ]
    means = np.nanmean(np.array(each), axis=0)
    flat = quantiles.reshape(-1, len(DECILES))
    return means[0], means[1], weighted_quantile_loss(window.truth.ravel(), flat, DECILES)


def test_seasonal_naive_scores_what_the_archive_and_gift_eval_publish(last_year: Window) -> None:
    found = scores(last_year, seasonal_naive(last_year.train, 12, DECILES).quantiles)
    assert found[0] == pytest.approx(0.9205, abs=0.0005)  # GIFT-Eval and Chronos: 0.9205
    assert found[1] == pytest.approx(20.01, abs=0.05)


@pytest.mark.skipif(importlib.util.find_spec("statsforecast") is None, reason="needs make peers")
@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("AutoETS", 0.770),  # GIFT-Eval auto_ets; the Monash archive's ETS 0.765
        ("DynamicOptimizedTheta", 0.761),  # GIFT-Eval auto_theta and the Monash archive's Theta
    ],
)
def test_others_models_score_about_what_is_published(
    last_year: Window, name: str, published: float
) -> None:
    found = scores(last_year, peer(name)(last_year.train, 12, DECILES))
    assert found[0] == pytest.approx(published, abs=0.01)
