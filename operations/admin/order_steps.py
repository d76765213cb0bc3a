"""Actions of the list of order lines that take them a step on, as the list was seen; and the page
on which it is entered what came."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hospital.errors import ApplicationError, Conflict
from hospital.numbers import whole_number
from hospital.said import listed
from operations import doors, services
from operations.admin.base import CHANGED, refusals_shown
from operations.admin.effects import show
from operations.admin.plans import ReasonForm
from operations.models import CLOSED, LineState, OrderLine, Plan

RECEIVED_AT_ONCE = 100
LINES_NAMED = 3


class SeenForm(ReasonForm):
    """Carries what the list showed of each line: nobody decides on another than was read."""

    seen = forms.CharField(required=False, label="", widget=forms.HiddenInput)


def stamps(rows: Iterable[OrderLine]) -> str:
    """What a list shows of its lines, short."""
    return json.dumps({row.pk: _stamp(row) for row in rows}, separators=(",", ":"))


def _stamp(row: OrderLine) -> str:
    said = (row.packs, row.approved_packs, row.supplier_id, row.mode, row.order_date, row.state)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:8]


def _as_seen(request: HttpRequest, rows: Iterable[OrderLine]) -> None:
    """Raises Conflict where a line is another than the list showed."""
    try:
        seen = dict(json.loads(request.POST.get("seen") or "{}"))
    except (TypeError, ValueError):
        seen = {}
    other = [row for row in rows if seen.get(str(row.pk), _stamp(row)) != _stamp(row)]
    if other:
        raise Conflict(
            _("Changed since you opened the list: %(lines)s. Look again, then decide.")
            % {"lines": listed(map(str, other[:LINES_NAMED]))}
        )


def _by_plan(queryset: QuerySet[OrderLine]) -> dict[Plan, list[OrderLine]]:
    found: dict[Plan, list[OrderLine]] = {}
    for row in queryset.order_by("pk"):
        found.setdefault(row.plan, []).append(row)
    return found


def step_action(to: LineState, words: Any) -> Any:
    """All picked lines go one step on; of each plan all of them or none. Those that are there
    already, as after a second click, stay and are counted."""

    @admin.action(description=words, permissions=["change"])
    def step(self: Any, request: HttpRequest, queryset: QuerySet[OrderLine]) -> None:
        done = already = 0
        for plan, rows in _by_plan(queryset).items():
            with refusals_shown(request):
                due = [row for row in rows if row.state != to]
                already += len(rows) - len(due)
                if not due:
                    continue
                _as_seen(request, due)
                effect = services.orders_step(
                    plan=plan,
                    lines=[row.pk for row in due],
                    to=to,
                    actor=request.user,
                    base_version=plan.edit_version,
                    reason=request.POST.get("reason", "")[:500],
                )
                show(request, plan, effect)
                done += len(due)
        if already:
            said = ngettext("%(count)d was so already.", "%(count)d were so already.", already)
            messages.info(request, said % {"count": already})
        if done or not already:
            self.said(request, done, CHANGED)

    step.__name__ = f"step_{to}"
    return step


@admin.action(description=gettext_lazy("Cancel the order"), permissions=["change"])
def cancel(self: Any, request: HttpRequest, queryset: QuerySet[OrderLine]) -> None:
    """What was ordered and will not come; its lines are to be decided anew."""
    done = 0
    for plan, rows in _by_plan(queryset).items():
        with refusals_shown(request):
            effect = services.orders_cancel(
                plan=plan,
                lines=[row.pk for row in rows],
                actor=request.user,
                base_version=plan.edit_version,
                reason=request.POST.get("reason", "").strip()[:500],
            )
            if plan.state not in CLOSED:
                show(request, plan, effect)
            done += len(rows)
    self.said(request, done, CHANGED)


@admin.action(description=gettext_lazy("Enter what was received"), permissions=["change"])
def receive(self: Any, request: HttpRequest, queryset: QuerySet[OrderLine]) -> HttpResponse | None:
    """A page with a row a line: packs, lot and expiry, and whether the rest still comes."""
    rows = list(queryset.order_by("supplier__code", "product__name", "pk")[: RECEIVED_AT_ONCE + 1])
    with refusals_shown(request):
        if len(rows) > RECEIVED_AT_ONCE:
            raise ApplicationError(
                _("Enter at most %(most)d lines at once.") % {"most": RECEIVED_AT_ONCE}
            )
        for row in rows:
            if row.state != LineState.ORDERED:
                raise Conflict(
                    _("%(line)s is %(state)s; only what is ordered can be received.")
                    % {"line": row, "state": row.get_state_display()}
                )
        if "_received" not in request.POST:
            return _page(self, request, rows)
        with refusals_shown(request):
            _all_there(request, rows)
            receipts = [_receipt(request, row) for row in rows]
            doors.orders_receive(
                user=request.user,
                receipts=receipts,
                versions=_versions_sent(request),
                reason=request.POST.get("reason", "").strip()[:500],
            )
            self.said(request, len(rows), CHANGED)
            if unstocked := sum(not each.lot for each in receipts):
                said = ngettext(
                    "%(count)d line without a lot: its packs are not in stock before the depot's "
                    "next stock file or count has them.",
                    "%(count)d lines without a lot: their packs are not in stock before the "
                    "depot's next stock file or count has them.",
                    unstocked,
                )
                messages.warning(request, said % {"count": unstocked})
            return None
        return _page(self, request, rows) if rows else None
    return None


def _all_there(request: HttpRequest, rows: list[OrderLine]) -> None:
    """Raises Conflict with all that was entered of lines that are gone since the page was opened:
    a plan that is made again has others."""
    there = {str(row.pk) for row in rows}
    gone = [key for key in request.POST.getlist(ACTION_CHECKBOX_NAME) if key not in there]
    if not gone:
        return
    told = []
    for key in gone:
        cells = (
            request.POST.get(f"{name}-{key}", "").strip() for name in ("packs", "lot", "expiry")
        )
        said = " · ".join(filter(None, cells))
        told.append(f"{request.POST.get(f'name-{key}') or key}: {said}")
    raise Conflict(
        ngettext(
            "Nothing was taken in yet. This line is gone since the page was opened; enter what "
            "came of it under Stock: %(lines)s.",
            "Nothing was taken in yet. These lines are gone since the page was opened; enter what "
            "came of them under Stock: %(lines)s.",
            len(gone),
        )
        % {"lines": listed(told)}
    )


def _versions_sent(request: HttpRequest) -> dict[int, int]:
    """Of each plan the version that the page showed; nothing for what no page of ours sends."""
    parts = (each.partition(":") for each in request.POST.get("versions", "").split(" "))
    found = ((whole_number(plan), whole_number(version)) for plan, _mark, version in parts)
    return {plan: version for plan, version in found if plan is not None and version is not None}


def _receipt(request: HttpRequest, row: OrderLine) -> services.Receipt:
    def sent(name: str) -> str:
        return str(request.POST.get(f"{name}-{row.pk}", "")).strip()

    packs = whole_number(sent("packs"))
    if packs is None:
        raise ApplicationError(
            _("%(line)s: write the packs that came as a whole number.") % {"line": row}
        )
    expiry = None
    if sent("expiry"):
        try:
            expiry = date.fromisoformat(sent("expiry"))
        except ValueError as wrong:
            raise ApplicationError(
                _("%(line)s: write the expiry as a day, such as 2027-01-31.") % {"line": row}
            ) from wrong
    return services.Receipt(row.pk, packs, sent("lot")[:60], expiry, bool(sent("rest")))


def _page(self: Any, request: HttpRequest, rows: list[OrderLine]) -> HttpResponse:
    def sent(name: str, row: OrderLine, otherwise: Any = "") -> Any:
        return request.POST.get(f"{name}-{row.pk}", otherwise)

    shown = []
    for row in rows:
        due = row.counted - (row.received_packs or 0)
        named = {
            name: sent(name, row, due if name == "packs" else "")
            for name in ("packs", "lot", "expiry", "rest")
        }
        shown.append({"row": row, "due": due, **named})
    context = {
        **self.admin_site.each_context(request),
        "title": _("What was received"),
        "opts": OrderLine._meta,
        "of": OrderLine._meta.verbose_name_plural,
        "item": f"{reverse('admin:operations_orderline_changelist')}?state__exact=ordered",
        "step": _("What was received"),
        "rows": shown,
        "reason": request.POST.get("reason", ""),
        "versions": request.POST.get("versions")
        or " ".join(sorted({f"{row.plan_id}:{row.plan.edit_version}" for row in rows})),
    }
    return render(request, "admin/operations/orderline/receive.html", context)
