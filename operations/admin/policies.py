"""Rules as a hospital decides them: kind, weight, on or off, with the reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hospital.access import Act, may
from hospital.admin.marks import MarkedForm
from operations.admin.base import kind_word
from operations.admin.decided import DecidedAdmin
from operations.admin.rules_page import RulesPage
from operations.core.rule import Measure
from operations.families import FAMILIES
from operations.models import RulePolicy
from operations.rules_board import policy_weight
from operations.words import rule_label


def rule_choices() -> list[Any]:
    """All rules there are, by family."""
    return [
        (
            str(family.label),
            [
                (rule.code, f"{rule_label(code, rule.code)} ({kind_word(rule.kind)})")
                for rule in family.rules
            ],
        )
        for code, family in FAMILIES.items()
    ]


class PolicyForm(MarkedForm):
    rule = forms.ChoiceField(label=capfirst(gettext_lazy("rule")), choices=rule_choices)
    user: Any = None
    """Who decides; the page sets it."""

    class Meta:
        model = RulePolicy
        fields = [
            "network",
            "facility",
            "family",
            "rule",
            "kind",
            "weight",
            "active",
            "measure",
            "reason",
        ]
        help_texts = {
            "weight": gettext_lazy(
                "Price of one unit of what the rule counts. Of supply plans in cents; where the "
                "rule counts money, how many times it counts."
            )
        }

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        family, facility = found.get("family"), found.get("facility")
        if family and found.get("rule") not in {rule.code for rule in FAMILIES[family].rules}:
            raise ValidationError({"rule": _("This is a rule of another family.")})
        if family and found.get("measure") != Measure.TOTAL:
            shared = {rule.code for rule in FAMILIES[family].rules if rule.balance}
            if found.get("rule") not in shared:
                raise ValidationError({"measure": _("This rule shares nothing among people.")})
        if facility and found.get("network") and facility.network_id != found["network"].pk:
            raise ValidationError({"facility": _("This facility is in another network.")})
        if found.get("network") and not may(self.user, Act.RULES, facility, found["network"]):
            raise ValidationError({"facility": _("Choose the facility whose rules you decide.")})
        return found


@admin.register(RulePolicy)
class RulePolicyAdmin(RulesPage, DecidedAdmin):
    form = PolicyForm
    nothing_yet = gettext_lazy(
        "No rule is changed: each has the kind and price that it came with. Choose All "
        "rules to see them, and to try what another price would do."
    )
    list_display = [
        "rule_named",
        "family",
        "kind",
        "priced",
        "active",
        "network",
        "facility",
        "reason",
    ]
    list_filter = [
        "family",
        "kind",
        "active",
        ("network", admin.RelatedOnlyFieldListFilter),
    ]
    search_fields = ["rule", "reason"]
    list_select_related = ["network", "facility"]

    @admin.display(description=gettext_lazy("weight"), ordering="weight")
    def priced(self, policy: RulePolicy) -> str:
        return policy_weight(policy)

    @admin.display(description=gettext_lazy("rule"), ordering="rule")
    def rule_named(self, policy: RulePolicy) -> str:
        return rule_label(policy.family, policy.rule)
