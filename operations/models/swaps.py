"""Two people who want to exchange shifts: asked, agreed, decided; the roster changes last."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hospital.models import StaffMember
from hospital.said import SaidField
from operations.models.plans import Plan


class SwapState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    AGREED = "agreed", _("agreed")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LAPSED = "lapsed", _("lapsed")


class ShiftSwap(models.Model):
    """One person's shift for another's, as the judge saw it when it was asked."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="swaps")
    asking = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    asking_date = models.DateField(help_text=_("of the shift that is given away"))
    other = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    other_date = models.DateField(help_text=_("of the shift that is taken"))
    state = models.CharField(max_length=9, choices=SwapState, default=SwapState.PROPOSED)
    why = models.CharField(max_length=500, blank=True)
    cost_change = models.BigIntegerField(help_text=_("when it was asked"))
    hard_change = models.IntegerField(help_text=_("hard rules broken, when it was asked"))
    asked_by = models.CharField(max_length=150)
    created = models.DateTimeField(auto_now_add=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided = models.DateTimeField(null=True, blank=True)
    answer = SaidField(blank=True, help_text=_("what both are told of the decision"))

    class Meta:
        ordering = ["-created", "-id"]
        verbose_name = _("shift swap")
        verbose_name_plural = _("shift swaps")
        constraints = [
            models.CheckConstraint(
                condition=~Q(asking=F("other")),
                name="swap_of_two_people",
                violation_error_message=_("Nobody can exchange a shift with themselves."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.asking} {self.asking_date} - {self.other} {self.other_date}"
