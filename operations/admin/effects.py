"""What a change does, as messages on the page that asked for it."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hospital.said import listed
from operations import services
from operations.admin.base import signed, signed_price
from operations.core.rule import Violation
from operations.models import Plan
from operations.naming import named, names_in
from operations.rule_kinds import hard_rules
from operations.words import rule_label, violation_message

SENTENCES_SHOWN = 10
RULES_SHOWN = 5


def show(request: HttpRequest, plan: Plan, effect: services.EditEffect) -> None:
    """What the change costs, breaks and mends, as messages; the sum of it first."""
    figures = {"cost": signed_price(plan.family, effect.cost_change)}
    figures["hard"] = signed(effect.hard_change)
    messages.info(request, _("Cost %(cost)s, hard rules broken %(hard)s.") % figures)
    if parts := _by_rule(plan, effect):
        messages.info(request, _("Of that: %(parts)s.") % {"parts": listed(parts)})
    if effect.new:
        messages.warning(request, _together(plan, effect.new, "{}"))
    if effect.gone:
        no_longer = _("No longer: %(sentence)s") % {"sentence": "{}"}
        messages.success(request, _together(plan, effect.gone, no_longer))
    for follow in effect.follows:
        messages.info(request, follow.message.marked())


def _by_rule(plan: Plan, effect: services.EditEffect) -> list[str]:
    """What the cost comes from, where that is more than one rule, the most of it first: money that
    is paid is told from what the plan reckons for a risk."""
    before, after = dict(effect.report_before.cost_by_rule), dict(effect.report_after.cost_by_rule)
    moved = {code: after.get(code, 0) - before.get(code, 0) for code in {*before, *after}}
    hard = hard_rules(plan.family, plan)
    costs = (each for each in moved.items() if each[1] and each[0] not in hard)
    parts = sorted(costs, key=lambda each: -abs(each[1]))
    if len(parts) < 2:
        return []
    return [
        f"{rule_label(plan.family, code)} {signed_price(plan.family, cost)}"
        for code, cost in parts[:RULES_SHOWN]
    ]


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
