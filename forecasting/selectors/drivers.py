"""What a forecast is made of, and what changed since the last night, in sentences.

Stored are groups and numbers; the words are put together when they are read, in the reader's
language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forecasting.models import ForecastSeries, Frequency
from forecasting.selectors.words import joined, number, recipe, signed

LEVEL = "level"
GROUP_WORDS = {
    "level": gettext_lazy("usual level"),
    "recent": gettext_lazy("last days or weeks"),
    "weekday": gettext_lazy("weekday"),
    "season": gettext_lazy("time of the year"),
    "holiday": gettext_lazy("public holidays"),
    "ramadan": gettext_lazy("Ramadan"),
    "school": gettext_lazy("school holidays"),
    "signal": gettext_lazy("signals known ahead"),
    "place": gettext_lazy("kind of place or product"),
    "in_bed": gettext_lazy("patients in bed now"),
    "flow": gettext_lazy("who comes and who leaves"),
    "agreed": gettext_lazy("agreed with totals and other kinds"),
    "other": gettext_lazy("all else"),
}
BECAUSE = {
    "recent": (
        gettext_lazy("%(part)s because it has been busier lately"),
        gettext_lazy("%(part)s because it has been quieter lately"),
    ),
    "season": (gettext_lazy("%(part)s for the time of the year"),) * 2,
    "holiday": (gettext_lazy("%(part)s for public holidays near by"),) * 2,
    "ramadan": (gettext_lazy("%(part)s for Ramadan"),) * 2,
    "school": (gettext_lazy("%(part)s for school holidays"),) * 2,
    "signal": (gettext_lazy("%(part)s for signals known ahead"),) * 2,
    "place": (gettext_lazy("%(part)s for the kind of place or product"),) * 2,
    "in_bed": (
        gettext_lazy("%(part)s because more patients than usual are in bed now"),
        gettext_lazy("%(part)s because fewer patients than usual are in bed now"),
    ),
    "flow": (gettext_lazy("%(part)s for who will come and who will leave"),) * 2,
    "agreed": (gettext_lazy("%(part)s to agree with totals and other kinds"),) * 2,
    "other": (gettext_lazy("%(part)s for all else"),) * 2,
}
SMALL_SHARE, SMALL = 0.015, 0.05
"""A part below this share of the mean, or below this in units, is not worth a clause."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One step: its day, its mean, and the parts that add up to it."""

    day: date
    mean: float
    parts: dict[str, float]


def explained_steps(series: ForecastSeries) -> list[Explained]:
    """The first steps, as many as are explained; none of a forecast older than explanations."""
    stored = series.drivers.get("groups", {})
    groups = {group: stored[group] for group in GROUP_WORDS if group in stored}
    return [
        Explained(
            step_day(series.run.frequency, series.start, step),
            sum(values[at] for values in groups.values()),
            {group: values[at] for group, values in groups.items()},
        )
        for at, step in enumerate(series.drivers.get("steps", ()))
    ]


