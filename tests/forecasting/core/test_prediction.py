from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forecasting.core.prediction import Prediction, with_whole_medians

LEVELS = (0.1, 0.5, 0.9)


def of(*rows: list[float]) -> Prediction:
    quantiles = np.array(rows)[:, None, :]
    return Prediction(quantiles[:, :, 1], quantiles)


def test_the_median_of_a_count_is_a_count_and_its_band_stays_where_it_was():
    found = with_whole_medians(of([4.2, 8.4, 13.7]), np.array([True]), LEVELS)
    assert found.quantiles[0, 0].tolist() == [4.2, 8.0, 13.7]
    assert found.mean[0, 0] == 8.4


def test_a_narrow_band_gives_way_to_its_median():
    found = with_whole_medians(of([2.6, 2.7, 2.8]), np.array([True]), LEVELS)
    assert found.quantiles[0, 0].tolist() == [2.6, 3.0, 3.0]


def test_what_is_measured_in_fractions_stays_as_it_is():
    found = with_whole_medians(
        of([1.0, 2.4, 3.0], [1.0, 2.4, 3.0]), np.array([False, True]), LEVELS
    )
    assert found.quantiles[:, 0, 1].tolist() == [2.4, 2.0]


@settings(max_examples=60, deadline=None)
@given(arrays(np.float64, (3, 4, 3), elements=st.floats(0, 1e6)))
def test_quantiles_stay_in_order(values):
    found = with_whole_medians(
        Prediction(values[:, :, 1], np.sort(values)), np.ones(3, bool), LEVELS
    )
    assert (np.diff(found.quantiles, axis=2) >= 0).all()
