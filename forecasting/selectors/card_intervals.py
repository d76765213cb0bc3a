"""What a model card says of whole intervals: how long they are, and why they are used or not."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forecasting.core.protection.options import LENGTHS, OPPONENTS
from forecasting.models import ForecastRun, Frequency
from forecasting.selectors.words import joined, loss, percent, recipe

WEEKS = 4
"""In a block, where records are of weeks."""


def interval_words(run: ForecastRun, blocks: int) -> str:
    """The length of an interval."""
    if run.frequency == Frequency.MONTH:
        return ngettext("%(count)d month", "%(count)d months", blocks) % {"count": blocks}
    weeks = WEEKS * blocks
    return ngettext("%(count)d week", "%(count)d weeks", weeks) % {"count": weeks}


def intervals_horizon(run: ForecastRun) -> str:
    lengths = joined(interval_words(run, blocks) for blocks in LENGTHS)
    return _("intervals from the first day ahead: %(lengths)s") % {"lengths": lengths}


def intervals_why(run: ForecastRun) -> str:
    """Whether what was learned is used, beside what plans would do without it."""
    ours = run.scores.get(run.model, {}).get("wql")
    if ours is None:
        return _(
            "The history is too short to learn whole intervals and to test them: plans put the "
            "forecast's own periods together, as if they were independent."
        )
    beaten = {name: run.scores[name]["wql"] for name in OPPONENTS if name in run.scores}
    facts = {
        "recipe": recipe(run.model),
        "windows": len(run.members[0]["windows"]),
        "ours": loss(ours),
    }
    if run.model in OPPONENTS:
        return (
            _(
                "What was learned is not used: on %(windows)s walk-forward windows %(recipe)s lost "
                "less (weighted quantile loss %(ours)s). Plans put the forecast's own periods "
                "together, as if they were independent."
            )
            % facts
        )
    name = min(beaten, key=lambda each: beaten[each])
    facts |= {
        "other": recipe(name),
        "theirs": loss(beaten[name]),
        "gain": percent(1 - ours / beaten[name]),
    }
    return (
        _(
            "%(recipe)s is used: on %(windows)s walk-forward windows its weighted quantile loss is "
            "%(ours)s, that of the best that can be said without learning (%(other)s) %(theirs)s "
            "(%(gain)s less)."
        )
        % facts
    )
