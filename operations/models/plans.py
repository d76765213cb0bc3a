"""A plan as it is kept: what was asked, what was answered, what the judge found."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from hospital.models import Facility, Network, Recorded, Referral, Stay, Ward
from hospital.said import SaidField
from operations.models.runs import Run


class Family(models.TextChoices):
    STAFFING = "staffing", _("staffing")
    BEDS = "beds", _("beds")
    SUPPLY = "supply", _("supply")


class PlanState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    VOID = "void", _("replaced")
    TRIAL = "trial", _("what-if")


CLOSED = (PlanState.VOID, PlanState.TRIAL)
"""Plans that nobody changes: their time is over, or they only ever answer a question."""


class Plan(models.Model):
    """One version of the plan of one scope. Voided when replaced, never deleted.

    `problem` and `answer` are the core's own JSON (operations.core.snapshot), so that a plan can
    be judged again years later. `edit_version` grows with every edit: whoever saves must name the
    version that they saw.
    """

    run = models.OneToOneField(Run, models.PROTECT, null=True, blank=True, related_name="plan")
    network = models.ForeignKey(Network, models.PROTECT, related_name="plans")
    facility = models.ForeignKey(
        Facility, models.PROTECT, null=True, blank=True, related_name="plans"
    )
    ward = models.ForeignKey(Ward, models.PROTECT, null=True, blank=True, related_name="plans")
    family = models.CharField(max_length=10, choices=Family)
    scope = models.CharField(max_length=100, db_index=True)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    start = models.DateField()
    days = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, help_text=_("optimal or feasible"))
    hard_violations = models.PositiveIntegerField(default=0)
    medium = models.BigIntegerField(default=0)
    soft = models.BigIntegerField(default=0)
    cost = models.BigIntegerField(default=0)
    bound = models.FloatField(null=True, help_text=_("no plan can cost less"))
    gap = models.FloatField(null=True, help_text=_("fraction between bound and cost"))
    cost_by_rule = models.JSONField(default=dict)
    seconds = models.FloatField(default=0)
    seed = models.PositiveIntegerField(default=1)
    versions = models.JSONField(default=dict)
    problem = models.BinaryField(help_text=_("what was asked: compressed JSON"))
    answer = models.BinaryField(help_text=_("what was answered: compressed JSON"))
    sha256 = models.CharField(max_length=64, help_text=_("of the answer"))
    edit_version = models.PositiveIntegerField(default=0)
    lines_sha256 = models.CharField(
        max_length=64, blank=True, help_text=_("of the published lines, edits included")
    )
    lines_mac = models.CharField(max_length=64, blank=True, editable=False)
    why_draft = SaidField(blank=True, help_text=_("why it was not published by itself"))
    created = models.DateTimeField(auto_now_add=True)
    published = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-created", "-id"]
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        permissions = [("publish_plan", "Can publish a plan"), ("export_plan", "Can export a plan")]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "scope", "version"], name="plan_version_once"
            ),
            models.UniqueConstraint(
                fields=["family", "scope", "start"],
                condition=Q(state="published"),
                name="one_published_plan_a_scope_and_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_family_display()} {self.scope} v{self.version}"


class Finding(models.Model):
    """What the judge, or the reading of the records, has to say about a plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="findings")
    rule = models.CharField(max_length=60, db_index=True)
    kind = models.CharField(max_length=8, help_text=_("hard, medium, soft, or record"))
    amount = models.BigIntegerField(default=0)
    cost = models.BigIntegerField(default=0)
    sentence = SaidField()
    subjects = models.JSONField(default=list)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    def __str__(self) -> str:
        return str(self.sentence)


class RulePolicy(models.Model):
    """What a network, or one of its facilities, decided about a rule; the nearest one counts."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="rule_policies")
    facility = models.ForeignKey(
        Facility, models.CASCADE, null=True, blank=True, related_name="rule_policies"
    )
    family = models.CharField(max_length=10, choices=Family)
    rule = models.CharField(max_length=60)
    kind = models.CharField(
        max_length=6, choices=[("hard", _("hard")), ("medium", _("medium")), ("soft", _("soft"))]
    )
    weight = models.PositiveIntegerField(default=1, help_text=_("price per unit of the rule"))
    active = models.BooleanField(default=True)
    measure = models.CharField(
        max_length=6,
        default="total",
        choices=[
            ("total", _("least in all")),
            ("rising", _("each further one costs more")),
            ("worst", _("only who has most")),
        ],
        help_text=_("for rules that share: how what is beyond a fair share is priced"),
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["family", "rule"]
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        constraints = [
            models.UniqueConstraint(
                "network",
                Coalesce("facility", Value(0)),
                "family",
                "rule",
                name="rule_policy_once",
                violation_error_message=_(
                    "This rule is decided for this place already; change that decision."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_family_display()}: {self.rule}"


class PlanEvent(Recorded):
    """The record of what happened to a plan: who, what, before, after, why. Only ever added to.

    What is about a stay or a referral names its row here and not its number, which an erasure
    takes away: what is signed could not be changed with it. `operations.event_lines` says it.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="events")
    stay = models.ForeignKey(Stay, models.PROTECT, null=True, blank=True, related_name="+")
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, blank=True, related_name="+")

    signed_fields = (*Recorded.signed_fields, "plan_id")

    def signed_values(self) -> list[Any]:
        """Events from before there were these two columns stay signed as they are."""
        about = {"stay": self.stay_id, "referral": self.referral_id}
        named = {name: key for name, key in about.items() if key is not None}
        return [*super().signed_values(), *([named] if named else [])]

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action}"
