from dataclasses import replace

import pytest

from operations.core.supply.need import (
    expected_units,
    interval,
    late_weeks,
    next_delivery,
    pooled_safety_units,
    reference_offer,
    safety_units,
)
from operations.core.supply.network import IntervalQuantile, LeadQuantile, Offer
from tests.operations.core.supply.small import NEED

CAREFUL = replace(NEED, expected_units=(10, 20, 30, 40), quantile_units=(13, 24, 30, 40))


def test_expected_use_is_summed_and_goes_on_past_the_horizon():
    assert expected_units(CAREFUL, 0, 2) == 30
    assert expected_units(CAREFUL, 3, 5) == 40 + 25  # the mean of the last four weeks
    assert expected_units(CAREFUL, 6, 8) == 50
    assert expected_units(CAREFUL, 2, 2) == 0


def test_spreads_of_independent_weeks_add_as_squares():
    assert safety_units(CAREFUL, 0, 1) == 3
    assert safety_units(CAREFUL, 0, 2) == 5  # sqrt(3 * 3 + 4 * 4)
    assert safety_units(CAREFUL, 2, 4) == 0


def test_the_intervals_own_quantile_counts_where_there_is_one():
    # 36 in two weeks where 30 are expected: 6 more; over eight weeks twice that (root of four).
    own = replace(CAREFUL, interval_quantile_units=36, interval_weeks=2)

    assert safety_units(own, 0, 2) == 6
    assert safety_units(own, 0, 8) == 12


def test_between_learned_intervals_the_squares_grow_evenly_and_never_fall():
    # 3 above the 30 of two weeks, 5 above the 100 of four; none at all above three weeks' 60.
    own = replace(
        CAREFUL,
        shorter=(IntervalQuantile(2, 33), IntervalQuantile(3, 60)),
        interval_quantile_units=105,
        interval_weeks=4,
    )

    assert safety_units(own, 0, 1) == 3  # the root of 9 / 2 is 2.1
    assert safety_units(own, 0, 2) == 3
    assert safety_units(own, 0, 3) == 3  # what three weeks say is less: they keep the two weeks'
    assert safety_units(own, 0, 4) == 5
    assert safety_units(own, 0, 16) == 10  # four times as long, twice as much


def test_facilities_do_not_have_their_bad_weeks_together():
    two = [(replace(CAREFUL, facility=f), 0, 1) for f in ("a", "b")]

    assert pooled_safety_units(two) == 5  # sqrt(9 + 9) = 4.24, not 6


@pytest.mark.parametrize(("week", "expected"), [(0, 4), (3, 4), (4, 8), (8, 12)])
def test_after_the_last_delivery_the_calendars_step_goes_on(week, expected):
    assert next_delivery((0, 4, 8), week) == expected


def test_the_interval_is_the_calendars_first_step():
    assert interval((1, 3, 5)) == 2
    assert interval(()) == 0


def test_levels_stand_on_the_cheapest_offer_then_the_quickest():
    offers = [Offer("a", "p", 50, 2), Offer("b", "p", 40, 9), Offer("c", "p", 40, 8)]

    assert reference_offer(offers).supplier == "c"
    assert reference_offer([]) is None


@pytest.mark.parametrize(("level", "weeks"), [(0.8, 0), (0.81, 4), (0.95, 4), (0.96, 4), (0.4, 0)])
def test_a_higher_service_level_waits_for_later_orders(level, weeks):
    quantiles = (LeadQuantile(0.5, 2), LeadQuantile(0.8, 4), LeadQuantile(0.95, 8))

    assert late_weeks(Offer("a", "p", 50, 4, lead_quantiles=quantiles), level) == weeks
    assert late_weeks(Offer("a", "p", 50, 4), level) == 0


def test_lateness_adds_to_the_spread_of_demand_as_a_square():
    assert pooled_safety_units([(CAREFUL, 0, 1)], 4) == 5  # sqrt(3 * 3 + 4 * 4)
