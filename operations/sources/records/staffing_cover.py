"""Cover rules of a ward as lines per day; the target follows the forecast where a rule says so."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil

from forecasting.models import ForecastKind
from forecasting.selectors import forecast_quantile
from hospital.models import CoverRule, Ward
from operations.core.staffing.demand import JUNIOR_LEVEL, CoverLine
from operations.families import Note
from operations.sources.records.overridden import overridden, overridden_notes

Rules = dict[tuple[str, str | None], CoverRule]


def cover_lines(
    ward: Ward, shifts: set[str], start: date, days: int
) -> tuple[tuple[CoverLine, ...], list[Note]]:
    """One line per day, shift and skill; a weekday's own rule goes before the one for every day."""
    rows = CoverRule.objects.filter(ward=ward).select_related("shift", "skill")
    rows = list(rows.order_by("shift__starts", "shift__code", "skill__code", "weekday"))
    notes = [
        Note(
            "cover_of_foreign_shift",
            f"cover of {ward.scope}",
            {"ward": ward.scope, "shift": row.shift.code},
        )
        for row in rows
        if row.shift.facility_id != ward.facility_id
    ]
    rows = [r for r in rows if r.shift.facility_id == ward.facility_id and r.shift.code in shifts]
    notes += _mixes_without_skill(ward, rows)
    occupancy, missing = _occupancy(ward, rows, start, days)
    lines = [
        _line(rule, day, occupancy.get(rule.quantile))
        for day in range(days)
        for rule in _rules_of((start + timedelta(days=day)).weekday(), rows).values()
    ]
    return tuple(lines), notes + missing


def _mixes_without_skill(ward: Ward, rows: list[CoverRule]) -> list[Note]:
    codes = {
        row.shift.code
        for row in rows
        if row.skill is None and (row.supervisor_level or row.junior_maximum is not None)
    }
    return [
        Note("mix_without_skill", f"cover of {ward.scope}", {"ward": ward.scope, "shift": code})
        for code in sorted(codes)
    ]


def _rules_of(weekday: int, rows: list[CoverRule]) -> Rules:
    rules: Rules = {}
    for row in rows:
        key = (row.shift.code, row.skill.code if row.skill else None)
        if row.weekday == weekday or (row.weekday is None and key not in rules):
            rules[key] = row
    return rules


def _occupancy(
    ward: Ward, rows: list[CoverRule], start: date, days: int
) -> tuple[dict[float, list[float]], list[Note]]:
    """Quantile -> forecast patients per day, for the quantiles that the rules name."""
    wanted = {row.quantile for row in rows if row.patients_per_person}
    found: dict[float, list[float]] = {}
    for quantile in sorted(wanted):
        series = forecast_quantile(
            network=ward.facility.network,
            kind=ForecastKind.OCCUPANCY,
            quantile=quantile,
            start=start,
            days=days,
            unique_ids=[ward.scope],
        )
        if ward.scope in series:
            found[quantile] = series[ward.scope]
    if wanted and not found:
        note = Note(
            "no_forecast",
            f"ward {ward.scope}",
            {"ward": ward.scope},
            "occupancy",
        )
        return found, [note]
    if not found:
        return found, []
    said = overridden(ward.facility.network, ForecastKind.OCCUPANCY, start, days, [ward.scope])
    return found, list(overridden_notes("occupancy", f"ward {ward.scope}", said))


def _line(rule: CoverRule, day: int, occupancy: list[float] | None) -> CoverLine:
    target = rule.target
    if rule.patients_per_person and occupancy is not None:
        target = max(rule.minimum, ceil(occupancy[day] / rule.patients_per_person - 1e-9))
    return CoverLine(
        day,
        rule.shift.code,
        rule.minimum,
        target,
        rule.skill.code if rule.skill else None,
        # A shift with a second leader is no waste; people too many are counted by the whole line.
        price_over=0 if rule.skill else None,
        supervisor_level=max(rule.supervisor_level, JUNIOR_LEVEL + 1)
        if rule.skill and rule.supervisor_level
        else None,
        junior_maximum=rule.junior_maximum if rule.skill else None,
    )
