"""A supply plan's question as it would be with more use or with orders that take longer."""

from __future__ import annotations

from dataclasses import replace

from operations.core.supply.network import Demand, LeadQuantile, Offer
from operations.core.supply.problem import Problem
from operations.core.what_if import Scenario, scaled

DAYS = 7


def changed(problem: Problem, scenario: Scenario) -> Problem:
    """What is on the way arrives as it was; the time of new orders is counted in begun weeks."""
    weeks = -(-scenario.lead_days // DAYS)
    return replace(
        problem,
        demands=tuple(_used(each, scenario.admissions_percent) for each in problem.demands),
        offers=tuple(_later(offer, weeks) for offer in problem.offers),
    )


def _used(demand: Demand, percent: int) -> Demand:
    interval, average = demand.interval_quantile_units, demand.monthly_average_units
    return replace(
        demand,
        expected_units=tuple(scaled(units, percent) for units in demand.expected_units),
        quantile_units=tuple(scaled(units, percent) for units in demand.quantile_units),
        shorter=tuple(replace(s, units=scaled(s.units, percent)) for s in demand.shorter),
        interval_quantile_units=None if interval is None else scaled(interval, percent),
        monthly_average_units=None if average is None else average * (100 + percent) / 100,
    )


def _later(offer: Offer, weeks: int) -> Offer:
    return replace(
        offer,
        lead_weeks=max(0, offer.lead_weeks + weeks),
        lead_quantiles=tuple(
            LeadQuantile(each.level, max(0, each.weeks + weeks)) for each in offer.lead_quantiles
        ),
    )
