from __future__ import annotations

import numpy as np
import pytest

from forecasting.core.fallback import reason, simple_forecast
from forecasting.core.freq import Freq
from forecasting.core.series import validate
from tests.forecasting.core.frames import long

VARIED = [float(2 + n % 5) for n in range(60)]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([], "no history: forecast of zero until records come in"),
        ([float("nan")] * 9, "no history: forecast of zero until records come in"),
        ([0.0] * 60, "60 days of history, all zero: forecast of zero"),
        (VARIED[:14], "14 days of history: mean of what there is"),
        (VARIED[:27], "27 days of history: mean of what there is"),
        (VARIED[:28], None),
        ([3.0] * 60, "60 days of history, always 3: the same again"),
        (VARIED, None),
    ],
)
def test_what_cannot_be_modelled_says_why(values, sentence):
    found = reason(np.array(values), Freq.DAILY)
    assert (found and str(found)) == sentence


def test_the_simple_forecast_is_the_mean_with_the_spread_that_was_seen():
    found = simple_forecast(validate(long([2, 4, 6, 8] * 3), "D"), 2, (0.1, 0.5, 0.9))
    assert found.mean.tolist() == [[5, 5]]
    assert found.quantiles[0, 0].tolist() == [2, 5, 8]


def test_a_few_values_are_taken_as_poisson_counts():
    found = simple_forecast(validate(long([4, 4]), "D"), 1, (0.1, 0.5, 0.9))
    assert found.quantiles[0, 0].tolist() == [2, 4, 7]  # the table of Poisson with mean 4
