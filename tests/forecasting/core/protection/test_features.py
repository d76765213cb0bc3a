import numpy as np
import pytest

from forecasting.core.protection.features import LEAST, Use, features, usual


def used(*rows, groups=None):
    values = np.array(rows, float)
    codes = {"site": np.zeros(len(rows), dtype=np.int64)} if groups is None else groups
    return Use(values, np.ones(values.shape, dtype=bool), codes)


def test_the_usual_use_leans_on_the_last_half_year():
    # Twelve months of 10, then six of 40: 0.7 * 40 + 0.3 * 20.
    assert usual(used([10] * 12 + [40] * 6)) == pytest.approx(34)


def test_months_before_the_first_report_do_not_count():
    values = np.array([[0.0, 0, 0, 6, 6]])
    reported = np.array([[False, False, False, True, True]])

    assert usual(Use(values, reported, {})) == pytest.approx(6)


def test_a_series_never_used_has_a_size_to_divide_by():
    assert usual(used([0, 0, 0])) == LEAST
    assert np.isfinite(features(used([0] * 14))).all()


def test_a_series_in_other_units_looks_the_same_but_for_its_size():
    row = np.random.default_rng(1).poisson(20, 30)
    one, other = features(used(row * 10))[0], features(used(row * 1000))[0]

    own = slice(1, 21)  # what is divided by the usual use
    assert one[own] == pytest.approx(other[own])
    assert one[0] < other[0]


def test_nothing_is_seen_of_later_months():
    values = np.random.default_rng(2).poisson(9, (5, 30)).astype(float)
    later = values.copy()
    later[:, 20:] = 999

    before, after = (features(used(*each).until(20)) for each in (values, later))

    assert np.array_equal(before, after, equal_nan=True)
