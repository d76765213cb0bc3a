from dataclasses import replace

import pytest

from operations.core.supply.index import Index
from operations.core.supply.levels import network_level
from operations.core.supply.network import LeadQuantile
from tests.operations.core.supply.small import ACME, NEED, small


def level(service_level, *quantiles, **demand):
    offer = replace(ACME, lead_quantiles=tuple(LeadQuantile(*each) for each in quantiles))
    need = replace(NEED, service_level=service_level, **demand)
    return network_level(Index(small(offers=(offer,), demands=(need,))), "aspirin", 0)


def test_a_level_covers_lead_time_review_and_delivery_interval():
    # One week to come, four to the next review, two between deliveries: 7 weeks of 10.
    found = level(0.95)

    assert (found.units, found.expected_units, found.safety_units) == (70, 70, 0)


@pytest.mark.parametrize(("service_level", "safety"), [(0.8, 0), (0.9, 10), (0.95, 30)])
def test_the_more_vital_the_later_an_order_may_be(service_level, safety):
    # Planned with one week; one order in ten takes longer than two, one in twenty than four.
    found = level(service_level, (0.8, 1), (0.9, 2), (0.95, 4))

    assert (found.expected_units, found.safety_units) == (70, safety)


def test_delays_and_demand_are_not_bad_at_once():
    # Weeks of 14 where 10 are expected: over seven weeks the root of 7 * 16, beside 20 units late.
    found = level(0.9, (0.9, 3), quantile_units=(14, 14, 14, 14))

    assert found.safety_units == 23  # sqrt(112 + 400) = 22.6
