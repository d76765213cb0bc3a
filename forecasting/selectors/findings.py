"""What a person is told of forecasts, in their reach and in a sentence of their language."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forecasting.core.protection.options import OPPONENTS
from forecasting.models import FindingCode, ForecastFinding, Frequency
from forecasting.selectors.words import loss, number, percent, recipe
from hospital.access import scope


def findings_seen(user: Any) -> QuerySet[ForecastFinding]:
    """Findings on series of the person's facilities, and on families of their networks."""
    everything = ForecastFinding.objects.select_related("network")
    return scope(everything, user, "part:facility")


def findings_open(user: Any) -> QuerySet[ForecastFinding]:
    """The open ones: whole families first, then what is newest."""
    whole = Case(When(unique_id="", then=Value(0)), default=Value(1), output_field=IntegerField())
    return findings_seen(user).filter(closed__isnull=True).order_by(whole, "-since", "unique_id")


def findings_pressing(user: Any) -> QuerySet[ForecastFinding]:
    """The open ones that somebody should look at: a single series whose forecast lost its test has
    been given another one already."""
    return findings_open(user).exclude(~Q(unique_id=""), code=FindingCode.NOT_USED)


def finding_sentence(finding: ForecastFinding) -> str:
    """The finding in a sentence, with its figures."""
    facts = finding.facts
    words = _SENTENCES[finding.code](facts)
    if "series" in facts:
        words = f"{words} {_more(facts)}".strip()
    return words or str(FindingCode(finding.code).label)


def _more(facts: dict[str, Any]) -> str:
    return _("It is so for %(count)d series; the %(listed)d worst are listed.") % {
        "count": facts["series"],
        "listed": facts["listed"],
    }


def _periods(facts: dict[str, Any]) -> str:
    count = facts.get("periods", 0)
    if facts.get("frequency") == Frequency.WEEK:
        return ngettext("%(count)d week", "%(count)d weeks", count) % {"count": count}
    if facts.get("frequency") == Frequency.MONTH:
        return ngettext("%(count)d month", "%(count)d months", count) % {"count": count}
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def _errors(facts: dict[str, Any]) -> dict[str, str]:
    """Of a family as shares of what came, of a series in its own unit."""
    truth = facts.get("truth")
    show = (lambda value: percent(value / truth)) if truth else number
    return {"live": show(facts["live"]), "was": show(facts["was"]), "periods": _periods(facts)}


def _worse(facts: dict[str, Any]) -> str:
    if "live" not in facts:
        return ""
    return _(
        "Over the last %(periods)s the forecast was off by %(live)s on average; its test had "
        "promised %(was)s."
    ) % _errors(facts)


def _loses(facts: dict[str, Any]) -> str:
    if "ours" in facts:
        return _(
            "Agreed with totals and other kinds, its quantile loss in the test is %(ours)s, that "
            "of seasonal naive %(naive)s."
        ) % {"ours": loss(facts["ours"]), "naive": loss(facts["naive"])}
    if "live" not in facts:
        return ""
    return _(
        "Over the last %(periods)s the forecast was off by %(live)s on average; repeating the "
        "last season would have been off by %(was)s."
    ) % _errors(facts)


def _not_used(facts: dict[str, Any]) -> str:
    if "used" not in facts:
        return ""
    told = {
        "lost": recipe(facts["instead_of"]),
        "windows": facts["windows"],
        "used": recipe(facts["used"]),
    }
    if facts["used"] in OPPONENTS:
        return (
            _("%(lost)s lost to %(used)s on the last %(windows)s test windows and is not used.")
            % told
        )
    return (
        _(
            "%(lost)s lost to seasonal naive on the last %(windows)s test windows and is not used "
            "here; %(used)s is."
        )
        % told
    )


def _coverage(facts: dict[str, Any]) -> str:
    if "held" not in facts:
        return ""
    return _("The 80 %% band held %(held)s of the last %(values)s values: %(share)s.") % {
        "held": facts["held"],
        "values": facts["values"],
        "share": percent(facts["held"] / facts["values"]),
    }


def _shift(facts: dict[str, Any]) -> str:
    if "psi" in facts:
        return _(
            "The records of the last %(periods)s are unlike the year before (stability index "
            "%(psi)s; above 0.25 is another population)."
        ) % {"periods": _periods(facts), "psi": number(facts["psi"])}
    if "now" not in facts:
        return ""
    return _(
        "The last %(periods)s brought %(now)s on average, unlike any such stretch of the year "
        "before (%(was)s)."
    ) % {
        "periods": _periods(facts),
        "now": number(facts["now"]),
        "was": number(facts["was"]),
    }


def _silent(facts: dict[str, Any]) -> str:
    if "usual" not in facts:
        return ""
    return _("Nothing came in for %(periods)s, where %(usual)s each were usual.") % {
        "periods": _periods(facts),
        "usual": number(facts["usual"]),
    }


def _late(facts: dict[str, Any]) -> str:
    if "share" not in facts:
        return ""
    return _(
        "Records arrive late: in each of %(periods)s a share of %(share)s was not there yet on "
        "the night after."
    ) % {"periods": _periods(facts), "share": percent(facts["share"])}


_SENTENCES = {
    FindingCode.WORSE_THAN_PROMISED: _worse,
    FindingCode.LOSES_TO_NAIVE: _loses,
    FindingCode.NOT_USED: _not_used,
    FindingCode.COVERAGE_OFF: _coverage,
    FindingCode.INPUT_SHIFT: _shift,
    FindingCode.SILENT: _silent,
    FindingCode.RECORDS_LATE: _late,
}
