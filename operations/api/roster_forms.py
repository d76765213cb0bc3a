"""What is asked and answered around a roster, as JSON."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from operations.api.lines import EffectSerializer
from operations.api.plans import ViolationSerializer
from operations.core.staffing.cells import Change
from operations.core.staffing.explain import Gap, Reason, Stop, Why
from operations.core.staffing.replacements import Option
from operations.models import Plan
from operations.rosters import Proposed, day_of
from operations.services.swaps import WISH_WEIGHT
from operations.words import reason_message, rule_label

if TYPE_CHECKING:
    from operations.core.staffing.repair import Repair

CONTEXT = {"family": "staffing"}


class CellSerializer(serializers.Serializer):
    """A person's day: the shift they work, or none."""

    staff = serializers.CharField(max_length=40)
    date = serializers.DateField()
    shift = serializers.CharField(max_length=10, allow_null=True)
    skill = serializers.CharField(max_length=40, allow_null=True, required=False, default=None)


class CellsSerializer(serializers.Serializer):
    cells = CellSerializer(many=True, allow_empty=False)

    def changes(self, plan: Plan) -> list[Change]:
        return [
            Change(cell["staff"], day_of(plan, cell["date"]), cell["shift"], cell["skill"])
            for cell in self.validated_data["cells"]
        ]


class CellsChangeSerializer(CellsSerializer):
    why = serializers.CharField(max_length=500, required=False, default="")


class ShiftAskedSerializer(serializers.Serializer):
    """A shift of a day. skill: only who holds it, serving in it."""

    date = serializers.DateField()
    shift = serializers.CharField(max_length=10)
    skill = serializers.CharField(max_length=40, required=False, default=None)


class CandidatesAskedSerializer(ShiftAskedSerializer):
    leaving = serializers.CharField(
        max_length=40, required=False, default=None, help_text="staff number of who cannot come"
    )


class CellAskedSerializer(serializers.Serializer):
    staff = serializers.CharField(max_length=40)
    date = serializers.DateField()


class WhyNotAskedSerializer(CellAskedSerializer):
    shift = serializers.CharField(max_length=10)


class OptionSerializer(EffectSerializer):
    """One way of doing it, judged as if it were done."""

    staff = serializers.CharField()
    lawful = serializers.BooleanField(help_text="no hard rule is broken by it, or broken further")
    moved_from = serializers.ListField(child=serializers.CharField())
    rules = serializers.ListField(child=serializers.CharField(), help_text="hard rules it breaks")
    cost_by_rule = serializers.DictField(
        child=serializers.IntegerField(), help_text="of what the change of the cost is made"
    )
    cells = CellSerializer(many=True)


class DaySerializer(serializers.Serializer):
    """A day that is wished: a shift, or none to be off."""

    date = serializers.DateField()
    shift = serializers.CharField(max_length=10, allow_null=True)


class ProposalSerializer(serializers.Serializer):
    staff = serializers.CharField(max_length=40)
    days = DaySerializer(many=True, allow_empty=False)
    keep = serializers.BooleanField(default=False, help_text="keep them as wishes")
    weight = serializers.IntegerField(
        default=WISH_WEIGHT,
        min_value=1,
        max_value=100,
        help_text="other than this only for who plans the ward",
    )

    def changes(self, plan: Plan) -> list[Change]:
        asked = self.validated_data
        return [
            Change(asked["staff"], day_of(plan, day["date"]), day["shift"]) for day in asked["days"]
        ]


class DayProposedSerializer(DaySerializer):
    effect = EffectSerializer()


class ProposedSerializer(serializers.Serializer):
    days = DayProposedSerializer(many=True)
    together = EffectSerializer()
    kept = serializers.IntegerField(help_text="wishes kept")


class ReasonSerializer(serializers.Serializer):
    code = serializers.CharField()
    sentence = serializers.CharField()
    facts = serializers.DictField(child=serializers.CharField())
    cost = serializers.IntegerField()


class WhySerializer(serializers.Serializer):
    reasons = ReasonSerializer(many=True)
    without_cost_change = serializers.IntegerField()
    alternatives = OptionSerializer(many=True)


class StopSerializer(serializers.Serializer):
    rule = serializers.CharField()
    label = serializers.CharField()
    staff = serializers.ListField(child=serializers.CharField())
    alone = serializers.ListField(
        child=serializers.CharField(), help_text="whom nothing but this rule stops"
    )


