"""The page of a run: followed while it works, ended or asked again, its question and its answer."""

from __future__ import annotations

import zlib
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseNotModified
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hospital.access import Act, may
from hospital.errors import ApplicationError, Forbidden
from operations import doors, scoping
from operations.admin.base import kind_word, refusals_shown
from operations.families import FAMILIES
from operations.models import Plan, Run, RunKind, RunState
from operations.run_page import hard_of, is_open, run_curve, run_rules

NAME = "operations_run"
ASKED = {"_stop": doors.run_stop, "_cancel": doors.run_cancel}


class RunPage:
    """Mixed into the admin of runs: `live/` and `ask/` beside each run's own page."""

    change_form_template = "admin/operations/run/change_form.html"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view  # type: ignore[attr-defined]
        return [
            path("<int:pk>/live/", view(self.live_view), name=f"{NAME}_live"),
            path("<int:pk>/ask/", view(require_POST(self.ask_view)), name=f"{NAME}_ask"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        run = self.get_object(request, object_id)  # type: ignore[attr-defined]
        more = {} if run is None else run_live(run) | _shown(request, run)
        found: HttpResponse = super().change_view(  # type: ignore[misc]
            request, object_id, form_url, more | (extra_context or {})
        )
        return found

    def live_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What changes while a run works, as a piece of its page; 304 while nothing does."""
        run = self._run(request, pk)
        tag = _tag(request, run)
        if request.headers.get("If-None-Match") == tag:
            return HttpResponseNotModified(headers={"ETag": tag})
        answer = render(request, "admin/operations/run/live.html", run_live(run))
        answer.headers["ETag"], answer.headers["Cache-Control"] = tag, "no-store"
        answer.headers["X-Run-Open"] = "1" if is_open(run) else "0"
        return answer

    def ask_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self._run(request, pk)
        try:
            scoping.run_required(request.user, run)
        except Forbidden as no:
            raise PermissionDenied from no
        where = reverse(f"admin:{NAME}_change", args=[pk])
        with refusals_shown(request):
            if "_again" in request.POST:
                again = doors.run_again(user=request.user, run=run)
                where = reverse(f"admin:{NAME}_change", args=[again.pk])
                messages.success(request, _("It is queued; this is its page."))
            else:
                for button, ask in ASKED.items():
                    if button in request.POST:
                        ask(user=request.user, run=run)
                        messages.success(request, _("The run was asked to end."))
        return HttpResponseRedirect(where)

    def _run(self, request: HttpRequest, pk: int) -> Run:
        run: Run | None = self.get_object(request, str(pk))  # type: ignore[attr-defined]
        if run is None or not self.has_view_permission(request, run):  # type: ignore[attr-defined]
            raise Http404
        return run


def _may_run(request: HttpRequest, run: Run) -> bool:
    try:
        scoping.run_required(request.user, run)
    except ApplicationError:
        return False
    return True


def _plan(run: Run) -> Plan | None:
    return getattr(run, "plan", None)


def _tag(request: HttpRequest, run: Run) -> str:
    seen = (
        run.state, run.attempt, run.stage, round(run.progress, 2), len(run.curve),
        run.curve[-1:], run.stop_requested, run.cancel_requested,
        getattr(request, "LANGUAGE_CODE", ""),
    )  # fmt: skip
    return f'"{zlib.crc32(repr(seen).encode()):08x}"'


def run_live(run: Run) -> dict[str, Any]:
    """What the piece of a page that follows a run shows of it."""
    last = run.curve[-1] if run.curve else (None, None, None)
    plan = _plan(run)
    cost, bound = (plan.cost, plan.bound) if plan else (last[1], last[2])
    hard = plan.hard_violations if plan else hard_of(last)
    gap = None
    if cost is not None and bound is not None:
        gap = max(0.0, (cost - bound) / max(abs(cost), 1.0))
    limit = float(run.params.get("seconds") or 0)
    return {
        "run": run,
        "is_import": run.kind == RunKind.IMPORT,
        "run_open": is_open(run),
        "percent": round(100 * run.progress),
        "cost": cost,
        "bound": bound,
        "gap": gap,
        "hard": hard,
        "points": [(*point[:3], hard_of(point)) for point in run.curve],
        "curve": run_curve(run.curve, run.seconds or limit),
        "ending": run.stop_requested or run.cancel_requested,
    }


def _shown(request: HttpRequest, run: Run) -> dict[str, Any]:
    plan = _plan(run)
    needed = run.depends_on.only("kind", "scope", "for_date", "state", "network")
    rules = run_rules(plan) if plan else []
    return {
        "plan": plan,
        "rules": [(row, kind_word(row.kind)) for row in rules],
        "needed": list(needed),
        "may_run": _may_run(request, run),
        "may_export": plan is not None
        and may(request.user, Act.EXPORT, plan.facility, plan.network),
        "may_again": run.kind in FAMILIES and not is_open(run),
        "searches": run.kind != RunKind.IMPORT,
        "is_running": run.state == RunState.RUNNING,
        "live": reverse(f"admin:{NAME}_live", args=[run.pk]),
    }
