"""Every night: what was forecast against what came, what comes in, and what a person is told of it.

Findings are kept by `findings_keep`: found again a finding stays the same row, not found it closes.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from forecasting.core.protection.options import OPPONENTS
from forecasting.models import (
    LEARNED_FROM,
    FindingCode,
    ForecastFinding,
    ForecastRun,
    ForecastSeries,
    Frequency,
)
from forecasting.services.facts import NAIVE
from hospital.models import Facility, Network

if TYPE_CHECKING:
    from forecasting.core.ledger import Past
    from forecasting.core.series import Panel

log = logging.getLogger(__name__)

MOST_SERIES = 50
"""Findings of one code on single series; a finding of the family tells how many there are."""
KEEP_DAYS = {Frequency.DAY: 35, Frequency.WEEK: 91, Frequency.MONTH: 214}
"""How long a run's series are kept: a horizon and what is watched of it."""
NOT_MODELLED = "simple"
LATE_SHARE = 0.05
LATE_PERIODS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A code, the series it is about ("" for all), and what its sentence needs."""

    code: str
    unique_id: str
    facts: dict[str, Any]
    weight: float = 0.0


def forecast_watch(*, run: ForecastRun, panel: Panel) -> None:
    """Compare, keep the findings, and forget what is not compared any more.

    A forecast is not lost because of what is said about it: what breaks here is logged.
    """
    try:
        with transaction.atomic():
            found = [*_not_used(run)]
            if run.kind not in LEARNED_FROM:  # the records of those are watched once
                found += [*_lost(run), *_drifts(run, panel), *_late(run)]
            findings_keep(network=run.network, kind=run.kind, as_of=run.as_of, found=found)
            forecast_prune(run=run)
    except Exception:
        log.exception("forecast %s: its past could not be looked at", run.pk)


def _drifts(run: ForecastRun, panel: Panel) -> Iterable[Found]:
    from forecasting.core.drift import watch
    from forecasting.core.ledger import compare

    pasts = [_past(each, panel) for each in _runs_before(run)]
    for drift in watch(panel, compare(panel, pasts)):
        name = "" if drift.row is None else panel.ids[drift.row]
        facts = {key: round(value, 4) for key, value in drift.facts.items()}
        yield Found(drift.code, name, facts | {"frequency": run.frequency}, drift.weight)


def _runs_before(run: ForecastRun) -> list[ForecastRun]:
    """The newest run of each last day, back to where a forecast's horizon still reaches."""
    newest: dict[date, ForecastRun] = {}
    for each in _kept(run).order_by("created"):
        if each.last_ds and run.last_ds and each.last_ds < run.last_ds:
            newest[each.last_ds] = each
    return list(newest.values())


def _kept(run: ForecastRun) -> Any:
    since = run.as_of - timedelta(days=KEEP_DAYS[Frequency(run.frequency)])
    return ForecastRun.objects.filter(
        network=run.network, kind=run.kind, frequency=run.frequency, as_of__gte=since
    ).exclude(pk=run.pk)


def _past(run: ForecastRun, panel: Panel) -> Past:
    import numpy as np

    from forecasting.core.freq import period_numbers
    from forecasting.core.ledger import Past

    place = {name: row for row, name in enumerate(panel.ids)}
    shape = (len(place), run.horizon)
    point, low, high = (np.full(shape, np.nan) for _ in range(3))
    promised = np.full(len(place), np.nan)
    rows = run.series.exclude(mae=None).values_list("unique_id", "points", "mae")
    for name, points, mae in rows.order_by().iterator(chunk_size=2000):
        row = place.get(name)
        if row is not None and {"q10", "q50", "q90"} <= set(points):
            point[row], low[row], high[row] = points["q50"], points["q10"], points["q90"]
            promised[row] = mae
    assert run.last_ds is not None  # _runs_before
    start = np.array([run.last_ds + timedelta(days=1)], dtype="datetime64[D]")
    first = int(period_numbers(start, panel.freq, panel.first)[0][0])
    return Past(first, point, low, high, promised)


