"""What is asked and answered around a bed plan, as JSON."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from operations.api.lines import EffectSerializer
from operations.api.roster_forms import ReasonSerializer
from operations.bed_questions import day_of
from operations.core.beds.candidates import Option
from operations.core.beds.explain import Nowhere, Reason, Why
from operations.core.beds.overflow import Risk
from operations.core.beds.plan import Nursing
from operations.core.beds.standing import Change
from operations.models import Plan
from operations.words import reason_message, rule_label

if TYPE_CHECKING:
    from operations.core.beds.repair import Repair

CONTEXT = {"family": "beds"}
PATIENT = "stay:NUMBER or referral:NUMBER"


class PlaceSerializer(serializers.Serializer):
    """Where a patient is to lie, and from which day; no room: nowhere."""

    patient = serializers.CharField(max_length=80, help_text=PATIENT)
    room = serializers.CharField(max_length=90, allow_null=True, help_text="WARD/ROOM")
    date = serializers.DateField(allow_null=True, required=False, default=None)
    theatre = serializers.CharField(max_length=40, allow_null=True, required=False, default=None)


class PlacesSerializer(serializers.Serializer):
    places = PlaceSerializer(many=True, allow_empty=False)

    def first(self, plan: Plan) -> date:
        """From which day the changes count their days."""
        return plan.start

    def changes(self, plan: Plan) -> list[Change]:
        past = (self.first(plan) - plan.start).days
        return [
            Change(
                place["patient"],
                place["room"] or "",
                max(0, day_of(plan, place["date"]) - past) if place["date"] else 0,
                place["theatre"] or "",
            )
            for place in self.validated_data["places"]
        ]


class PlacesChangeSerializer(PlacesSerializer):
    why = serializers.CharField(max_length=500, required=False, default="")


class MendSerializer(PlacesChangeSerializer):
    start = serializers.DateField(help_text="the repair's first day, as it was answered")

    def first(self, plan: Plan) -> date:
        return max(self.validated_data["start"], plan.start)


class PatientAskedSerializer(serializers.Serializer):
    patient = serializers.CharField(max_length=80, help_text=PATIENT)


class CandidatesAskedSerializer(PatientAskedSerializer):
    date = serializers.DateField(required=False, default=None)


class WhyNotAskedSerializer(CandidatesAskedSerializer):
    room = serializers.CharField(max_length=90, help_text="WARD/ROOM")


class BedOptionSerializer(EffectSerializer):
    """One place for the patient, judged as if they had it."""

    place = PlaceSerializer()
    lawful = serializers.BooleanField(help_text="no hard rule is broken by it, or broken further")
    rules = serializers.ListField(child=serializers.CharField(), help_text="hard rules it breaks")


class WhyPlaceSerializer(serializers.Serializer):
    place = PlaceSerializer()
    reasons = ReasonSerializer(many=True)
    without_cost_change = serializers.IntegerField()
    alternatives = BedOptionSerializer(many=True)


class PlaceStopSerializer(serializers.Serializer):
    rule = serializers.CharField()
    label = serializers.CharField()
    places = serializers.IntegerField(help_text="rooms and days that it rules out")
    alone = serializers.IntegerField(help_text="of these, ruled out by nothing else")


class NowhereSerializer(serializers.Serializer):
    stops = PlaceStopSerializer(many=True)
    lawful = BedOptionSerializer(many=True)
    relaxed = BedOptionSerializer(
        allow_null=True, help_text="the cheapest place that breaks one rule only"
    )


class RiskSerializer(serializers.Serializer):
    """How likely a ward has more patients than beds on a night."""

    ward = serializers.CharField()
    date = serializers.DateField()
    beds = serializers.IntegerField()
    chance = serializers.FloatField(help_text="0 to 1")
    expected = serializers.FloatField(help_text="patients, on average")
    unannounced = serializers.FloatField(help_text="of these, who will have come unannounced")
    short = serializers.IntegerField(help_text="beds missing in nine of ten nights at most")


class NursedSerializer(serializers.Serializer):
    nurse = serializers.CharField()
    date = serializers.DateField()
    shift = serializers.CharField(help_text="beginning of the part of the day")
    rooms = serializers.ListField(child=serializers.CharField())


class BedRepairSerializer(serializers.Serializer):
    """A proposal; send its places and start to `mend` to carry it out."""

    start = serializers.DateField()
    places = PlaceSerializer(many=True)
    forced = serializers.ListField(child=serializers.CharField())
    touched = serializers.ListField(child=serializers.CharField())
    hard_before = serializers.IntegerField()
    hard_after = serializers.IntegerField()
    cost_before = serializers.IntegerField()
    cost_after = serializers.IntegerField()
    seconds = serializers.FloatField()


def place_row(start: date, change: Change) -> dict[str, Any]:
    return {
        "patient": change.patient,
        "room": change.room or None,
        "date": start + timedelta(days=change.day) if change.room else None,
        "theatre": change.theatre or None,
    }


def option_row(plan: Plan, option: Option) -> dict[str, Any]:
    return {
        "place": place_row(plan.start, option.change),
        "lawful": option.lawful,
        "rules": sorted(option.breaks),
        "cost_change": option.cost,
        "hard_change": option.hard,
        "new": option.difference.appeared,
        "gone": option.difference.vanished,
    }


def reason_row(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "sentence": str(reason_message(reason.code, reason.facts)),
        "facts": dict(reason.facts),
        "cost": reason.cost,
    }


def why_row(plan: Plan, found: Why) -> dict[str, Any]:
    place = found.place
    change = Change(place.patient, place.room, place.day, place.theatre)
    return {
        "place": place_row(plan.start, change),
        "reasons": [reason_row(reason) for reason in found.reasons],
        "without_cost_change": found.without.cost,
        "alternatives": [option_row(plan, option) for option in found.alternatives],
    }


def nowhere_row(plan: Plan, found: Nowhere) -> dict[str, Any]:
    return {
        "stops": [
            {
                "rule": stop.rule,
                "label": rule_label("beds", stop.rule),
                "places": stop.places,
                "alone": stop.alone,
            }
            for stop in found.stops
        ],
        "lawful": [option_row(plan, option) for option in found.lawful],
        "relaxed": option_row(plan, found.relaxed) if found.relaxed else None,
    }


def risk_row(plan: Plan, risk: Risk) -> dict[str, Any]:
    return {
        "ward": risk.ward,
        "date": plan.start + timedelta(days=risk.day),
        "beds": risk.beds,
        "chance": round(risk.chance, 3),
        "expected": round(risk.expected, 1),
        "unannounced": round(risk.unannounced, 1),
        "short": risk.short,
    }


def nursed_row(plan: Plan, nursing: Nursing, shifts: tuple[str, ...]) -> dict[str, Any]:
    return {
        "nurse": nursing.nurse,
        "date": plan.start + timedelta(days=nursing.day),
        "shift": shifts[nursing.shift],
        "rooms": list(nursing.rooms),
    }


def repair_row(start: date, found: Repair) -> dict[str, Any]:
    return {
        "start": start,
        "places": [place_row(start, change) for change in found.changes],
        "forced": list(found.forced),
        "touched": list(found.touched),
        "hard_before": found.before.hard,
        "hard_after": found.after.hard,
        "cost_before": found.before.cost,
        "cost_after": found.after.cost,
        "seconds": round(found.seconds, 2),
    }
