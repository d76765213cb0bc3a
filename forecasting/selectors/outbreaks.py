"""Outbreak alarms as people read them: in their reach, in a sentence, with what they would do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.formats import date_format, number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forecasting.models import AlarmSeverity, AlarmState, OutbreakAlarm
from hospital.access import scope
from hospital.models import Facility, Product
from hospital.said import listed

DETECTOR_NAMES = {
    "farrington": gettext_lazy("Farrington"),
    "ears": gettext_lazy("EARS"),
    "cusum": gettext_lazy("CUSUM"),
    "tail": gettext_lazy("the forecast's tail"),
}
STANDING = (AlarmState.OPEN, AlarmState.CONFIRMED)
WEEKS_TOLD = 4


def alarms_seen(user: Any) -> QuerySet[OutbreakAlarm]:
    """Alarms of the person's facilities, and those of the whole networks they work in."""
    everything = OutbreakAlarm.objects.select_related("network", "facility", "syndrome")
    return scope(everything, user, "part:facility")


def alarms_standing(user: Any) -> QuerySet[OutbreakAlarm]:
    """What is to be decided or feeds the plans, the gravest first."""
    grave = Case(
        When(severity=AlarmSeverity.HIGH, then=Value(0)),
        When(severity=AlarmSeverity.MEDIUM, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    standing = alarms_seen(user).filter(state__in=STANDING)
    return standing.order_by(grave, "-last_seen", "unique_id")


def alarm_sentence(alarm: OutbreakAlarm) -> str:
    """Since when, how many where how many were expected, and who says so."""
    words = ngettext(
        "Since the week of %(since)s: %(observed)s case of %(syndrome)s where %(expected)s were "
        "expected (%(ratio)s times)",
        "Since the week of %(since)s: %(observed)s cases of %(syndrome)s where %(expected)s were "
        "expected (%(ratio)s times)",
        alarm.observed,
    ) % {
        "since": date_format(alarm.since, "MONTH_DAY_FORMAT"),
        "observed": number_format(alarm.observed),
        "syndrome": _lower(str(alarm.syndrome)),
        "expected": _figure(alarm.expected),
        "ratio": number_format(round(alarm.ratio, 1)),
    }
    seen = seen_by(alarm)
    if seen:
        words = listed((words, _("seen by %(detectors)s") % {"detectors": seen}))
    return f"{words}."


def _lower(name: str) -> str:
    """A name in the middle of a sentence, unless it is an abbreviation."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def seen_by(alarm: OutbreakAlarm) -> str:
    """The kinds of detectors that agree, once each."""
    families = dict.fromkeys(name.partition("_")[0] for name in alarm.detectors)
    return get_text_list([str(DETECTOR_NAMES.get(name, name)) for name in families], _("and"))


def strength(alarm: OutbreakAlarm) -> str:
    return _("%(ratio)s times what was expected (95 %% interval %(low)s to %(high)s)") % {
        "ratio": number_format(round(alarm.ratio, 1)),
        "low": number_format(round(alarm.ratio_low, 1)),
        "high": number_format(round(alarm.ratio_high, 1)),
    }


def scenario_sentence(alarm: OutbreakAlarm) -> str:
    """What the excess would do in the next weeks."""
    scenario = alarm.scenario
    if not scenario or not sum(scenario["cases"]):
        return _("Nothing beyond what is expected is to be planned for.")
    return _(
        "If it holds for two weeks and then fades, the %(weeks)d weeks from %(first)s bring "
        "%(cases)s more cases and %(admissions)s more admissions; at most %(beds)s more beds are "
        "in use on an average day."
    ) % {
        "weeks": WEEKS_TOLD,
        "first": date_format(date.fromisoformat(scenario["first"]), "MONTH_DAY_FORMAT"),
        "cases": _figure(sum(scenario["cases"][:WEEKS_TOLD])),
        "admissions": _figure(sum(scenario["admissions"][:WEEKS_TOLD])),
        "beds": _figure(max(scenario["beds"][:WEEKS_TOLD])),
    }


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """One ward or product: what, where, and a figure for each of the next weeks."""

    what: str
    series: str
    figures: list[str]


def scenario_weeks(alarm: OutbreakAlarm) -> list[date]:
    if not alarm.scenario:
        return []
    first = date.fromisoformat(alarm.scenario["first"])
    return [first + timedelta(weeks=week) for week in range(WEEKS_TOLD)]


def scenario_rows(alarm: OutbreakAlarm, user: Any) -> list[ScenarioRow]:
    """Extra admissions and beds per ward, extra units per facility and product, of the places that
    the person may see. Several facilities that send to one ward are one row."""
    if not alarm.scenario:
        return []
    network = Facility.objects.filter(network=alarm.network_id)
    mine = set(scope(network, user, "").values_list("code", flat=True))
    codes = {row["series"].partition("/")[2] for row in alarm.scenario["products"]}
    names = dict(Product.objects.filter(code__in=codes).values_list("code", "name"))
    found = []
    for key, label in (
        ("admissions", _("more admissions a week")),
        ("beds", _("more beds in use")),
    ):
        for series, weeks in _summed(alarm.scenario["wards"], key, mine):
            found.append(ScenarioRow(label, series, [_figure(value) for value in weeks]))
    for series, weeks in _summed(alarm.scenario["products"], "units", mine):
        code = series.partition("/")[2]
        label = _("more units a week of %(product)s") % {"product": names.get(code, code)}
        found.append(ScenarioRow(label, series, [_figure(value) for value in weeks]))
    return found


def _summed(
    rows: Iterable[dict[str, Any]], key: str, mine: set[str]
) -> list[tuple[str, list[float]]]:
    found: dict[str, list[float]] = {}
    for row in rows:
        if row["series"].partition("/")[0] in mine:
            weeks = row[key][:WEEKS_TOLD]
            held = found.setdefault(row["series"], [0.0] * len(weeks))
            found[row["series"]] = [a + b for a, b in zip(held, weeks, strict=True)]
    return [(series, weeks) for series, weeks in found.items() if max(weeks, default=0) >= 0.05]


def _figure(value: float) -> str:
    """Whole from ten on, one decimal below."""
    return number_format(round(value) if value >= 10 else round(value, 1))
