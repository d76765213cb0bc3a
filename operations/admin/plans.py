"""Plans: what each costs and breaks, and what may be done with it. Their lines are edited, never
the plan itself."""

from __future__ import annotations

import zlib
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import floatformat
from django.urls import path
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from hospital.access import Act, may
from operations import doors, scoping, services
from operations.admin.around import RepairPlan
from operations.admin.around_beds import MendBeds
from operations.admin.base import (
    SeenAdmin,
    badge,
    file_answer,
    language_of,
    named_values,
    refusals_shown,
)
from operations.admin.bed_day import BedDayPlan
from operations.admin.bed_nursing import BedNursingPlan
from operations.admin.compare import ComparePlan
from operations.admin.distribution import DistributionPlan
from operations.admin.ended import StatusFilter, status_word
from operations.admin.fairness import FairnessPlan
from operations.admin.gaps import GapsPlan
from operations.admin.orders import OrdersPlan
from operations.admin.plan_shown import PlanShown
from operations.admin.proposals import ProposalPlan
from operations.admin.screens import ScreensPlan
from operations.admin.wishes import WishesPlan
from operations.admin.withdraw import WithdrawPlan, may_withdraw
from operations.models import Plan
from operations.plan_files import MEDIA, PlanFile, plans_file
from operations.words.units import price


class ReasonForm(ActionForm):
    """A plan that breaks hard rules is published only by who says why."""

    reason = forms.CharField(max_length=500, required=False, label=_("Reason:"))


def _export(fmt: str) -> Any:
    @admin.action(
        description=format_lazy(_("Export as {format}"), format=fmt.upper()), permissions=["export"]
    )
    def export(
        self: SeenAdmin, request: HttpRequest, queryset: QuerySet[Plan]
    ) -> HttpResponse | None:
        with refusals_shown(request):
            plans = list(queryset)
            if not plans:
                self.said(request, 0, "")
                return None
            language = language_of(request)
            found = services.export_make(
                user=request.user,
                plans=plans,
                asked={"format": fmt, "plans": [plan.pk for plan in plans]},
                make=lambda: plans_file(plans, fmt, language=language),
            )
            return file_answer(found)
        return None

    export.__name__ = f"export_{fmt}"
    return export