def step_day(frequency: str, start: date, step: int) -> date:
    """First day of a step; 1 is the first."""
    if frequency == Frequency.MONTH:
        months = start.year * 12 + start.month - 1 + step - 1
        return date(months // 12, months % 12 + 1, 1)
    return start + timedelta(days=(step - 1) * (7 if frequency == Frequency.WEEK else 1))


def step_words(frequency: str, day: date) -> str:
    if frequency == Frequency.MONTH:
        return date_format(day, "YEAR_MONTH_FORMAT")
    if frequency == Frequency.WEEK:
        return _("in the week from %(day)s") % {"day": date_format(day)}
    weekday = WEEKDAYS[day.weekday()]
    return _("on %(weekday)s, %(day)s") % {"weekday": weekday, "day": date_format(day)}


def driver_sentence(series: ForecastSeries) -> str:
    """The first step in a sentence: its mean, the usual level, and what moves it from there."""
    steps = explained_steps(series)
    if not steps:
        return ""
    first = steps[0]
    head = _("%(mean)s expected %(when)s: %(level)s is the usual level") % {
        "mean": number(first.mean),
        "when": step_words(series.run.frequency, first.day),
        "level": number(first.parts.get(LEVEL, 0.0)),
    }
    moved = {group: part for group, part in first.parts.items() if group != LEVEL}
    return joined([head, *_clauses(moved, first)]) + "."


def _clauses(moved: dict[str, float], at: Explained) -> list[str]:
    """The parts worth a clause, largest first; what is left over in one of its own."""
    least = max(SMALL, SMALL_SHARE * abs(at.mean))
    shown = [item for item in moved.items() if abs(item[1]) >= least]
    shown.sort(key=lambda item: -abs(item[1]))
    clauses = [_because(group, part, at.day) for group, part in shown]
    rest = sum(moved.values()) - sum(part for _group, part in shown)
    if abs(rest) >= SMALL:
        clauses.append(_("%(part)s in small parts") % {"part": signed(rest)})
    return clauses


def _because(group: str, part: float, day: date) -> str:
    if group == "weekday":
        words = _("%(part)s because it is a %(weekday)s")
        return words % {"part": signed(part), "weekday": WEEKDAYS[day.weekday()]}
    if group == LEVEL:
        return _("%(part)s in the usual level") % {"part": signed(part)}
    words = BECAUSE.get(group, BECAUSE["other"])
    return str(words[part < 0]) % {"part": signed(part)}


@dataclass(frozen=True, slots=True)
class Changed:
    """The difference to an earlier forecast of the same days, on average over them."""

    since: date
    change: float
    parts: dict[str, float]
    sentence: str


def driver_change(series: ForecastSeries) -> Changed | None:
    """What moved since the night before; None where it explained none of the same steps."""
    before = series_before(series)
    if before is None:
        return None
    then = {each.day: each for each in explained_steps(before)}
    pairs = [(now, then[now.day]) for now in explained_steps(series) if now.day in then]
    if not pairs:
        return None
    groups = dict.fromkeys(group for pair in pairs for each in pair for group in each.parts)
    parts = {
        group: sum(a.parts.get(group, 0.0) - b.parts.get(group, 0.0) for a, b in pairs) / len(pairs)
        for group in groups
    }
    words = _change_words(before.run.as_of, parts, pairs)
    sentence = " ".join([words, *_other_model(before, series)])
    return Changed(before.run.as_of, sum(parts.values()), parts, sentence)


def _other_model(before: ForecastSeries, now: ForecastSeries) -> list[str]:
    """Not only the records may have changed since."""
    if set(before.model.split(" + ")) != set(now.model.split(" + ")):
        return [_("It is made by %(recipe)s now.") % {"recipe": recipe(now.model)}]
    if before.run.features != now.run.features:
        return [_("The model reads other features now.")]
    return []


def _change_words(since: date, parts: dict[str, float], pairs: list[Any]) -> str:
    """Weekdays are left out of the words: over several days there is no one to name."""
    mean = Explained(pairs[0][0].day, pairs[0][0].mean, {})
    change = sum(parts.values())
    if abs(change) < SMALL:
        return _("As forecast on the records of %(day)s.") % {"day": date_format(since)}
    weekday = parts.get("weekday", 0.0)
    rest = {g: p for g, p in parts.items() if g != "weekday"}
    rest["other"] = rest.get("other", 0.0) + weekday
    head = _("%(change)s since the records of %(day)s") % {
        "change": signed(change),
        "day": date_format(since),
    }
    return ": ".join([head, joined(_clauses(rest, mean))]) + "."


def series_before(series: ForecastSeries) -> ForecastSeries | None:
    """The same series on the newest earlier night that is still kept."""
    run = series.run
    return (
        ForecastSeries.everything.filter(
            level=series.level,
            run__network=run.network_id,
            run__kind=run.kind,
            run__frequency=run.frequency,
            run__as_of__lt=run.as_of,
            unique_id=series.unique_id,
        )
        .select_related("run")
        .order_by("-run__as_of", "-run__created")
        .first()
    )


def group_word(group: str) -> str:
    return str(GROUP_WORDS.get(group, GROUP_WORDS["other"]))
