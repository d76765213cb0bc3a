"""What runs and series say of themselves, by code; the facts are the core's (core.notes).

Registered with hospital.said under `note.CODE`, so that a run's page speaks the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from hospital import said
from hospital.said import Message, Said

if TYPE_CHECKING:
    from forecasting.core.notes import Note

NOTES: dict[str, Any] = {
    "no_history": _("no history: forecast of zero until records come in"),
    "all_zero": _("%(count)s %(noun_word)s of history, all zero: forecast of zero"),
    "short_history": _("%(count)s %(noun_word)s of history: mean of what there is"),
    "always_the_same": _("%(count)s %(noun_word)s of history, always %(value)s: the same again"),
    "growing_without_end": _(
        "growing without end: held at %(most)s, twice the most ever seen; look at the last records"
    ),
    "agreed_by_errors": _("totals and parts agreed by the size of their past errors"),
    "agreed_by_levels": _("totals and parts agreed by their levels"),
    "agreed_with_kinds": _(
        "agreed with the other kinds of its ward: loss on the windows %(change_percent)s"
    ),
    "level_of_kin": _(
        "no history: level from %(kin)s series of %(bond_word)s, scaled to its place"
    ),
    "level_of_kin_and_own": _(
        "%(count)s %(noun_word)s of history: level from %(kin)s series of %(bond_word)s, scaled to "
        "its place, weighed %(own_percent)s with its own values"
    ),
    "untested": _("history too short for a test window: mean of two simple forecasts"),
    "lost_to_naive": _(
        "%(lost_recipe)s lost to seasonal naive on the last %(windows)s windows: %(used_recipe)s "
        "is used"
    ),
    "intervals_untested": _(
        "history too short for whole intervals: periods are put together as independent"
    ),
    "intervals_lost": _(
        "%(lost_recipe)s lost to %(used_recipe)s on the last %(windows)s windows: it is not used, "
        "and plans put the forecast's own periods together"
    ),
    "unit_grew": _(
        "since %(since_date)s about %(times)s times as much as before, as if packs had become "
        "units or units packs: the history before was taken %(factor)s times; if the unit changed, "
        "correct the records before that day"
    ),
    "unit_shrank": _(
        "since %(since_date)s about %(times)s times less as before, as if packs had become units "
        "or units packs: the history before was taken %(factor)s times; if the unit changed, "
        "correct the records before that day"
    ),
    "stock_outs": _(
        "of %(periods)s periods %(bounds)s ran out of stock and say only how much was needed at "
        "least, %(stretched)s are stretched over days without stock: %(more_percent)s in all"
    ),
    "stock_outs_nothing_used": _(
        "of %(periods)s periods %(bounds)s ran out of stock and say only how much was needed at "
        "least, %(stretched)s are stretched over days without stock: nothing was used in all"
    ),
    "unrecorded_zero": _(
        "%(gaps)s of %(count)s %(noun_word)s without a record, the longest spell from "
        "%(first_date)s to %(last_date)s, count as nothing used: if reports are missing there, "
        "bring them in"
    ),
    "unrecorded_previous": _(
        "%(gaps)s of %(count)s %(noun_word)s without a record, the longest spell from "
        "%(first_date)s to %(last_date)s, count as the value before: if reports are missing there, "
        "bring them in"
    ),
    "silent_days": _(
        "nobody came to %(facility)s or left it from %(first_date)s to %(last_date)s, where "
        "%(usual)s a day are usual: counted as none; if the records stopped, bring them in"
    ),
}

WORDS: dict[str, Any] = {
    "days": _("days"),
    "weeks": _("weeks"),
    "months": _("months"),
    "product": _("the same product"),
    "atc3": _("the same ATC subgroup"),
    "specialty": _("the same specialty"),
    "atc": _("the same ATC group"),
}


def run_said(notes: Iterable[Note], singles: int) -> Said:
    """What a run says; singles: how many of its series say something of their own."""
    own = Message("note.singles", {"count": singles}) if singles else None
    return Said.of(*map(_message, notes), own)


def series_said(notes: Iterable[Note]) -> Said:
    """One line, its clauses parted."""
    clauses = [_message(note) for note in notes]
    return Said.of(Message("note.clauses", {"clauses": clauses})) if clauses else Said()


def _message(note: Note) -> Message:
    return Message(f"note.{note.code}", dict(note.facts))


def register() -> None:
    """Done once, when the app is ready."""
    from forecasting.selectors.words import recipe

    said.TEMPLATES |= {f"note.{code}": sentence for code, sentence in NOTES.items()}
    said.TEMPLATES["note.singles"] = _("%(count)s series have a note of their own")
    said.TEMPLATES["note.clauses"] = "%(clauses)s"
    said.WORDS |= WORDS
    said.UNITS["recipe"] = recipe
