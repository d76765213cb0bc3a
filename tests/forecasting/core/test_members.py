from __future__ import annotations

import numpy as np
import pytest

from forecasting.core.freq import Freq
from forecasting.core.intermittent import MEMBERS as RARE
from forecasting.core.members import FITTERS, _earned, standing, test_windows
from forecasting.core.prediction import Prediction, average
from tests.forecasting.core.frames import panel

count_windows = test_windows
count_windows.__test__ = False  # type: ignore[attr-defined]
del test_windows


@pytest.mark.parametrize(
    ("series", "periods", "wanted"),
    [
        # 400 values are wanted: one series of 14 days would need 29 windows and gets the most.
        (1, 1000, 8),
        # Six series give 84 a window: five windows.
        (6, 1000, 5),
        (40, 1000, 3),
        # A quarter of 168 days holds three windows of 14.
        (1, 168, 3),
    ],
)
def test_few_series_are_tested_on_more_windows(series, periods, wanted):
    assert count_windows(panel(series=series, periods=periods), 14) == wanted


def band(width: float) -> Prediction:
    point = np.full((1, 10), 50.0)
    return Prediction(point, point[:, :, None] + np.array([-width, 0.0, width]))


def test_a_correction_that_costs_loss_is_not_made():
    truths = [np.full((1, 10), 50.0)] * 3
    levels = (0.1, 0.5, 0.9)
    assert _earned([band(2)] * 3, [band(3)] * 3, truths, levels)
    assert not _earned([band(4)] * 3, [band(3)] * 3, truths, levels)
    assert _earned([band(3.02)] * 3, [band(3)] * 3, truths, levels)


def test_who_stands_follows_from_how_often_there_is_nothing():
    def standing_for(mean: float, freq: Freq = Freq.MONTHLY) -> set[str]:
        return set(standing(panel(series=8, periods=60, freq=freq, mean=mean)))

    fitting = {*FITTERS} - {"discounted", "calendar"}
    assert standing_for(mean=0.3) == fitting - {"recursive", "robust"}
    assert standing_for(mean=40) == fitting - {*RARE}
    assert standing_for(mean=40, freq=Freq.WEEKLY) == fitting - {*RARE, "recursive", "robust"}


def test_the_mean_of_forecasts_keeps_the_zeros_of_most():
    point = np.zeros((1, 1))
    given = [Prediction(point, np.array([[q]])) for q in ([0, 0, 2], [0, 3, 4], [6, 3, 6])]
    assert average(given).quantiles[0, 0].tolist() == [0, 2, 4]