def _not_used(run: ForecastRun) -> Iterable[Found]:
    """Series, and the family, whose forecast lost on the last windows to what it has to beat."""
    windows = run.members and len(run.members[0]["windows"])
    others = run.series.exclude(model__in=[run.model, NOT_MODELLED])
    for name, used, naive in others.values_list("unique_id", "model", "seasonal_naive_mae"):
        facts = {"used": used, "instead_of": run.model, "windows": windows}
        yield Found(FindingCode.NOT_USED, name, facts, naive or 0.0)
    beaten = (NAIVE, *OPPONENTS)
    if run.model in beaten and len(run.members) > 1:
        best = next(member["name"] for member in run.members if member["name"] not in beaten)
        facts = {"used": run.model, "instead_of": best, "windows": windows}
        yield Found(FindingCode.NOT_USED, "", facts)


def _lost(run: ForecastRun) -> Iterable[Found]:
    """A family that won its test and lost to seasonal naive when it was agreed with others."""
    ours, naive = (run.scores.get(name, {}).get("wql") for name in (run.model, NAIVE))
    if ours is not None and naive is not None and ours > naive:
        yield Found(FindingCode.LOSES_TO_NAIVE, "", {"ours": ours, "naive": naive})


def _late(run: ForecastRun) -> Iterable[Found]:
    """Periods that had been seen by the night after them, and have grown since."""
    late = {}
    for each in _runs_before(run):
        if each.totals:
            day = max(each.totals)
            now, then = run.totals.get(day), each.totals[day]
            if now is not None and now - then > LATE_SHARE * now:
                late[day] = 1 - then / now
    if len(late) >= LATE_PERIODS:
        share = sorted(late.values())[len(late) // 2]
        facts = {"periods": len(late), "share": round(share, 4), "frequency": run.frequency}
        yield Found(FindingCode.RECORDS_LATE, "", facts)


def findings_keep(*, network: Network, kind: str, as_of: date, found: Iterable[Found]) -> None:
    """Write tonight's findings over last night's; the same night twice changes nothing."""
    wanted = {(each.code, each.unique_id): each for each in _worst(found)}
    standing = ForecastFinding.objects.select_for_update().filter(
        network=network, kind=kind, closed__isnull=True
    )
    changed: list[ForecastFinding] = []
    for row in standing:
        again = wanted.pop((row.code, row.unique_id), None)
        if again is None:
            row.closed = as_of
        else:
            row.facts, row.last_seen = again.facts, max(row.last_seen, as_of)
        changed.append(row)
    ForecastFinding.objects.bulk_update(changed, ["facts", "last_seen", "closed"], batch_size=200)
    places = dict(Facility.objects.filter(network=network).values_list("code", "pk"))
    ForecastFinding.objects.bulk_create(
        ForecastFinding(
            network=network,
            kind=kind,
            unique_id=each.unique_id,
            facility_id=places.get(each.unique_id.partition("/")[0]),
            code=each.code,
            facts=each.facts,
            since=as_of,
            last_seen=as_of,
        )
        for each in wanted.values()
    )


def _worst(found: Iterable[Found]) -> Iterable[Found]:
    """Per code the worst series; where there are more, how many in all."""
    whole: dict[str, Found] = {}
    by_code: dict[str, list[Found]] = defaultdict(list)
    for each in found:
        if each.unique_id:
            by_code[each.code].append(each)
        else:
            whole[each.code] = each
    for code, series in by_code.items():
        if len(series) > MOST_SERIES:
            own = whole.get(code)
            facts = (own.facts if own else {}) | {"series": len(series), "listed": MOST_SERIES}
            whole[code] = Found(code, "", facts)
        yield from sorted(series, key=lambda each: -each.weight)[:MOST_SERIES]
    yield from whole.values()


def forecast_prune(*, run: ForecastRun) -> int:
    """Delete the series of older runs that nothing is compared with any more; how many.

    Kept: this run's, those of the run before it (what changed since then), and of each last day
    within `KEEP_DAYS` the newest run's. The runs themselves, with their scores, stay for good.
    """
    others = ForecastRun.objects.filter(network=run.network, kind=run.kind).exclude(pk=run.pk)
    earlier = others.filter(as_of__lt=run.as_of).order_by("-as_of", "-created")
    before = earlier.values_list("pk", flat=True)[:1]
    kept = {run.pk, *before, *(each.pk for each in _runs_before(run))}
    gone = ForecastSeries.everything.filter(run__in=others.exclude(pk__in=kept).values("pk"))
    return gone.delete()[0]
