"""What happened to a plan, in the reader's language."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

EVENTS = {
    "edited": pgettext_lazy("event", "edited"),
    "in bed": pgettext_lazy("event", "put in bed"),
    "published": pgettext_lazy("event", "published"),
    "publication withdrawn": pgettext_lazy("event", "publication withdrawn"),
    "in force again": pgettext_lazy("event", "in force again"),
    "made": pgettext_lazy("event", "made"),
    "locked": pgettext_lazy("event", "locked"),
    "unlocked": pgettext_lazy("event", "unlocked"),
    "approved": pgettext_lazy("event", "approved"),
    "reviewed": pgettext_lazy("event", "reviewed"),
    "suggested": pgettext_lazy("event", "suggested again"),
    "equivalent ordered": pgettext_lazy("event", "equivalent ordered"),
    "planned again": pgettext_lazy("event", "planned again"),
    "deliveries followed": pgettext_lazy("event", "deliveries adapted"),
    "ordered": pgettext_lazy("event", "ordered"),
    "received": pgettext_lazy("event", "received"),
    "order cancelled": pgettext_lazy("event", "order cancelled"),
    "swapped": pgettext_lazy("event", "swapped"),
    "taken": pgettext_lazy("event", "taken from a proposal"),
    "left": pgettext_lazy("event", "proposal left"),
    "promoted": pgettext_lazy("event", "made a draft from a what-if"),
    "wished": pgettext_lazy("event", "wished"),
    "swap proposed": pgettext_lazy("event", "swap proposed"),
    "swap agreed": pgettext_lazy("event", "swap agreed"),
    "swap refused": pgettext_lazy("event", "swap refused"),
    "swap withdrawn": pgettext_lazy("event", "swap withdrawn"),
    "swap done": pgettext_lazy("event", "swap carried out"),
    "swap lapsed": pgettext_lazy("event", "swap lapsed"),
    "swap carried over": pgettext_lazy("event", "swap carried over to the new roster"),
}


def event_word(action: str) -> str:
    return str(EVENTS.get(action, action))
