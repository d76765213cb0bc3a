"""Lines of plans, orders apart: read by the place, changed with If-Match by who may plan it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hospital.access import Act
from hospital.errors import Conflict
from hospital.models import Room, ShiftType, Skill, Theatre
from operations import services
from operations.api.base import IF_MATCH, REFUSALS, stale, version_named, version_tag
from operations.api.plans import OfAPlanViewSet, ViolationSerializer
from operations.models import (
    BedAssignment,
    DeliveryLine,
    Plan,
    RouteStop,
    ShiftAssignment,
)

STATE = ["id", "plan", "locked", "edited", "reason"]


def code() -> serializers.SlugRelatedField:
    """A record by its code, read-only."""
    return serializers.SlugRelatedField(slug_field="code", read_only=True)


class _OfTheFacility:
    """Only what belongs to the line's own facility may be chosen; `path` leads there."""

    path = "facility"

    def get_queryset(self) -> QuerySet[Any]:
        found = super().get_queryset()  # type: ignore[misc]
        line = getattr(self.root, "instance", None)  # type: ignore[attr-defined]
        plan = getattr(line, "plan", None)
        return found.filter(**{self.path: plan.facility_id}) if plan else found.none()


class ByCode(_OfTheFacility, serializers.SlugRelatedField):
    """By its code, which only the facility makes unique."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(slug_field="code", **rest)


class RoomById(_OfTheFacility, serializers.PrimaryKeyRelatedField):
    path = "ward__facility"


class ShiftAssignmentSerializer(serializers.ModelSerializer):
    staff = serializers.SlugRelatedField(slug_field="number", read_only=True)
    shift = ByCode(queryset=ShiftType.objects.all(), allow_null=True)
    skill = serializers.SlugRelatedField(
        slug_field="code", queryset=Skill.objects.all(), allow_null=True
    )

    class Meta:
        model = ShiftAssignment
        fields = [*STATE, "staff", "date", "shift", "skill"]
        read_only_fields = [*STATE, "date"]


class BedAssignmentSerializer(serializers.ModelSerializer):
    stay = serializers.SlugRelatedField(slug_field="number", read_only=True)
    referral = serializers.SlugRelatedField(slug_field="number", read_only=True)
    room = RoomById(queryset=Room.objects.all(), allow_null=True)
    theatre = ByCode(queryset=Theatre.objects.all(), allow_null=True)
    surgeon = code()

    class Meta:
        model = BedAssignment
        fields = [*STATE, "stay", "referral", "room", "first_day", "nights", "theatre", "surgeon"]
        read_only_fields = [*STATE, "nights"]


class DeliveryLineSerializer(serializers.ModelSerializer):
    origin, destination, product = code(), code(), code()

    class Meta:
        model = DeliveryLine
        fields = [
            *STATE,
            "origin",
            "destination",
            "product",
            "lot",
            "expiry",
            "date",
            "packs",
            "units",
        ]


class RouteStopSerializer(serializers.ModelSerializer):
    vehicle, facility = code(), code()

    class Meta:
        model = RouteStop
        fields = [
            *STATE,
            "vehicle",
            "date",
            "sequence",
            "facility",
            "arrival_minute",
            "load_litres",
            "cold_litres",
        ]


class ShiftChangeSerializer(ShiftAssignmentSerializer):
    """What a person changes, and why."""

    why = serializers.CharField(max_length=500, required=False, write_only=True)

    class Meta(ShiftAssignmentSerializer.Meta):
        fields = ["shift", "skill", "why"]
        read_only_fields: list[str] = []


class BedChangeSerializer(BedAssignmentSerializer):
    why = serializers.CharField(max_length=500, required=False, write_only=True)

    class Meta(BedAssignmentSerializer.Meta):
        fields = ["room", "first_day", "theatre", "why"]
        read_only_fields: list[str] = []


class EffectSerializer(serializers.Serializer):
    """What a change breaks and mends, by the judge."""

    cost_change = serializers.IntegerField()
    hard_change = serializers.IntegerField()
    new = ViolationSerializer(many=True)
    gone = ViolationSerializer(many=True)


PREVIEW = OpenApiParameter("preview", bool, description="only say what it would do")


class EditableViewSet(OfAPlanViewSet):
    """PATCH with If-Match; the subclass says what a change is."""

    def changed(self, row: Any, request: Request, base: int) -> dict[str, Any]:
        raise NotImplementedError

    def _patch(self, request: Request) -> Response:
        row = self.get_object()
        base = version_named(request)
        if base != row.plan.edit_version:
            return stale(row.plan)
        try:
            answer = self.changed(row, request, base)
        except Conflict:
            plan = self._plan(row)
            if plan.edit_version != base:
                return stale(plan)
            raise
        tag = version_tag(self._plan(row))
        return Response(
            {"line": self.get_serializer(self.get_object()).data, **answer}, headers={"ETag": tag}
        )

    @staticmethod
    def _plan(row: Any) -> Plan:
        return Plan.objects.defer("problem", "answer").get(pk=row.plan_id)


class JudgedViewSet(EditableViewSet):
    """Lines whose change is judged: shifts and beds."""

    change_class: type[serializers.ModelSerializer]

    def changed(self, row: Any, request: Request, base: int) -> dict[str, Any]:
        asked = self.change_class(row, data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        changes = dict(asked.validated_data)
        why = changes.pop("why", "")
        if request.query_params.get("preview") in {"1", "true"}:
            effect = services.assignment_preview(
                row=row, changes=changes, actor=request.user, base_version=base
            )
        else:
            effect = services.assignment_edit(
                row=row, changes=changes, actor=request.user, base_version=base, reason=why
            )
        return {"effect": EffectSerializer(effect, context={"family": row.plan.family}).data}


class ShiftChangedSerializer(serializers.Serializer):
    line = ShiftAssignmentSerializer()
    effect = EffectSerializer()


class BedChangedSerializer(serializers.Serializer):
    line = BedAssignmentSerializer()
    effect = EffectSerializer()


class ShiftAssignmentViewSet(JudgedViewSet):
    """Who works when."""

    act = Act.STAFFING
    queryset = ShiftAssignment.objects.select_related(
        "plan__network", "plan__facility", "staff", "shift", "skill"
    ).defer("plan__problem", "plan__answer")
    serializer_class = ShiftAssignmentSerializer
    change_class = ShiftChangeSerializer
    filterset_fields = {
        "plan": ["exact"],
        "plan__state": ["exact"],
        "staff__number": ["exact"],
        "date": ["exact", "gte", "lte"],
        "locked": ["exact"],
    }

    @extend_schema(
        parameters=[IF_MATCH, PREVIEW],
        request=ShiftChangeSerializer,
        responses={200: ShiftChangedSerializer, **REFUSALS},
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Give another shift, or none: judged, kept, and pinned."""
        return self._patch(request)


