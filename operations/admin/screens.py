"""A whole plan on one page: read, questioned, changed and locked where it stands.

`grid/` beside a roster's page and `board/` beside a bed plan's show it and keep changes; `judge/`
below them says what changes would do, without keeping them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from hospital.access import Act, may
from hospital.errors import ApplicationError
from hospital.numbers import whole_number
from operations import doors, plan_files, scoping, services
from operations.admin import around, around_beds, proposals
from operations.admin.base import file_answer, language_of, refusals_shown, signed
from operations.admin.steps import act_required, below, version_sent
from operations.admin.withdraw import may_withdraw
from operations.bed_board import bed_board
from operations.models import CLOSED, BedAssignment, Family, Plan, PlanState, ShiftAssignment
from operations.roster_grid import roster_grid
from operations.roster_weeks import weeks_asked
from operations.services.edits import ChangeEffect
from operations.words import violation_message


@dataclass(frozen=True, slots=True)
class Screen:
    """name: of its address and template. shown: what the page shows of the plan, as its address
    asks. sent: the changes that the page sends. row: the lines that are locked there. more: what it
    shows besides. acts: what buttons of this page alone do. asks: what its script asks beside
    `judge`, by the last part of the address; looks: the same of whoever may see the plan."""

    family: str
    name: str
    step: Any
    title: Any
    shown: Callable[[Plan, QueryDict], Any]
    sent: Callable[[HttpRequest], list[Any]]
    preview: Callable[..., ChangeEffect]
    keep: Callable[[HttpRequest, Plan], None]
    row: type[ShiftAssignment | BedAssignment]
    more: Callable[[HttpRequest, Plan], dict[str, Any]] | None = None
    acts: Mapping[str, Callable[[HttpRequest, Plan], None]] = field(default_factory=dict)
    asks: Mapping[str, Callable[[HttpRequest, Plan], dict[str, Any]]] = field(default_factory=dict)
    looks: Mapping[str, Callable[[HttpRequest, Plan], dict[str, Any]]] = field(default_factory=dict)

    def paths(self, admin_view: Callable[..., Any]) -> list[Any]:
        here = f"operations_plan_{self.name}"
        asked = {"judge": self.judged, **self.asks}
        return [
            path(f"<int:pk>/{self.name}/", admin_view(self.answer), name=here),
            *(
                path(
                    f"<int:pk>/{self.name}/{name}/",
                    admin_view(require_POST(self._told(ask))),
                    name=f"{here}_{name}",
                )
                for name, ask in asked.items()
            ),
            *(
                path(
                    f"<int:pk>/{self.name}/{name}/",
                    admin_view(require_GET(self._told(look, may_change=False))),
                    name=f"{here}_{name}",
                )
                for name, look in self.looks.items()
            ),
        ]

    def _told(
        self, ask: Callable[[HttpRequest, Plan], dict[str, Any]], may_change: bool = True
    ) -> Callable[..., Any]:
        """A question of the page's script, answered in JSON; to who may change the plan only,
        unless told otherwise."""

        def answer(request: HttpRequest, pk: int) -> HttpResponse:
            plan = self.plan(request, pk)
            if may_change:
                act_required(request, plan)
            try:
                return JsonResponse(ask(request, plan))
            except ApplicationError as refusal:
                return JsonResponse({"refused": str(refusal.message)}, status=400)

        return answer

    def _address(self, ask: str, pk: int) -> str:
        return reverse(f"admin:operations_plan_{self.name}_{ask}", args=[pk])

    def plan(self, request: HttpRequest, pk: int) -> Plan:
        plans = scoping.plans_seen(request.user).filter(family=self.family)
        return get_object_or_404(plans, pk=pk)

    def answer(self, request: HttpRequest, pk: int) -> HttpResponse:
        from django.contrib import admin  # its site is made late

        plan = self.plan(request, pk)
        if request.method == "POST":
            act_required(request, plan)
            with refusals_shown(request):
                self.done(request, plan)
            return HttpResponseRedirect(request.get_full_path())
        if "format" in request.GET:
            with refusals_shown(request):
                return _file(request, plan)
            return HttpResponseRedirect(request.path)
        context = {
            **admin.site.each_context(request),
            **below(plan, str(self.step)),
            "title": str(self.title) % {"scope": plan.scope},
            "plan": plan,
            "judge": self._address("judge", pk),
            "papers": plan_files.papers(plan) if _may_export(request, plan) else (),
            "asks": {name: self._address(name, pk) for name in (*self.asks, *self.looks)},
            **_allowed(request, plan),
        }
        with refusals_shown(request):
            context["shown"] = self.shown(plan, request.GET)
            context |= self.more(request, plan) if self.more else {}
        return render(request, f"admin/operations/plan/{self.name}.html", context)

    def judged(self, request: HttpRequest, plan: Plan) -> dict[str, Any]:
        found = self.preview(plan=plan, changes=self.sent(request), actor=request.user)
        return {
            "cost": signed(found.cost_change),
            "lawful": found.hard_change <= 0,
            "new": [str(violation_message(self.family, each)) for each in found.worst_first],
            "hard": found.hard_new,
            "gone": [str(violation_message(self.family, each)) for each in found.gone],
            "cover": found.cover,
        }

    def done(self, request: HttpRequest, plan: Plan) -> None:
        """What a button of the page asks for."""
        for name in self.acts.keys() & request.POST.keys():
            return self.acts[name](request, plan)
        if "_lock" in request.POST:
            self.lock(request, plan)
        elif "_publish" in request.POST:
            doors.plan_publish(
                user=request.user,
                plan=plan,
                base_version=version_sent(request),
                reason=request.POST.get("why", "").strip()[:500],
            )
            messages.success(request, _("Published."))
        else:
            self.keep(request, plan)
        return None

    def lock(self, request: HttpRequest, plan: Plan) -> None:
        """One line locked, or let go where it was locked."""
        pk = whole_number(request.POST.get("_lock", ""))
        line = self.row.objects.filter(plan=plan, pk=pk).first()
        if line is None:
            raise ApplicationError(_("This cell has changed in the meantime; look again."))
        services.rows_lock(
            rows=[line],
            locked=not line.locked,
            actor=request.user,
            base_version=version_sent(request),
        )


def _may_export(request: HttpRequest, plan: Plan) -> bool:
    return may(request.user, Act.EXPORT, plan.facility, plan.network)


def _file(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The plan to take away, or for the wall."""
    doors.export_required(request.user, plan)
    fmt, language = request.GET["format"], language_of(request)
    found = doors.file_taken(
        user=request.user,
        plan=plan,
        asked={"format": fmt, "plans": [plan.pk]},
        make=lambda: plan_files.plan_file(plan, fmt, language=language),
    )
    return file_answer(found)


