import numpy as np
import pytest

from forecasting.core.protection.spans import Spans, used_within


def known(spans, first, values):
    return [(o, list(u), w) for o, u, w in used_within(np.array(values, float), spans, first)]


def test_demand_after_an_origin_is_summed_over_the_span():
    found = known(Spans.fixed(2), 0, [[1, 2, 4, 8, 16]])

    # After month 0: 2 + 4; after month 1: 4 + 8; after month 2: 8 + 16. Later ones are not known.
    assert found == [(0, [6], 1 / 3), (1, [12], 1 / 3), (2, [24], 1 / 3)]


def test_each_span_keeps_its_chance_however_many_origins_know_it():
    found = known(Spans((1, 3), (0.4, 0.6)), 1, [[1, 2, 4, 8, 16]])

    assert sum(w for _, _, w in found[:3]) == pytest.approx(0.4)
    assert found[3] == (1, [28], 0.6)


def test_a_span_that_nobody_knows_yet_is_the_longest_known_in_proportion():
    assert known(Spans.fixed(4), 1, [[1, 2, 4, 8]]) == [(1, [24], 1.0)]  # 12 in two months
    assert known(Spans.fixed(4), 3, [[1, 2, 4, 8]]) == []


def test_the_mean_interval():
    assert Spans((1, 4), (0.75, 0.25)).mean == 1.75


@pytest.mark.parametrize(
    ("months", "chance"), [((), ()), ((0,), (1.0,)), ((2, 1), (0.5, 0.5)), ((1, 2), (0.5, 0.4))]
)
def test_spans_that_are_no_distribution_are_refused(months, chance):
    with pytest.raises(ValueError, match="spans need"):
        Spans(months, chance)
