"""A model card: everything a family of forecasts says of itself, on one page.

After Mitchell et al. 2019, "Model Cards for Model Reporting": what it is for, from what data, how
it was tested and against what, for whom it is as good, and where it ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forecasting.core.protection.options import SQUARED
from forecasting.models import ForecastFinding, ForecastKind, ForecastRun, Frequency
from forecasting.selectors.card_fairness import FairRow, fair_rows
from forecasting.selectors.card_intervals import (
    interval_words,
    intervals_horizon,
    intervals_why,
)
from forecasting.selectors.chart import Chart, line_chart
from forecasting.selectors.drivers import group_word
from forecasting.selectors.findings import finding_sentence, findings_open
from forecasting.selectors.words import loss, percent, recipe
from hospital.access import scope
from hospital.said import Said

NAIVE = "seasonal_naive"
NIGHTS_SHOWN = 90
ROWS_SHOWN = 12
PURPOSE: dict[str, str | Promise] = {
    ForecastKind.ADMISSIONS: gettext_lazy("How many patients are admitted to each ward."),
    ForecastKind.DISCHARGES: gettext_lazy("How many patients leave each ward."),
    ForecastKind.OCCUPANCY: gettext_lazy("How many beds of each ward are in use at midnight."),
    ForecastKind.CONSUMPTION: gettext_lazy(
        "How many units of each product each facility would use with stock on every day."
    ),
    ForecastKind.PROTECTION: gettext_lazy(
        "How many units of each product each facility rarely exceeds from one delivery to the "
        "next, over whole intervals: single weeks say too little of them, because bad weeks come "
        "together."
    ),
}
USED_BY: dict[str, str | Promise] = {
    ForecastKind.ADMISSIONS: gettext_lazy("Bed plans read it."),
    ForecastKind.DISCHARGES: gettext_lazy("No plan reads it; people do."),
    ForecastKind.OCCUPANCY: gettext_lazy("Rosters and bed plans read it."),
    ForecastKind.CONSUMPTION: gettext_lazy("Procurement and distribution plans read it."),
    ForecastKind.PROTECTION: gettext_lazy(
        "Procurement and distribution plans take their safety stock from it."
    ),
}
ANCHOR = {ForecastKind.PROTECTION: SQUARED}
"""What a kind has to beat, where it is not seasonal naive."""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member beside seasonal naive; gain: how much less its quantile loss is, None unknown."""

    name: str
    used: bool
    anchor: bool
    measures: dict[str, float | None]
    gain: float | None
    by_window: list[float | None]


@dataclass(frozen=True, slots=True)
class BucketRow:
    words: str
    scores: dict[str, Any]
    below: list[float | None]


@dataclass(frozen=True, slots=True)
class DriverRow:
    words: str
    share: float
    width: float
    """of the widest, in per cent"""


@dataclass
class Card:
    run: ForecastRun
    purpose: str
    used_by: str
    anchor: str
    horizon: str
    why: str
    members: list[MemberRow]
    used: MemberRow | None
    windows: range
    buckets: list[BucketRow]
    levels: list[float]
    drivers: list[DriverRow]
    findings: list[tuple[ForecastFinding, str]]
    more_findings: int
    places: list[FairRow]
    patients: list[FairRow]
    counts: dict[str, int]
    noted: list[tuple[int, str, Said]]
    history: Chart | None
    nights: int
    options: dict[str, Any] = field(default_factory=dict)


def forecast_card(*, run: ForecastRun, user: Any) -> Card:
    """The card of a run; series and findings named on it are those in the person's reach."""
    findings = findings_open(user).filter(network=run.network, kind=run.kind)
    shown = [(each, finding_sentence(each)) for each in findings[:ROWS_SHOWN]]
    more = findings.count() - len(shown) if len(shown) == ROWS_SHOWN else 0
    levels = sorted(float(level) for level in (run.buckets or [{"below": {}}])[0]["below"])
    past = _past(run)
    return Card(
        run=run,
        purpose=str(PURPOSE.get(run.kind, "")),
        used_by=str(USED_BY.get(run.kind, "")),
        anchor=ANCHOR.get(run.kind, NAIVE),
        horizon=_horizon(run),
        why=_why(run),
        members=_members(run),
        used=_used(run),
        windows=range(1, 1 + len(run.members[0]["windows"])) if run.members else range(0),
        buckets=[_bucket(run, each, levels) for each in run.buckets],
        levels=levels,
        drivers=_drivers(run),
        findings=shown,
        more_findings=more,
        places=fair_rows(run.fairness.get("places", ())),
        patients=fair_rows(run.fairness.get("patients", ())),
        counts=_counts(run),
        noted=_noted(run, user),
        history=_history(past),
        nights=len(past),
        options=dict(run.options.get("model", {})),
    )


def _horizon(run: ForecastRun) -> str:
    if run.kind == ForecastKind.PROTECTION:
        return intervals_horizon(run)
    count = run.horizon
    words = {
        Frequency.DAY: ngettext(
            "%(count)d day ahead, day by day", "%(count)d days ahead, day by day", count
        ),
        Frequency.WEEK: ngettext(
            "%(count)d week ahead, week by week", "%(count)d weeks ahead, week by week", count
        ),
        Frequency.MONTH: ngettext(
            "%(count)d month ahead, month by month", "%(count)d months ahead, month by month", count
        ),
    }
    return words[Frequency(run.frequency)] % {"count": count}


def _loss(run: ForecastRun, name: str) -> float | None:
    return run.scores.get(name, {}).get("wql")


