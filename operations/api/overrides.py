"""Overrides of forecasts: read by the place, set and withdrawn by who may plan it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from forecasting.models import ForecastKind, ForecastOverride, OverrideWay
from forecasting.selectors import override_records, overrides_seen
from forecasting.services import override_set, override_withdraw
from hospital.access import Act
from operations import scoping
from operations.api.base import IF_MATCH_ROW, REFUSALS, ScopedViewSet, TaggedMixin


class ForecastOverrideSerializer(serializers.ModelSerializer):
    network = serializers.SlugRelatedField(slug_field="code", read_only=True)
    facility = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = ForecastOverride
        fields = [
            "id",
            "network",
            "facility",
            "kind",
            "unique_id",
            "first_day",
            "last_day",
            "way",
            "number",
            "reason",
            "source",
            "source_key",
            "author",
            "created",
            "withdrawn_at",
            "withdrawn_by",
            "withdrawn_why",
            "scored_to",
            "scored_steps",
            "mae",
            "bias",
            "computed_mae",
            "computed_bias",
        ]


class ForecastOverrideDetailSerializer(ForecastOverrideSerializer):
    class Meta(ForecastOverrideSerializer.Meta):
        fields = [*ForecastOverrideSerializer.Meta.fields, "computed"]


class OverrideAskedSerializer(serializers.Serializer):
    """What to lay over the computed values of one series, or, as a factor, of many."""

    network = serializers.CharField(
        max_length=40, required=False, help_text="code; without it the only one you work for"
    )
    kind = serializers.ChoiceField(ForecastKind.choices)
    unique_id = serializers.CharField(
        max_length=120, help_text="FACILITY/WARD, FACILITY/PRODUCT, FACILITY, */PRODUCT, or *"
    )
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    way = serializers.ChoiceField(OverrideWay.choices)
    number = serializers.FloatField()
    reason = serializers.CharField(max_length=500)


class WithdrawalSerializer(serializers.Serializer):
    why = serializers.CharField(max_length=500)


class OverrideRecordSerializer(serializers.Serializer):
    author = serializers.CharField()
    kind = serializers.CharField()
    overrides = serializers.IntegerField()
    better = serializers.IntegerField(help_text="how many came nearer than the computed values")
    mae = serializers.FloatField()
    computed_mae = serializers.FloatField()
    bias = serializers.FloatField()
    computed_bias = serializers.FloatField()


class ForecastOverrideViewSet(
    TaggedMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet
):
    """Numbers that people or outbreaks laid over computed forecasts, with their scores.

    None is ever changed: withdraw it and set another.
    """

    act = Act.RUN
    tag_fields = ("pk", "withdrawn_at")
    queryset = ForecastOverride.objects.all()
    serializer_class = ForecastOverrideSerializer
    filterset_fields = {
        "kind": ["exact"],
        "unique_id": ["exact"],
        "author": ["exact"],
        "source": ["exact"],
        "first_day": ["lte"],
        "last_day": ["gte"],
        "withdrawn_at": ["isnull"],
        "network__code": ["exact"],
        "facility__code": ["exact"],
    }

    def seen(self, found: QuerySet[Any]) -> QuerySet[Any]:
        return overrides_seen(self.request.user)

    def get_serializer_class(self) -> Any:
        single = self.action == "retrieve"
        return ForecastOverrideDetailSerializer if single else ForecastOverrideSerializer

    @extend_schema(
        request=OverrideAskedSerializer, responses={201: ForecastOverrideDetailSerializer}
    )
    def create(self, request: Request) -> Response:
        """Lay a number over the forecast; plans made from now on read it."""
        asked = OverrideAskedSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        network = scoping.network_named(request.user, values.pop("network", None))
        made = override_set(network=network, actor=request.user, **values)
        where = reverse("forecast-override-detail", kwargs={"pk": made.pk}, request=request)
        body = ForecastOverrideDetailSerializer(made).data
        answer = self.tagged(made, body, 201)
        answer["Location"] = where
        return answer

    @extend_schema(
        parameters=[IF_MATCH_ROW],
        request=WithdrawalSerializer,
        responses={
            200: ForecastOverrideSerializer,
            **REFUSALS,
            409: OpenApiResponse(description="it was withdrawn already"),
        },
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """From now on plans read the computed values again; the row stays."""
        seen = self.as_seen(request)
        asked = WithdrawalSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        row = override_withdraw(override=seen, why=asked.validated_data["why"], actor=request.user)
        return self.tagged(row, ForecastOverrideSerializer(row).data)

    @extend_schema(responses={200: OverrideRecordSerializer(many=True)}, filters=True)
    @action(detail=False, pagination_class=None)
    def records(self, request: Request) -> Response:
        """Does overriding help? Per author and kind, beside what had been computed."""
        found = self.filter_queryset(self.get_queryset())
        rows = override_records(overrides=found)
        return Response(OverrideRecordSerializer(rows, many=True).data)