@admin.register(Plan)
class PlanAdmin(
    ScreensPlan,
    ProposalPlan,
    FairnessPlan,
    DistributionPlan,
    ComparePlan,
    OrdersPlan,
    RepairPlan,
    GapsPlan,
    MendBeds,
    BedDayPlan,
    BedNursingPlan,
    WishesPlan,
    WithdrawPlan,
    PlanShown,
    SeenAdmin,
):
    action_form = ReasonForm
    nothing_yet = _(
        "There is no plan yet. Plans are made every night by its schedule, or when somebody "
        "asks for one; each shows what it costs and what it lacks before it is published."
    )
    list_display = [
        "scope",
        "family",
        "named_version",
        "state_badge",
        "start",
        "days",
        "hard_violations",
        "medium_cost",
        "soft_cost",
        "gap_percent",
    ]
    list_filter = [
        "family",
        "state",
        StatusFilter,
        ("network", admin.RelatedOnlyFieldListFilter),
        ("facility", admin.RelatedOnlyFieldListFilter),
    ]
    search_fields = ["scope", "why_draft"]
    date_hierarchy = "start"
    list_select_related = ["network", "facility", "ward"]
    actions = [
        "publish",
        "optimise_again",
        *(_export(fmt) for fmt in ("xlsx", "csv", "pdf", "ics", "json")),
    ]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("family", "scope", "named_version", "state_badge"),
                    ("start", "days", "named_edit"),
                    "why_draft",
                    "lines",
                ]
            },
        ),
        (
            _("What it costs"),
            {
                "fields": [
                    ("hard_violations", "medium_cost", "soft_cost", "whole_cost"),
                    ("no_less_than", "gap_percent", "ended", "seconds_spent"),
                    "rules",
                ]
            },
        ),
        (_("What it changes"), {"fields": ["difference"]}),
        (_("What the judge found"), {"fields": ["findings_shown"]}),
        (_("How it is shared"), {"fields": ["shared"]}),
        (_("What happened"), {"fields": ["changes"]}),
        (
            _("How it was made"),
            {"fields": ["run", "named_seed", "made_with", "sha256", "created", "published"]},
        ),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Plan | None = None) -> Any:
        """Why it is a draft is asked of none that is published."""
        (name, first), *others = super().get_fieldsets(request, obj)
        if obj is None or obj.why_draft:
            return [(name, first), *others]
        fields = [each for each in first["fields"] if each != "why_draft"]
        return [(name, {**first, "fields": fields}), *others]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        plan = self.get_object(request, object_id)
        more = {"may_withdraw": plan is not None and may_withdraw(request, plan)}
        return super().change_view(request, object_id, form_url, more | (extra_context or {}))

    def seen(self, request: HttpRequest) -> QuerySet[Plan]:
        return scoping.plans_seen(request.user).defer("problem", "answer")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.problem_view)
        own = path("<int:pk>/problem/", view, name="operations_plan_problem")
        return [own, *super().get_urls()]

    def problem_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The question as it was put to the engine, exactly: what the run's SHA-256 is of."""
        plan = get_object_or_404(scoping.plans_seen(request.user), pk=pk)
        if not may(request.user, Act.EXPORT, plan.facility, plan.network):
            raise PermissionDenied
        content = zlib.decompress(bytes(plan.problem)) if plan.problem else b"null"
        with refusals_shown(request):
            # Not marked inside: the run's SHA-256 is of exactly these bytes.
            found = services.export_make(
                user=request.user,
                plans=[plan],
                asked={"format": "json", "part": "problem"},
                make=lambda: PlanFile(f"plan-{pk}-problem.json", MEDIA["json"], content),
            )
            return file_answer(found)
        return redirect("admin:operations_plan_change", pk)

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, plan: Plan) -> SafeString:
        return badge(plan.state, plan.get_state_display())

    # Names, not quantities: their digits are not grouped.
    @admin.display(description=_("version"), ordering="version")
    def named_version(self, plan: Plan) -> str:
        return str(plan.version)

    @admin.display(description=_("edit version"))
    def named_edit(self, plan: Plan) -> str:
        return str(plan.edit_version)

    @admin.display(description=_("seed"))
    def named_seed(self, plan: Plan) -> str:
        return str(plan.seed)

    @admin.display(description=_("versions"))
    def made_with(self, plan: Plan) -> SafeString:
        return named_values(plan.versions)

    @admin.display(description=_("gap"), ordering="gap")
    def gap_percent(self, plan: Plan) -> str:
        return "-" if plan.gap is None else f"{number_format(round(100 * plan.gap, 1), 1)} %"

    @admin.display(description=_("status"), ordering="status")
    def ended(self, plan: Plan) -> str:
        return status_word(plan.status)

    @admin.display(description=_("medium"), ordering="medium")
    def medium_cost(self, plan: Plan) -> str:
        return price(plan.family, plan.medium)

    @admin.display(description=_("soft"), ordering="soft")
    def soft_cost(self, plan: Plan) -> str:
        return price(plan.family, plan.soft)

    @admin.display(description=_("cost"), ordering="cost")
    def whole_cost(self, plan: Plan) -> str:
        return price(plan.family, plan.cost)

    @admin.display(description=_("no less than"), ordering="bound")
    def no_less_than(self, plan: Plan) -> str:
        return "-" if plan.bound is None else price(plan.family, plan.bound)

    @admin.display(description=_("seconds"))
    def seconds_spent(self, plan: Plan) -> str:
        return floatformat(plan.seconds, 1)

    @admin.action(description=_("Publish"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Plan]) -> None:
        done = 0
        for plan in queryset:
            with refusals_shown(request):
                reason = request.POST.get("reason", "")
                doors.plan_publish(
                    user=request.user, plan=plan, base_version=plan.edit_version, reason=reason
                )
                done += 1
        self.said(
            request, done, ngettext_lazy("%(count)d published.", "%(count)d published.", "count")
        )

    @admin.action(description=_("Optimise again"), permissions=["run"])
    def optimise_again(self, request: HttpRequest, queryset: QuerySet[Plan]) -> None:
        done = 0
        for plan in queryset:
            with refusals_shown(request):
                doors.plan_propose(user=request.user, plan=plan)
                done += 1
        self.said(
            request,
            done,
            ngettext_lazy(
                "%(count)d queued; what comes of it is proposed beside the plan, which stays.",
                "%(count)d queued; what comes of it is proposed beside the plans, which stay.",
                "count",
            ),
        )
