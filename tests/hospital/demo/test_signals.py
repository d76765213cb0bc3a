"""The sample's weather and flu: a value a day, warm in summer, flu in winter."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Avg, Count

from hospital.models import Signal
from tests.hospital.demo.conftest import TODAY


def mean(region, name: str, months: tuple[int, ...]) -> float:
    rows = Signal.objects.filter(network=region, name=name, date__month__in=months)
    return rows.aggregate(mean=Avg("value"))["mean"]


def test_every_day_up_to_yesterday_has_one_value_of_each(region):
    rows = Signal.objects.filter(network=region)
    counted = rows.values("name").annotate(days=Count("date", distinct=True), rows=Count("pk"))
    assert {row["name"] for row in counted} == {"temperature_max", "flu_rate"}
    assert all(row["days"] == row["rows"] for row in counted)
    assert rows.latest("date").date == TODAY - timedelta(days=1)


def test_summers_are_warm_and_winters_have_the_flu(region):
    assert mean(region, "temperature_max", (7, 8)) > mean(region, "temperature_max", (1, 2)) + 10
    assert mean(region, "flu_rate", (1, 2)) > 5 * mean(region, "flu_rate", (6, 7))