class GapSerializer(serializers.Serializer):
    missing = serializers.IntegerField(help_text="people below the planned cover")
    reasons = ReasonSerializer(many=True)
    stops = StopSerializer(many=True)
    free = OptionSerializer(many=True)
    moving = OptionSerializer(many=True)
    relaxed = OptionSerializer(
        allow_null=True, help_text="the cheapest way that breaks one rule only"
    )
    one_more_cost_change = serializers.IntegerField()


class RepairAskedSerializer(serializers.Serializer):
    short_too = serializers.BooleanField(
        default=False, help_text="fill also what is below its minimum for another reason"
    )


class RepairSerializer(serializers.Serializer):
    """A proposal; send its cells to `change` to carry it out."""

    cells = CellSerializer(many=True)
    forced = serializers.ListField(child=serializers.CharField())
    touched = serializers.ListField(child=serializers.CharField())
    hard_before = serializers.IntegerField()
    hard_after = serializers.IntegerField()
    cost_before = serializers.IntegerField()
    cost_after = serializers.IntegerField()
    proven = serializers.BooleanField(help_text="nothing better within the people looked at")
    seconds = serializers.FloatField()
    open = serializers.SerializerMethodField(help_text="what remains below the minimum")

    @extend_schema_field(ViolationSerializer(many=True))
    def get_open(self, found: dict[str, Any]) -> list[dict[str, Any]]:
        return ViolationSerializer(found["open"], many=True, context=CONTEXT).data


def cell_row(plan: Plan, change: Change) -> dict[str, Any]:
    return {
        "staff": change.person,
        "date": plan.start + timedelta(days=change.day),
        "shift": change.shift,
        "skill": change.skill,
    }


def option_row(plan: Plan, option: Option) -> dict[str, Any]:
    return {
        "staff": option.person,
        "lawful": option.lawful,
        "moved_from": list(option.moved_from),
        "rules": sorted(option.breaks),
        "cost_change": option.cost,
        "cost_by_rule": dict(option.difference.costs),
        "hard_change": option.hard,
        "new": option.difference.appeared,
        "gone": option.difference.gone,
        "cells": [cell_row(plan, change) for change in option.changes],
    }


def proposed_row(plan: Plan, found: Proposed, kept: int) -> dict[str, Any]:
    days = [
        {
            "date": plan.start + timedelta(days=cell.day),
            "shift": cell.shift,
            "effect": effect,
        }
        for cell, effect in found.alone
    ]
    return {"days": days, "together": found.together, "kept": kept}


def reason_row(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "sentence": str(reason_message(reason.code, reason.facts)),
        "facts": dict(reason.facts),
        "cost": reason.cost,
    }


def why_row(plan: Plan, why: Why) -> dict[str, Any]:
    return {
        "reasons": [reason_row(reason) for reason in why.reasons],
        "without_cost_change": why.without.cost,
        "alternatives": [option_row(plan, option) for option in why.alternatives],
    }


def _stop_row(stop: Stop) -> dict[str, Any]:
    label = rule_label("staffing", stop.rule)
    return {"rule": stop.rule, "label": label, "staff": stop.people, "alone": stop.alone}


def gap_row(plan: Plan, gap: Gap) -> dict[str, Any]:
    return {
        "missing": gap.missing,
        "reasons": [reason_row(reason) for reason in gap.reasons],
        "stops": [_stop_row(stop) for stop in gap.stops],
        "free": [option_row(plan, option) for option in gap.free],
        "moving": [option_row(plan, option) for option in gap.moving],
        "relaxed": option_row(plan, gap.relaxed) if gap.relaxed else None,
        "one_more_cost_change": gap.one_more,
    }


def repair_row(plan: Plan, found: Repair) -> dict[str, Any]:
    return {
        "cells": [cell_row(plan, change) for change in found.changes],
        "forced": found.forced,
        "touched": found.touched,
        "hard_before": found.before.hard,
        "hard_after": found.after.hard,
        "cost_before": found.before.cost,
        "cost_after": found.after.cost,
        "proven": found.proven,
        "seconds": round(found.seconds, 2),
        "open": [each for each in found.after.violations if each.rule == "cover_minimum"],
    }
