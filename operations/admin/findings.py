"""What the judge found in plans, and what happened to them: lists to be read."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hospital.admin.readonly import SaidFilter
from operations import scoping
from operations.admin.base import SeenAdmin, kind_word
from operations.core.rule import Kind
from operations.event_lines import FOUND_BY, event_line, events_told
from operations.families import FAMILIES
from operations.models import Finding, PlanEvent
from operations.words import rule_label
from operations.words.events import event_word
from operations.words.units import amount_said, price

UNIT = {(code, rule.code): rule.unit for code, each in FAMILIES.items() for rule in each.rules}
"""Family and rule -> what the rule counts in."""


class KindFilter(SaidFilter):
    said = kind_word


class EventFilter(SaidFilter):
    said = event_word


@admin.register(Finding)
class FindingAdmin(SeenAdmin):
    nothing_yet = _(
        "No plan has anything to tell: no rule is broken, and nothing is wrong in the "
        "records it was made from."
    )
    list_display = ["sentence", "rule_named", "kind_shown", "counted", "priced", "plan"]
    fields = ["sentence", "rule_named", "kind_shown", "counted", "priced", "plan"]
    list_filter = [("kind", KindFilter), "plan__family", "plan__state"]
    search_fields = ["sentence", "rule", "plan__scope"]
    list_select_related = ["plan"]

    def seen(self, request: HttpRequest) -> QuerySet[Finding]:
        return scoping.rows_seen(Finding, request.user).defer("plan__problem", "plan__answer")

    @admin.display(description=_("rule"), ordering="rule")
    def rule_named(self, finding: Finding) -> str:
        if finding.kind == "record":
            return "-"  # what is wrong in the records breaks no rule
        return rule_label(finding.plan.family, finding.rule)

    @admin.display(description=_("kind"), ordering="kind")
    def kind_shown(self, finding: Finding) -> str:
        return kind_word(finding.kind)

    @admin.display(description=_("amount"), ordering="amount")
    def counted(self, finding: Finding) -> str:
        """With its unit; what is wrong in the records counts nothing."""
        unit = UNIT.get((finding.plan.family, finding.rule))
        if unit is None:
            return "-"
        return amount_said(unit, finding.amount, priced=finding.kind != Kind.HARD)

    @admin.display(description=_("cost"), ordering="cost")
    def priced(self, finding: Finding) -> str:
        return price(finding.plan.family, finding.cost)


@admin.register(PlanEvent)
class PlanEventAdmin(SeenAdmin):
    """Only ever added to, and never here."""

    nothing_yet = _(
        "Nobody has changed a plan by hand yet. Each change stands here, with who made it, "
        "what was before and why."
    )
    list_display = ["at", "actor", "what", "line", "plan", "reason"]
    fields = ["plan", "at", "actor", "what", "line", "before", "after", "reason", "request"]
    list_filter = [("action", EventFilter), "plan__family"]
    search_fields = ["actor", *FOUND_BY, "reason", "plan__scope"]
    date_hierarchy = "at"

    def seen(self, request: HttpRequest) -> QuerySet[PlanEvent]:
        seen = scoping.rows_seen(PlanEvent, request.user).select_related("plan")
        return events_told(seen).defer("plan__problem", "plan__answer")

    @admin.display(description=_("action"), ordering="action")
    def what(self, event: PlanEvent) -> str:
        return event_word(event.action)

    @admin.display(description=_("line"))
    def line(self, event: PlanEvent) -> str:
        return event_line(event)
