"""What a change does, as messages on the page that asked for it."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from operations import services
from operations.admin.base import signed, signed_price
from operations.core.rule import Violation
from operations.models import Plan
from operations.naming import named, names_in
from operations.words import violation_message

SENTENCES_SHOWN = 10


def show(request: HttpRequest, plan: Plan, effect: services.EditEffect) -> None:
    """What the change costs, breaks and mends, as messages; the sum of it first."""
    figures = {"cost": signed_price(plan.family, effect.cost_change)}
    figures["hard"] = signed(effect.hard_change)
    messages.info(request, _("Cost %(cost)s, hard rules broken %(hard)s.") % figures)
    if effect.new:
        messages.warning(request, _together(plan, effect.new, "{}"))
    if effect.gone:
        no_longer = _("No longer: %(sentence)s") % {"sentence": "{}"}
        messages.success(request, _together(plan, effect.gone, no_longer))
    for follow in effect.follows:
        messages.info(request, follow.message.marked())


def _together(plan: Plan, violations: Sequence[Violation], said: str) -> SafeString:
    """One message of many sentences: one a line, the first of them."""
    first = violations[:SENTENCES_SHOWN]
    called = names_in(each.facts for each in first)
    lines = [
        format_html(said, named(violation_message(plan.family, each, plan.start), called).marked())
        for each in first
    ]
    if left := len(violations) - len(lines):
        lines.append(escape(_("and %(count)d more.") % {"count": left}))
    found = format_html_join("", "<span>{}</span>", ((line,) for line in lines))
    return format_html('<span class="mizan-lines">{}</span>', found)
