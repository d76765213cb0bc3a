"""Forecasts, read-only: their runs, and the series with all points."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from forecasting.models import (
    ExpectedDischarge,
    ForecastFinding,
    ForecastRun,
    ForecastSeries,
    Level,
)
from forecasting.selectors import forecast_effective, series_risk, series_seen
from forecasting.selectors.drivers import driver_change, driver_sentence, explained_steps
from forecasting.selectors.findings import finding_sentence, findings_seen
from hospital.access import scope
from operations.api.base import ScopedViewSet


class ForecastRunSerializer(serializers.ModelSerializer):
    network = serializers.SlugRelatedField(slug_field="code", read_only=True)
    notes = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="in the reader's language"
    )

    class Meta:
        model = ForecastRun
        fields = [
            "id",
            "network",
            "kind",
            "as_of",
            "frequency",
            "horizon",
            "model",
            "is_current",
            "seed",
            "first_ds",
            "last_ds",
            "history_values",
            "train_rows",
            "data_sha256",
            "options",
            "features",
            "versions",
            "scores",
            "members",
            "buckets",
            "drivers",
            "fairness",
            "notes",
            "seconds",
            "created",
        ]


class ForecastSeriesSerializer(serializers.ModelSerializer):
    class Meta:
        model = ForecastSeries
        fields = [
            "id",
            "run",
            "level",
            "unique_id",
            "start",
            "points",
            "model",
            "mae",
            "mase",
            "wape",
            "wql",
            "coverage80",
            "beats_seasonal_naive",
            "seasonal_naive_mae",
            "seasonal_naive_wql",
            "drivers",
            "note",
        ]


class DriverStepSerializer(serializers.Serializer):
    day = serializers.DateField()
    mean = serializers.FloatField()
    parts = serializers.DictField(child=serializers.FloatField())


class DriverChangeSerializer(serializers.Serializer):
    since = serializers.DateField()
    change = serializers.FloatField()
    parts = serializers.DictField(child=serializers.FloatField())
    sentence = serializers.CharField()


class DriversSerializer(serializers.Serializer):
    sentence = serializers.CharField()
    steps = DriverStepSerializer(many=True)
    changed = DriverChangeSerializer(allow_null=True)


class ForecastFindingSerializer(serializers.ModelSerializer):
    network = serializers.SlugRelatedField(slug_field="code", read_only=True)
    sentence = serializers.SerializerMethodField()

    class Meta:
        model = ForecastFinding
        fields = [
            "id",
            "network",
            "kind",
            "unique_id",
            "code",
            "sentence",
            "facts",
            "since",
            "last_seen",
            "closed",
        ]

    def get_sentence(self, finding: ForecastFinding) -> str:
        return finding_sentence(finding)


class BedRiskSerializer(serializers.Serializer):
    """One day of a ward: usable beds, patients expected, probability that they are more."""

    day = serializers.DateField()
    beds = serializers.IntegerField()
    expected = serializers.FloatField()
    chance = serializers.FloatField()


class ExpectedDischargeSerializer(serializers.ModelSerializer):
    """`chances`: the probability to have left by each day after `seen`."""

    number = serializers.CharField(source="stay.number", read_only=True)
    ward = serializers.CharField(source="stay.ward.scope", read_only=True)
    seen = serializers.DateField(source="run.last_ds", read_only=True)
    entered = serializers.DateField(source="stay.expected_discharge", read_only=True)

    class Meta:
        model = ExpectedDischarge
        fields = [
            "id",
            "stay",
            "number",
            "ward",
            "seen",
            "early",
            "likely",
            "late",
            "chances",
            "entered",
        ]


class EffectiveStepSerializer(serializers.Serializer):
    """A period [first, first + days) with every column as computed and as plans read it."""

    first = serializers.DateField()
    days = serializers.IntegerField()
    overridden = serializers.BooleanField()
    computed = serializers.DictField(child=serializers.FloatField())
    effective = serializers.DictField(child=serializers.FloatField())


class ForecastRunViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet):
    """One training and prediction of one kind, with its walk-forward scores."""

    queryset = ForecastRun.objects.select_related("network")
    serializer_class = ForecastRunSerializer
    filterset_fields = {"kind": ["exact"], "is_current": ["exact"], "network__code": ["exact"]}

    def seen(self, found: QuerySet[Any]) -> QuerySet[Any]:
        return scope(found, self.request.user, "network:network")


class ForecastSeriesViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet):
    """A ward's or product's quantiles: `points` maps mean, q10, q50 ... to one value a step.

    Without `level` in the query wards and product lines are listed; with it the totals over
    facilities, products, ATC classes, regions or the network, whose means are the sums of theirs.
    """

    queryset = ForecastSeries.everything.select_related("run")
    serializer_class = ForecastSeriesSerializer
    filterset_fields = {
        "level": ["exact"],
        "run": ["exact"],
        "run__kind": ["exact"],
        "run__is_current": ["exact"],
        "unique_id": ["exact"],
        "facility__code": ["exact"],
    }

    def seen(self, found: QuerySet[Any]) -> QuerySet[Any]:
        found = series_seen(found, self.request.user)
        if self.action == "list" and "level" not in self.request.query_params:
            return found.filter(level=Level.SERIES)
        return found

    @extend_schema(responses=BedRiskSerializer(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def risk(self, request: Any, pk: Any = None) -> Response:
        """How likely the ward is to need more beds than it has, day by day; empty for anything
        else."""
        found = series_risk(self.get_object())
        return Response(BedRiskSerializer(found, many=True).data)

    @extend_schema(responses=DriversSerializer)
    @action(detail=True)
    def drivers(self, request: Any, pk: Any = None) -> Response:
        """What the first steps are made of, and what changed since the night before, in words."""
        series = self.get_object()
        change = driver_change(series)
        steps = explained_steps(series)
        return Response(
            {
                "sentence": driver_sentence(series),
                "steps": [{"day": e.day, "mean": e.mean, "parts": e.parts} for e in steps],
                "changed": change
                and {
                    "since": change.since,
                    "change": change.change,
                    "parts": change.parts,
                    "sentence": change.sentence,
                },
            }
        )

    @extend_schema(responses={200: EffectiveStepSerializer(many=True)})
    @action(detail=True, pagination_class=None, filterset_fields=None)
    def effective(self, request: Request, pk: str) -> Response:
        """The steps with the overrides that stand laid over the computed values."""
        steps = forecast_effective(series=self.get_object())
        return Response(EffectiveStepSerializer(steps, many=True).data)


class ForecastFindingViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet):
    """What went with a forecast, since when; an empty `unique_id` is all series of the kind."""

    queryset = ForecastFinding.objects.all()
    serializer_class = ForecastFindingSerializer
    filterset_fields = {
        "kind": ["exact"],
        "code": ["exact"],
        "unique_id": ["exact"],
        "network__code": ["exact"],
        "closed": ["isnull"],
    }

    def seen(self, found: QuerySet[Any]) -> QuerySet[Any]:
        return findings_seen(self.request.user)


class ExpectedDischargeViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet):
    """When each patient in bed is expected to leave, as the current forecast has it."""

    queryset = ExpectedDischarge.objects.select_related("run", "stay__ward__facility")
    serializer_class = ExpectedDischargeSerializer
    filterset_fields = {
        "stay": ["exact"],
        "stay__number": ["exact"],
        "stay__ward": ["exact"],
        "stay__facility__code": ["exact"],
        "likely": ["exact", "lte", "gte"],
    }

    def seen(self, found: QuerySet[Any]) -> QuerySet[Any]:
        return scope(found, self.request.user, "stay__facility")
