"""Outbreak alarms: read by the place, decided by who publishes plans there."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from forecasting.models import AlarmState, OutbreakAlarm, OutbreakDecision
from forecasting.selectors.outbreaks import alarm_sentence, alarms_seen
from forecasting.services import outbreak_decide
from hospital.access import Act, scope
from hospital.models import Facility
from operations.api.base import IF_MATCH_ROW, REFUSALS, ScopedViewSet, TaggedMixin


class OutbreakDecisionSerializer(serializers.ModelSerializer):
    class Meta:
        model = OutbreakDecision
        fields = ["at", "actor", "before", "after", "why", "observed", "expected"]


class OutbreakAlarmSerializer(serializers.ModelSerializer):
    network = serializers.SlugRelatedField(slug_field="code", read_only=True)
    facility = serializers.SlugRelatedField(slug_field="code", read_only=True)
    syndrome = serializers.SlugRelatedField(slug_field="code", read_only=True)
    sentence = serializers.SerializerMethodField()
    decisions = OutbreakDecisionSerializer(many=True, read_only=True)
    scenario = serializers.SerializerMethodField()

    class Meta:
        model = OutbreakAlarm
        fields = [
            "id",
            "network",
            "facility",
            "syndrome",
            "unique_id",
            "sentence",
            "since",
            "last_seen",
            "observed",
            "expected",
            "ratio",
            "ratio_low",
            "ratio_high",
            "severity",
            "detectors",
            "state",
            "as_of",
            "chart",
            "scenario",
            "decisions",
        ]

    def get_sentence(self, alarm: OutbreakAlarm) -> str:
        return alarm_sentence(alarm)

    def get_scenario(self, alarm: OutbreakAlarm) -> dict[str, Any]:
        """Rows of wards and products only of the facilities within reach."""
        mine = self.context.setdefault("facilities", _codes(self.context["request"].user))
        rows = {
            key: [row for row in alarm.scenario.get(key, ()) if _place(row) in mine]
            for key in ("wards", "products")
        }
        return alarm.scenario | rows


def _codes(user: Any) -> set[str]:
    return set(scope(Facility.objects.all(), user, "").values_list("code", flat=True))


def _place(row: dict[str, Any]) -> str:
    place: str = row["series"].partition("/")[0]
    return place


class OutbreakSaidSerializer(serializers.Serializer):
    """What a person decides of an alarm."""

    after = serializers.ChoiceField(AlarmState.choices)
    why = serializers.CharField(max_length=500)


class OutbreakAlarmViewSet(
    TaggedMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet
):
    """More cases than expected: since when, how strongly, what it would do, what was decided."""

    act = Act.PUBLISH
    tag_fields = ("pk", "state")
    queryset = OutbreakAlarm.objects.all()
    serializer_class = OutbreakAlarmSerializer
    filterset_fields = {
        "state": ["exact"],
        "severity": ["exact"],
        "syndrome__code": ["exact"],
        "network__code": ["exact"],
        "facility__code": ["exact"],
        "last_seen": ["gte"],
    }

    def seen(self, found: QuerySet[Any]) -> QuerySet[Any]:
        return alarms_seen(self.request.user).prefetch_related("decisions")

    @extend_schema(
        parameters=[IF_MATCH_ROW],
        request=OutbreakSaidSerializer,
        responses={
            200: OutbreakAlarmSerializer,
            **REFUSALS,
            409: OpenApiResponse(description="somebody else has decided meanwhile"),
        },
    )
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str) -> Response:
        """Confirm, dismiss, close or open again; plans made from now on follow it."""
        seen = self.as_seen(request)
        asked = OutbreakSaidSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        row = outbreak_decide(
            alarm=seen, actor=request.user, before=seen.state, **asked.validated_data
        )
        return self.tagged(row, self.get_serializer(row).data)
