"""An officer's page beside a supply plan: totals, budgets, what changes cost, and a file that comes
back edited: shown first, kept on a click."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forecasting.admin.tables import percent
from hospital.access import Act, may
from hospital.errors import ApplicationError
from hospital.models import Supplier
from hospital.modes import Mode
from hospital.numbers import whole_number
from hospital.said import listed, money
from operations import doors, launch, scoping, selectors, services
from operations.admin import proposals
from operations.admin.base import CHANGED, refusals_shown, signed, signed_price
from operations.admin.effects import show
from operations.admin.instead import instead_kept, instead_shown, with_equivalents
from operations.admin.run_page import run_live
from operations.admin.steps import act_required, below, changes_sent, version_sent
from operations.lacking import products_lacking
from operations.models import Family, LineState, OrderLine, Plan, PlanState, RunState
from operations.order_files import BadCells, Cell, Edits
from operations.plan_files import purchases_file
from operations.run_page import is_open
from operations.services import OrderChange


class OrdersPlan:
    """Mixed into the admin of plans: `orders/` beside a supply plan's own page."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.orders_view)  # type: ignore[attr-defined]
        name = "operations_plan_orders"
        return [path("<int:pk>/orders/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def orders_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        plans = scoping.plans_seen(request.user).filter(family=Family.SUPPLY)
        plan = get_object_or_404(plans, pk=pk)
        act_required(request, plan)
        shown: dict[str, Any] = {}
        standing = None
        if "_keep" in request.POST:
            with refusals_shown(request):
                changes = changes_sent(request.POST.get("changes", ""), _change)
                effect = services.orders_change(
                    plan=plan,
                    changes=changes,
                    actor=request.user,
                    base_version=version_sent(request),
                )
                messages.success(request, CHANGED % {"count": len(changes)})
                show(request, plan, effect)
                return HttpResponseRedirect(request.path)
        elif "_again" in request.POST:
            with refusals_shown(request):
                _again(request, plan)
            return HttpResponseRedirect(request.path)
        elif "_stop" in request.POST:
            with refusals_shown(request):
                proposals.stop(request, plan)
            return HttpResponseRedirect(request.path)
        elif "_replan_keep" in request.POST:
            with refusals_shown(request):
                run = services.replan_of(plan, request.POST.get("replan", ""))
                _replanned(request, plan, mark=request.POST.get("mark", ""), answered=run)
                return HttpResponseRedirect(request.path)
        elif "_replan" in request.POST:
            with refusals_shown(request):
                if services.replan_is_long(plan):
                    run = launch.replan_start(plan=plan, actor=request.user)
                    return HttpResponseRedirect(f"{request.path}?replan={run.pk}#replanned")
                standing = services.orders_standing(plan)
                shown = {"replanned": _replanned(request, plan, preview=True, standing=standing)}
        elif "_instead_keep" in request.POST:
            with refusals_shown(request):
                instead_kept(request, plan)
            return HttpResponseRedirect(request.path)
        elif "instead" in request.POST:
            with refusals_shown(request):
                standing = services.orders_standing(plan)
                shown = instead_shown(request, plan, standing)
        elif "_purchases" in request.POST:
            with refusals_shown(request):
                return purchases_taken(request, plan, request.POST["_purchases"])
            return HttpResponseRedirect(request.path)
        elif request.method == "POST":
            with refusals_shown(request):
                standing = services.orders_standing(plan)
                shown = _looked_at(request, plan, standing)
        elif "replan" in request.GET:
            with refusals_shown(request):
                standing = services.orders_standing(plan)
                shown = _followed(request, plan, standing)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            **below(plan, _("Orders")),
            "title": _("Orders of %(plan)s") % {"plan": plan},
            "may_export": may(request.user, Act.EXPORT, plan.facility, plan.network),
            "lines": f"{reverse('admin:operations_orderline_changelist')}?plan__id__exact={pk}",
            **shown,
        }
        with refusals_shown(request):
            context |= {"may_change": True, **proposals.shown_beside(request, plan)}
            context |= _totals(plan, standing := standing or services.orders_standing(plan))
            lacking = products_lacking(plan)
            context["lacking"] = [
                (each, number_format(each.units), ties)
                for each, ties in zip(
                    lacking, with_equivalents(plan, lacking, standing), strict=True
                )
            ]
            context["may_instead"] = any(ties for *_row, ties in context["lacking"])
        return render(request, "admin/operations/plan/orders.html", context)


def purchases_taken(request: HttpRequest, plan: Plan, supplier: str) -> HttpResponse:
    """What one supplier gets of the plan, as a file."""
    lines = OrderLine.objects.filter(plan=plan, supplier=whole_number(supplier))
    language = (get_language() or "en").split("-")[0]
    file = doors.order_lines_taken(
        user=request.user,
        lines=lines,
        asked={"format": "purchases", "supplier": supplier[:20]},
        make=lambda: purchases_file(lines, language=language),
    )
    named = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(file.content, content_type=file.media, headers=named)


def _again(request: HttpRequest, plan: Plan) -> None:
    """Ask for the plan anew, around what is locked, and say where it can be followed."""
    run = doors.plan_propose(user=request.user, plan=plan)
    where = reverse("admin:operations_run_change", args=[run.pk])
    said = _("A plan around what is fixed is being made; it is proposed beside this one.")
    messages.success(request, format_html('<a href="{}">{}</a>', where, said))


def _replanned(request: HttpRequest, plan: Plan, **how: Any) -> services.Replanned:
    """The products that people changed, planned again around what is fixed."""
    found = services.orders_replan(
        plan=plan,
        actor=request.user,
        base_version=plan.edit_version if how.get("preview") else version_sent(request),
        reason=request.POST.get("why", "")[:500],
        **how,
    )
    show(request, plan, found.effect)
    return found


def _followed(
    request: HttpRequest, plan: Plan, standing: services.OrdersStanding
) -> dict[str, Any]:
    """What was changed, planned again by a run of its own: while it works, and its answer."""
    run = services.replan_of(plan, request.GET["replan"])
    if run is None:
        return {}
    if is_open(run):
        live = reverse("admin:operations_run_live", args=[run.pk])
        return {"replan": run, "live": live, "live_shown": run_live(run)}
    if run.state != RunState.DONE:
        raise ApplicationError(str(run.message) or _("Nothing came of it."))
    found = _replanned(request, plan, preview=True, standing=standing, answered=run)
    return {"replan": run, "replanned": found}


def _looked_at(
    request: HttpRequest, plan: Plan, standing: services.OrdersStanding
) -> dict[str, Any]:
    """What the uploaded file would change, or what is wrong with it."""
    upload = request.FILES.get("file")
    if upload is None:
        raise ApplicationError(_("Choose the file that you edited."))
    try:
        edits, effect = doors.orders_import(
            user=request.user, plan=plan, upload=upload, preview=True, standing=standing
        )
    except BadCells as wrong:
        return {"wrong": wrong.extra["errors"], "file": wrong.extra["file"]}
    if effect is not None:
        messages.info(request, _("Nothing is kept yet; kept, the file would do this:"))
        show(request, plan, effect)
    return {
        "cells": [_cell(each) for each in edits.cells],
        "changes": _sent(edits),
        "looked": True,
        "left_out": edits.left_out,
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "sheet": cell.sheet,
        "row": cell.row,
        "line": cell.subject,
        "column": cell.column,
        "before": _written(cell.before),
        "after": _written(cell.after),
    }


def _written(value: Any) -> Any:
    """As people read it; of a transport its word."""
    return value.label if isinstance(value, Mode) else _plain(value)


def _plain(value: Any) -> Any:
    return value.code if isinstance(value, Supplier) else value


def _sent(edits: Edits) -> str:
    """Changes as the button that keeps them carries them."""
    return json.dumps(
        [
            [
                each.line,
                {name: str(_plain(value)) for name, value in each.values.items()},
                each.approved_packs,
                each.why,
            ]
            for each in edits.changes
        ]
    )


def _change(line: Any, values: Any, approved: Any, why: Any) -> OrderChange:
    """Raises ValueError or TypeError for what no button of ours carries."""
    taken: dict[str, Any] = {}
    for name, text in dict(values).items():
        taken[name] = TAKEN[name](str(text)) if name in TAKEN else text
    return OrderChange(
        int(line), taken, None if approved is None else int(approved), str(why)[:500]
    )


def _supplier(code: str) -> Supplier:
    found = Supplier.objects.filter(code=code).first()
    if found is None:
        raise ValueError(code)
    return found


TAKEN = {"packs": int, "supplier": _supplier, "order_date": date.fromisoformat}


def _totals(plan: Plan, standing: services.OrdersStanding) -> dict[str, Any]:
    beyond = selectors.orders_beyond(plan, standing)
    stand_ins = [
        (row, number_format(row.units), number_format(row.stand_in_units))
        for row in selectors.stand_ins(plan, standing)
    ]
    totals = selectors.orders_by_supplier(plan)
    codes = [each.supplier for each in totals]
    several = selectors.modes_differ(OrderLine.objects.filter(plan=plan))
    ids = dict(Supplier.objects.filter(code__in=codes).values_list("code", "pk"))
    return {
        "several_modes": several,
        "suppliers": [
            {
                "id": ids[each.supplier],
                "code": each.supplier,
                "name": each.name,
                "first": each.first_order,
                "modes": _modes(each.modes) if several else "",
                "lines": each.lines,
                "open": each.open_lines,
                "suggested": money(each.suggested_cents),
                "planned": money(each.planned_cents),
                "approved": money(each.approved_cents),
            }
            for each in totals
        ],
        "together": {
            "lines": sum(each.lines for each in totals),
            "open": sum(each.open_lines for each in totals),
            "suggested": money(sum(each.suggested_cents for each in totals)),
            "planned": money(sum(each.planned_cents for each in totals)),
            "approved": money(sum(each.approved_cents for each in totals)),
        },
        "budgets": [
            {
                "line": each.funding_line,
                "first": each.first,
                "last": each.last,
                "has": money(each.cents),
                "used": money(each.used_cents),
                "share": percent(each.used_cents / each.cents) if each.cents else "-",
                "bad": each.used_cents > each.cents,
            }
            for each in selectors.budgets_used(plan, standing)
        ],
        "stand_ins": stand_ins,
        "to_come": _to_come(plan),
        "beyond": signed_price(plan.family, beyond.cost_change),
        "beyond_hard": signed(beyond.hard_change),
    }


def _to_come(plan: Plan) -> int:
    """Lines that are ordered and still to be received, of this plan and those that it replaced."""
    lines = OrderLine.objects.filter(state=LineState.ORDERED, plan__network=plan.network_id)
    return lines.exclude(plan__state=PlanState.TRIAL).count()


def _modes(counted: tuple[tuple[str, int], ...]) -> str:
    """The ways of a supplier's lines, each with their number where there are several."""
    if len(counted) == 1:
        return str(Mode(counted[0][0]).label) if counted[0][0] else "-"
    return listed(f"{Mode(mode).label if mode else '-'} {count}" for mode, count in counted)