def _why(run: ForecastRun) -> str:
    """Which is used and why, in words."""
    if run.kind == ForecastKind.PROTECTION:
        return intervals_why(run)
    ours, naive = _loss(run, run.model), _loss(run, NAIVE)
    if not run.members or ours is None or naive is None:
        return _(
            "The history is too short for a test window: %(recipe)s is used, and nothing is known "
            "yet of how good it is."
        ) % {"recipe": recipe(run.model)}
    if run.model == NAIVE:
        return _(
            "Nothing that was tried did better than repeating the last season, so seasonal naive "
            "is used."
        )
    facts = {
        "recipe": recipe(run.model),
        "windows": len(run.members[0]["windows"]),
        "ours": loss(ours),
        "naive": loss(naive),
        "gain": percent(1 - ours / naive) if naive else "-",
    }
    if "+" in run.model:
        words = _(
            "The plain mean of %(recipe)s is used: on %(windows)s walk-forward windows its "
            "weighted quantile loss is %(ours)s, that of seasonal naive %(naive)s (%(gain)s less). "
            "Members that do not beat both seasonal naive and the recent mean are left out, "
            "unless another mix is better by more than chance would do."
        )
    else:
        words = _(
            "%(recipe)s alone is used: on %(windows)s walk-forward windows its weighted quantile "
            "loss is %(ours)s, that of seasonal naive %(naive)s (%(gain)s less), and no mean of "
            "several members did better."
        )
    return words % facts


def _members(run: ForecastRun) -> list[MemberRow]:
    anchor = ANCHOR.get(run.kind, NAIVE)
    naive = _loss(run, anchor)
    used = {name.strip() for name in run.model.split("+")}
    return [
        MemberRow(
            name=recipe(each["name"]),
            used=each["name"] in used or each["name"] == run.model,
            anchor=each["name"] == anchor,
            measures=each["overall"],
            gain=_gain(each["overall"]["wql"], naive),
            by_window=[window["wql"] for window in each["windows"]],
        )
        for each in run.members
    ]


def _used(run: ForecastRun) -> MemberRow | None:
    """What is answered: the chosen mean, calibrated."""
    scores = run.scores.get(run.model)
    if not scores or not run.members:
        return None
    return MemberRow(
        recipe(run.model),
        True,
        False,
        scores,
        _gain(scores.get("wql"), _loss(run, ANCHOR.get(run.kind, NAIVE))),
        [],
    )


def _gain(loss: float | None, naive: float | None) -> float | None:
    return 1 - loss / naive if loss is not None and naive else None


def _bucket(run: ForecastRun, scores: dict[str, Any], levels: list[float]) -> BucketRow:
    first, last = scores["first"], scores["last"]
    if run.kind == ForecastKind.PROTECTION:
        return BucketRow(interval_words(run, last), scores, below_levels(scores, levels))
    words = {
        Frequency.DAY: (_("day %(first)d"), _("days %(first)d to %(last)d")),
        Frequency.WEEK: (_("week %(first)d"), _("weeks %(first)d to %(last)d")),
        Frequency.MONTH: (_("month %(first)d"), _("months %(first)d to %(last)d")),
    }[Frequency(run.frequency)]
    told = words[first != last] % {"first": first, "last": last}
    return BucketRow(told, scores, below_levels(scores, levels))


def below_levels(scores: dict[str, Any], levels: list[float]) -> list[float | None]:
    return [scores["below"].get(f"{level:g}") for level in levels]


def _drivers(run: ForecastRun) -> list[DriverRow]:
    """How far each group moves a forecast from the usual level, widest first."""
    moving = {group: share for group, share in run.drivers.items() if group != "level"}
    widest = max(moving.values(), default=0.0) or 1.0
    ranked = sorted(moving.items(), key=lambda item: -item[1])
    return [DriverRow(group_word(g), share, 100 * share / widest) for g, share in ranked]


def _counts(run: ForecastRun) -> dict[str, int]:
    other = ~Q(model__in=[run.model, "simple"])
    return run.series.aggregate(
        series=Count("pk"),
        simple=Count("pk", filter=Q(model="simple")),
        own=Count("pk", filter=other),
        worse=Count("pk", filter=Q(beats_seasonal_naive=False)),
        scored=Count("pk", filter=Q(beats_seasonal_naive__isnull=False)),
        noted=Count("pk", filter=~Q(note="")),
    )


def _noted(run: ForecastRun, user: Any) -> list[tuple[int, str, Said]]:
    noted = scope(run.series.exclude(note=""), user, "facility")
    return list(noted.values_list("pk", "unique_id", "note")[:ROWS_SHOWN])


def _past(run: ForecastRun) -> list[ForecastRun]:
    """The newest tested run of each last day up to this one, oldest first."""
    runs = ForecastRun.objects.filter(
        network=run.network_id, kind=run.kind, as_of__lte=run.as_of
    ).order_by("-as_of", "-created")
    newest: dict[Any, ForecastRun] = {}
    for each in runs.only("as_of", "model", "scores")[: 2 * NIGHTS_SHOWN]:
        if each.scores:
            newest.setdefault(each.as_of, each)
    return list(newest.values())[:NIGHTS_SHOWN][::-1]


def _history(past: Iterable[ForecastRun]) -> Chart | None:
    runs = list(past)
    if not runs:
        return None

    def of(name: str | None, measure: str) -> list[float | None]:
        return [run.scores.get(name or run.model, {}).get(measure) for run in runs]

    lines = [
        (_("what is used, WAPE"), "used", of(None, "wape")),
        (_("seasonal naive, WAPE"), "naive", of(NAIVE, "wape")),
        (_("held by the 80 % band"), "held", of(None, "coverage80")),
    ]
    return line_chart([run.as_of for run in runs], lines)
