"""What a change does, as messages on the page that asked for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _

from operations import services
from operations.admin.base import signed
from operations.models import Plan
from operations.words import violation_message

SENTENCES_SHOWN = 10


def show(request: HttpRequest, plan: Plan, effect: services.EditEffect) -> None:
    """What the change breaks, what it mends, and what it costs, as messages."""
    for violation in effect.new[:SENTENCES_SHOWN]:
        messages.warning(request, violation_message(plan.family, violation, plan.start).marked())
    if len(effect.new) > SENTENCES_SHOWN:
        left = len(effect.new) - SENTENCES_SHOWN
        messages.warning(request, _("and %(count)d more.") % {"count": left})
    for violation in effect.gone[:SENTENCES_SHOWN]:
        sentence = violation_message(plan.family, violation, plan.start).marked()
        mended = _("No longer: %(sentence)s") % {"sentence": "{}"}
        messages.success(request, format_html(mended, sentence))
    figures = {"cost": signed(effect.cost_change), "hard": signed(effect.hard_change)}
    messages.info(request, _("Cost %(cost)s, hard rules broken %(hard)s.") % figures)
