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
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hospital.access import Act, may
from hospital.admin.readonly import table
from operations import doors, scoping, selectors
from operations.admin.around import RepairPlan
from operations.admin.around_beds import MendBeds
from operations.admin.base import SeenAdmin, badge, kind_word, refusals_shown
from operations.admin.compare import ComparePlan
from operations.admin.distribution import DistributionPlan
from operations.admin.ended import StatusFilter, event_word, status_word
from operations.admin.fairness import FairnessPlan
from operations.admin.gaps import GapsPlan
from operations.admin.orders import OrdersPlan
from operations.admin.proposals import ProposalPlan
from operations.admin.screens import ScreensPlan
from operations.admin.wishes import WishesPlan
from operations.core.staffing.sharing import KINDS, Range
from operations.families import FAMILIES
from operations.models import ROWS, Finding, Plan, PlanEvent
from operations.plan_files import plans_file
from operations.sharing import plan_sharing
from operations.words import rule_label, rule_reason

FINDINGS_SHOWN = 50
SHARED = {
    "nights": _("nights"),
    "weekends": _("weekends"),
    "holidays": _("public holidays"),
    "unpopular": _("unpopular shifts"),
    "granted": _("wishes granted"),
}


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
            for plan in plans:
                doors.export_required(request.user, plan)
            language = getattr(request, "LANGUAGE_CODE", "en")
            found = plans_file(plans, fmt, language=language.split("-")[0])
            doors.file_given(request.user, plans[0] if len(plans) == 1 else queryset, found)
            headers = {
                "Content-Disposition": f'attachment; filename="{found.name}"',
                "Cache-Control": "no-store",
            }
            return HttpResponse(found.content, content_type=found.media, headers=headers)
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
    WishesPlan,
    SeenAdmin,
):
    action_form = ReasonForm
    list_display = [
        "scope",
        "family",
        "version",
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
                    ("family", "scope", "version", "state_badge"),
                    ("start", "days", "edit_version"),
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
            {"fields": ["run", "seed", "versions", "sha256", "created", "published"]},
        ),
    ]

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
        headers = {
            "Content-Disposition": f'attachment; filename="plan-{pk}-problem.json"',
            "Cache-Control": "no-store",
        }
        return HttpResponse(content, content_type="application/json", headers=headers)

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, plan: Plan) -> SafeString:
        return badge(plan.state, plan.get_state_display())

    @admin.display(description=_("gap"), ordering="gap")
    def gap_percent(self, plan: Plan) -> str:
        return "-" if plan.gap is None else f"{100 * plan.gap:.1f} %"

    @admin.display(description=_("status"), ordering="status")
    def ended(self, plan: Plan) -> str:
        return status_word(plan.status)

    @admin.display(description=_("medium"), ordering="medium")
    def medium_cost(self, plan: Plan) -> str:
        return f"{plan.medium:,}"

    @admin.display(description=_("soft"), ordering="soft")
    def soft_cost(self, plan: Plan) -> str:
        return f"{plan.soft:,}"

    @admin.display(description=_("cost"), ordering="cost")
    def whole_cost(self, plan: Plan) -> str:
        return f"{plan.cost:,}"

    @admin.display(description=_("no less than"), ordering="bound")
    def no_less_than(self, plan: Plan) -> str:
        return "-" if plan.bound is None else f"{plan.bound:,.0f}"

    @admin.display(description=_("seconds"))
    def seconds_spent(self, plan: Plan) -> str:
        return f"{plan.seconds:.1f}"

    @admin.display(description=_("lines"))
    def lines(self, plan: Plan) -> SafeString:
        """Where its lines are read and edited."""
        links = (
            (
                reverse(f"admin:operations_{model._meta.model_name}_changelist"),
                plan.pk,
                model._meta.verbose_name_plural,
            )
            for model in ROWS[plan.family]
        )
        return format_html_join(" · ", '<a href="{}?plan__id__exact={}">{}</a>', links)

    @admin.display(description=_("cost per rule"))
    def rules(self, plan: Plan) -> SafeString:
        """Dearest first; hard rules count breaches and cost nothing."""
        known = {rule.code: rule for rule in FAMILIES[plan.family].rules}
        dearest = sorted(plan.cost_by_rule.items(), key=lambda item: -item[1])
        rows = (
            (
                rule_label(plan.family, code),
                kind_word(known[code].kind) if code in known else "",
                f"{cost:,}",
                rule_reason(plan.family, code),
            )
            for code, cost in dearest
        )
        return table((_("rule"), _("kind"), _("cost"), _("reason")), rows)

    @admin.display(description=_("findings"))
    def findings_shown(self, plan: Plan) -> SafeString:
        found = list(plan.findings.all()[: FINDINGS_SHOWN + 1])
        rows = (
            (kind_word(each.kind), str(each.sentence), f"{each.cost:,}")
            for each in found[:FINDINGS_SHOWN]
        )
        shown = table((_("kind"), _("finding"), _("cost")), rows)
        if len(found) <= FINDINGS_SHOWN:
            return shown
        where = reverse("admin:operations_finding_changelist")
        more = format_html(
            '<a href="{}?plan__id__exact={}">{}</a>', where, plan.pk, _("all of them")
        )
        return format_html("{}{}", shown, more)

    @admin.display(description=_("difference"))
    def difference(self, plan: Plan) -> SafeString | str:
        """A draft beside the plan that is published, any other beside the version before."""
        found = selectors.plan_difference(plan)
        if found.against is None:
            return str(_("This is the first plan of its kind here."))
        said = _("%(count)d changed against version %(version)d.") % {
            "count": len(found.changes),
            "version": found.against.version,
        }
        rows = ((each.cell, each.before, each.after) for each in found.changes[:FINDINGS_SHOWN])
        shown = table((_("what"), _("before"), _("after")), rows)
        return format_html("<p>{}</p>{}", said, shown if found.changes else "")

    @admin.display(description=_("the last twelve months"))
    def shared(self, plan: Plan) -> SafeString | str:
        """What people of one contract had, from least to most; nobody is named."""
        found = plan_sharing(plan)
        if not found:
            return str(_("Only rosters of a ward are shared among people."))
        heads = [_("contract"), _("people"), *(SHARED[kind] for kind in KINDS)]
        rows = (
            (
                each.group,
                each.people or _("fewer than 5"),
                *(_range(each.ranges.get(kind)) for kind in KINDS),
            )
            for each in found
        )
        return table(heads, rows)

    @admin.display(description=_("changes"))
    def changes(self, plan: Plan) -> SafeString:
        rows = (
            (
                f"{each.at:%Y-%m-%d %H:%M}",
                each.actor,
                event_word(each.action),
                each.subject,
                each.reason,
            )
            for each in plan.events.all()[:FINDINGS_SHOWN]
        )
        return table((_("when"), _("who"), _("what"), _("line"), _("reason")), rows)

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
        self.said(request, done, _("%(count)d published."))

    @admin.action(description=_("Optimise again"), permissions=["run"])
    def optimise_again(self, request: HttpRequest, queryset: QuerySet[Plan]) -> None:
        done = 0
        for plan in queryset:
            with refusals_shown(request):
                doors.plan_again(user=request.user, plan=plan)
                done += 1
        self.said(request, done, _("%(count)d queued; the new plan will keep what is locked."))


