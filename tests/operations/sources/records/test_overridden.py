"""Plans rest on the overridden numbers, and say whose they are."""

from __future__ import annotations

from typing import Any

import pytest

from forecasting.models import ForecastSeries
from forecasting.services import override_set
from hospital.models import Consumption, Facility
from hospital.said import Said
from operations.keeping.supply import overridden_said
from tests.operations.sources.records import supply_network
from tests.operations.sources.records.supply_network import START, ask, notes

pytestmark = pytest.mark.django_db


class Basma:
    """An administrator of everything; who may is tested where overrides are set."""

    is_authenticated = is_active = is_superuser = True

    def get_username(self) -> str:
        return "basma"


def say(network: Any, kind: str, unique_id: str, way: str, number: float, **more: Any):
    usual = {"first_day": START, "last_day": START, "reason": "marathon", "today": START}
    return override_set(
        network=network,
        kind=kind,
        unique_id=unique_id,
        way=way,
        number=number,
        actor=Basma(),
        **(usual | more),
    )


def test_need_follows_the_overridden_consumption_and_each_order_says_why(north):
    say(north, "consumption", "HOSP/INS", "value", 30, last_day=START + 6 * supply_network.DAY)
    problem = ask(north).problem
    demand = next(d for d in problem.demands if d.facility == "HOSP")
    assert demand.expected_units[:2] == (30, 10)
    assert "for HOSP/INS: 30 in place of the mean" in notes(north)["forecast_overridden"].sentence
    words = str(overridden_said(problem, "INS"))
    assert words.startswith("The forecast was overridden at HOSP: 30 in place of the mean from")
    assert words.endswith("by basma (marathon).")
    assert overridden_said(problem, "OTHER") is None


def test_a_number_given_by_name_is_not_doubted_as_a_forecast_is(north):
    product = ForecastSeries.objects.get(unique_id="HOSP/INS").product
    for code, quantity in (("HOSP", 2), ("CENT", 60)):
        Consumption.objects.create(
            facility=Facility.objects.get(code=code),
            product=product,
            first_day=START - 30 * supply_network.DAY,
            quantity=quantity,
        )
    assert "forecast_beyond_past" in notes(north)
    say(north, "consumption", "*", "factor", 2, last_day=START + 83 * supply_network.DAY)
    assert "forecast_beyond_past" in notes(north)
    say(north, "consumption", "HOSP/INS", "value", 25, last_day=START + 83 * supply_network.DAY)
    assert "forecast_beyond_past" not in notes(north)
    demand = next(d for d in ask(north).problem.demands if d.facility == "HOSP")
    assert demand.expected_units == (25,) * 12
    assert "2 times the mean" in str(Said.read(demand.overridden))
