"""Beside what lacks: order an equivalent instead, its difference shown before it is kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from hospital.errors import ApplicationError
from hospital.models import Equivalent, Product
from operations import services
from operations.admin.effects import show
from operations.admin.steps import version_sent
from operations.lacking import LACKS, Lacking
from operations.models import Plan
from operations.naming import names_in

PART = "|"
"""Between the codes of what lacks and what is to stand in; no code has it."""


def asked(request: HttpRequest) -> tuple[str, str]:
    product, _part, stand_in = request.POST.get("instead", "").partition(PART)
    return product, stand_in


def called(product: str, stand_in: str) -> dict[str, str]:
    """Both by name, for sentences."""
    facts = {"product": product, "stand_in": stand_in}
    known = names_in([facts])
    return {name: known.get((Product, code), code) for name, code in facts.items()}


def instead_shown(
    request: HttpRequest, plan: Plan, standing: services.OrdersStanding
) -> dict[str, Any]:
    """What ordering the equivalent would do; nothing is kept."""
    product, stand_in = asked(request)
    found = services.orders_instead(
        plan=plan, product=product, stand_in=stand_in, actor=request.user,
        base_version=plan.edit_version, preview=True, standing=standing,
    )  # fmt: skip
    show(request, plan, found.effect)
    facts = called(product, stand_in)
    title = _("If %(stand_in)s is ordered for what lacks of %(product)s") % facts
    left = _lacking_left(found.effect, product)
    brought = not found.changes and bool(found.effect.new or found.effect.gone)
    asked_for = request.POST["instead"]
    shown = {"found": found, "asked": asked_for, "title": title, "brought": brought, "left": left}
    return {"instead": shown}


def instead_kept(request: HttpRequest, plan: Plan) -> None:
    product, stand_in = asked(request)
    reason = request.POST.get("why", "").strip()[:500]
    if not reason:
        raise ApplicationError(_("Say why the equivalent is ordered."))
    found = services.orders_instead(
        plan=plan, product=product, stand_in=stand_in, actor=request.user,
        base_version=version_sent(request), mark=request.POST.get("mark", ""), reason=reason,
    )  # fmt: skip
    said = _("%(stand_in)s is brought from what is there for what lacks of %(product)s.")
    if found.changes:
        said = _(
            "%(stand_in)s is ordered for what lacks of %(product)s; its changed lines are locked."
        )
    messages.success(request, said % called(product, stand_in))
    messages.info(request, _lacking_left(found.effect, product))
    show(request, plan, found.effect)


def _lacking_left(effect: services.EditEffect, product: str) -> str:
    """What becomes of the lack for which the equivalent is asked: it may come too late for it."""
    before, after = (
        sum(
            int(each.facts["units"])
            for each in report.violations
            if each.rule == LACKS and each.facts["product"] == product
        )
        for report in (effect.report_before, effect.report_after)
    )
    facts = {"before": number_format(before), "after": number_format(after)}
    if after >= before:
        return _("As many units lack as before (%(after)s): it does not come in time.") % facts
    return _("Units that lack: %(after)s, before %(before)s.") % facts


def with_equivalents(
    plan: Plan, lacking: list[Lacking], standing: services.OrdersStanding
) -> list[list[tuple[str, str, str]]]:
    """Of each product that lacks, its equivalents in this plan: what a button sends, code, name."""
    known = {(each.product, each.stand_in) for each in standing.problem.equivalents}
    ties = Equivalent.objects.filter(product__in=[row.product for row in lacking])
    named = [
        (tie.product.code, tie.stand_in.code, tie.stand_in.name)
        for tie in ties.select_related("product", "stand_in").order_by("unit_cents", "stand_in")
    ]
    return [
        [
            (f"{product}{PART}{code}", code, name)
            for product, code, name in named
            if product == row.product.code and (product, code) in known
        ]
        for row in lacking
    ]