def _range(found: Range | None) -> str:
    return f"{found.least} - {found.most}" if found else ""


@admin.register(Finding)
class FindingAdmin(SeenAdmin):
    list_display = ["sentence", "rule_named", "kind_shown", "amount", "cost", "plan"]
    list_filter = ["kind", "plan__family", "plan__state"]
    search_fields = ["sentence", "rule", "plan__scope"]
    list_select_related = ["plan"]

    def seen(self, request: HttpRequest) -> QuerySet[Finding]:
        return scoping.rows_seen(Finding, request.user).defer("plan__problem", "plan__answer")

    @admin.display(description=_("rule"), ordering="rule")
    def rule_named(self, finding: Finding) -> str:
        return rule_label(finding.plan.family, finding.rule)

    @admin.display(description=_("kind"), ordering="kind")
    def kind_shown(self, finding: Finding) -> str:
        return kind_word(finding.kind)


@admin.register(PlanEvent)
class PlanEventAdmin(SeenAdmin):
    """Only ever added to, and never here."""

    list_display = ["at", "actor", "action", "subject", "plan", "reason"]
    list_filter = ["action", "plan__family"]
    search_fields = ["actor", "subject", "reason", "plan__scope"]
    date_hierarchy = "at"
    list_select_related = ["plan"]

    def seen(self, request: HttpRequest) -> QuerySet[PlanEvent]:
        return scoping.rows_seen(PlanEvent, request.user).defer("plan__problem", "plan__answer")