def _allowed(request: HttpRequest, plan: Plan) -> dict[str, bool]:
    """What the reader may do with this version of the plan."""
    where = plan.facility, plan.network
    change = plan.state not in CLOSED and may(request.user, scoping.FAMILY_ACT[plan.family], *where)
    return {
        "may_change": change,
        "may_run": change and may(request.user, Act.RUN, *where),
        "may_publish": plan.state == PlanState.DRAFT and may(request.user, Act.PUBLISH, *where),
        "may_withdraw": may_withdraw(request, plan),
    }


SCREENS = (
    Screen(
        Family.STAFFING,
        "grid",
        gettext_lazy("Roster"),
        gettext_lazy("Roster of %(scope)s"),
        lambda plan, asked: roster_grid(plan, *weeks_asked(asked)),
        around.sent,
        services.roster_change_preview,
        around.keep,
        ShiftAssignment,
        more=proposals.shown_beside,
        acts={
            "_lock_cells": around.lock_cells,
            "_free_cells": around.free_cells,
            "_again": proposals.propose,
            "_stop": proposals.stop,
        },
        asks={"cell": around.offers},
    ),
    Screen(
        Family.BEDS,
        "board",
        gettext_lazy("Bed board"),
        gettext_lazy("Bed board of %(scope)s"),
        lambda plan, _asked: bed_board(plan),
        around_beds.sent,
        services.beds_change_preview,
        around_beds.keep,
        BedAssignment,
        more=proposals.shown_beside,
        acts={"_again": proposals.propose, "_stop": proposals.stop},
        looks={"waiting": around_beds.waiting},
    ),
)


class ScreensPlan:
    """Mixed into the admin of plans."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view  # type: ignore[attr-defined]
        ours = [each for screen in SCREENS for each in screen.paths(view)]
        return [*ours, *super().get_urls()]  # type: ignore[misc]
