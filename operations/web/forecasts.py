"""Forecasts on the first page: how good each is, and what went with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forecasting.models import LEARNED_FROM, ForecastFinding, ForecastRun, OutbreakAlarm
from forecasting.selectors.findings import finding_sentence, findings_pressing
from forecasting.selectors.outbreaks import alarm_sentence, alarms_standing
from hospital.access import scope

MOST_RUNS = 48


@dataclass
class ForecastHome:
    """A family of forecasts as it stands, beside seasonal naive; shares, None where unknown."""

    run: ForecastRun
    wape: float | None
    naive: float | None
    coverage: float | None


def forecasts_current(user: Any) -> list[ForecastHome]:
    """The runs that plans read, in the person's networks; not those that have no errors of their
    own to show."""
    current = ForecastRun.objects.filter(is_current=True).exclude(kind__in=LEARNED_FROM)
    current = current.select_related("network")
    seen = scope(current, user, "network:network").order_by("network__code", "kind")
    wanted = seen.only(
        *("network__code", "network__time_zone", "kind", "as_of", "model", "scores"),
        *("frequency", "horizon", "last_ds"),
    )
    return [_home(run) for run in wanted[:MOST_RUNS]]


def _home(run: ForecastRun) -> ForecastHome:
    used, naive = run.scores.get(run.model, {}), run.scores.get("seasonal_naive", {})
    return ForecastHome(run, used.get("wape"), naive.get("wape"), used.get("coverage80"))


def forecast_doubts(user: Any, most: int) -> list[tuple[ForecastFinding, str]]:
    """Open findings with their sentences, whole families first."""
    return [(finding, finding_sentence(finding)) for finding in findings_pressing(user)[:most]]


def outbreaks_standing(user: Any, most: int) -> list[tuple[OutbreakAlarm, str]]:
    """Open and confirmed alarms with their sentences, the gravest first."""
    standing = alarms_standing(user).defer("chart", "scenario")
    return [(alarm, alarm_sentence(alarm)) for alarm in standing[:most]]