class BedAssignmentViewSet(JudgedViewSet):
    """Who lies where."""

    act = Act.BEDS
    queryset = BedAssignment.objects.select_related(
        "plan__network", "plan__facility", "stay", "referral", "room", "theatre", "surgeon"
    ).defer("plan__problem", "plan__answer")
    serializer_class = BedAssignmentSerializer
    change_class = BedChangeSerializer
    filterset_fields = {
        "plan": ["exact"],
        "plan__state": ["exact"],
        "room": ["exact"],
        "locked": ["exact"],
    }

    @extend_schema(
        parameters=[IF_MATCH, PREVIEW],
        request=BedChangeSerializer,
        responses={200: BedChangedSerializer, **REFUSALS},
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Another room or day: judged, kept, and pinned."""
        return self._patch(request)


class DeliveryLineViewSet(OfAPlanViewSet):
    """What goes where, by lot."""

    queryset = DeliveryLine.objects.select_related("origin", "destination", "product")
    serializer_class = DeliveryLineSerializer
    filterset_fields = {
        "plan": ["exact"],
        "destination__code": ["exact"],
        "product__code": ["exact"],
        "date": ["exact", "gte", "lte"],
    }


class RouteStopViewSet(OfAPlanViewSet):
    """The vehicles' days."""

    queryset = RouteStop.objects.select_related("vehicle", "facility")
    serializer_class = RouteStopSerializer
    filterset_fields = {
        "plan": ["exact"],
        "vehicle__code": ["exact"],
        "date": ["exact", "gte", "lte"],
    }
