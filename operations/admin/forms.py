"""The forms in which lines are changed: they carry the version that was seen, and know who is
asked what a change would break."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hospital.admin.marks import MarkedForm
from hospital.models import Room, ShiftType, StaffMember, Theatre
from hospital.said import listed
from operations.event_lines import event_line, events_told
from operations.models import (
    BedAssignment,
    DeliveryLine,
    OrderLine,
    Plan,
    PlanRow,
    ShiftAssignment,
)
from operations.words.events import event_word

EVENTS_TOLD = 5


class LineForm(MarkedForm):
    """Refuses a version that is not the plan's any more, saying what was changed meanwhile.

    What the person typed stays in the form; saving once more is then a decision, not an accident.
    """

    why = forms.CharField(
        max_length=500,
        required=False,
        label=gettext_lazy("why"),
        help_text=gettext_lazy("kept on the record"),
    )
    base_version = forms.IntegerField(widget=forms.HiddenInput)

    of_the_facility: dict[str, tuple[type[Model], str]] = {}
    """Choice -> its model and the path to its facility: nothing of another hospital is offered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = self.instance.plan
        self.fields["base_version"].initial = plan.edit_version
        for name, (model, path) in self.of_the_facility.items():
            if name in self.fields:
                offered = model._default_manager.filter(**{path: plan.facility_id})
                self.fields[name].queryset = offered  # type: ignore[attr-defined]

    @property
    def is_preview(self) -> bool:
        return "_preview" in self.data

    def is_valid(self) -> bool:
        """A preview is shown again, with what it would do, and never saved."""
        return super().is_valid() and not self.is_preview

    def _get_validation_exclusions(self) -> set[str]:
        """The plan is not on the form, but one shift a person and day is counted within it."""
        found: set[str] = super()._get_validation_exclusions()
        return found - {"plan"}

    def clean_base_version(self) -> int:
        base: int = self.cleaned_data["base_version"]
        current = Plan.objects.values_list("edit_version", flat=True).get(pk=self.instance.plan_id)
        if base == current:
            return base
        self.take_over()
        self.data["base_version"] = str(current)
        self.add_error(None, ValidationError(meanwhile(self.instance, current - base)))
        return current

    def as_seen(self) -> None:
        """The plan's version says so for all its lines."""

    def changes(self) -> dict[str, Any]:
        """The model's own fields that the person changed."""
        return {
            name: self.cleaned_data[name]
            for name in self.changed_data
            if name not in {"why", "base_version", "seen", "approved_packs"}
        }


def meanwhile(row: PlanRow, count: int) -> list[str]:
    """What others did since: the errors that the second of two savers reads."""
    events = events_told(row.plan.events.all())[: max(1, min(count, EVENTS_TOLD))]
    told = [
        _("%(who)s %(action)s %(line)s: %(before)s → %(after)s")
        % {
            "who": event.actor,
            "action": event_word(event.action),
            "line": event_line(event),
            "before": _values(row, event.before),
            "after": _values(row, event.after),
        }
        for event in events
    ]
    return [
        _("This plan was changed since you opened it; nothing of yours is saved yet."),
        *told,
        _("Your entries are still below: save again if they should stand."),
    ]


def _values(row: PlanRow, kept: Any) -> str:
    """The kept values by name; a record by what it is called, where it is still there."""
    if not isinstance(kept, dict):
        return "-"
    fields = {field.name: field for field in row._meta.fields}
    said = []
    for name, value in kept.items():
        related = fields[name].related_model if name in fields else None
        if related is not None and value is not None:
            value = related._default_manager.filter(pk=value).first() or value
        said.append(f"{name} {'-' if value is None else value}")
    return listed(said)


class ShiftForm(LineForm):
    of_the_facility = {"shift": (ShiftType, "facility"), "staff": (StaffMember, "facility")}

    class Meta:
        model = ShiftAssignment
        fields = ["staff", "date", "shift", "skill"]


class BedForm(LineForm):
    of_the_facility = {"room": (Room, "ward__facility"), "theatre": (Theatre, "facility")}

    class Meta:
        model = BedAssignment
        fields = ["room", "first_day", "theatre"]


class OrderForm(LineForm):
    class Meta:
        model = OrderLine
        fields = ["packs", "supplier", "mode", "order_date", "approved_packs"]


class DeliveryForm(LineForm):
    class Meta:
        model = DeliveryLine
        fields = ["packs", "date"]


FORMS: dict[type[PlanRow], type[LineForm]] = {
    ShiftAssignment: ShiftForm,
    BedAssignment: BedForm,
    OrderLine: OrderForm,
    DeliveryLine: DeliveryForm,
}
