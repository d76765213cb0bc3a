"""Forecasts, read-only: their runs, and the series with all points."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import mixins, serializers

from forecasting.models import ForecastRun, ForecastSeries
from hospital.access import scope
from operations.api.base import ScopedViewSet


class ForecastRunSerializer(serializers.ModelSerializer):
    network = serializers.SlugRelatedField(slug_field="code", read_only=True)

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


class ForecastRunViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet):
    """One training and prediction of one kind, with its walk-forward scores."""

    queryset = ForecastRun.objects.select_related("network")
    serializer_class = ForecastRunSerializer
    filterset_fields = {"kind": ["exact"], "is_current": ["exact"], "network__code": ["exact"]}

    def seen(self, found: QuerySet[Any]) -> QuerySet[Any]:
        return scope(found, self.request.user, "network:network")


class ForecastSeriesViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet):
    """A ward's or product's quantiles: `points` maps mean, q10, q50 ... to one value a step."""

    queryset = ForecastSeries.objects.all()
    serializer_class = ForecastSeriesSerializer
    filterset_fields = {
        "run": ["exact"],
        "run__kind": ["exact"],
        "run__is_current": ["exact"],
        "unique_id": ["exact"],
        "facility__code": ["exact"],
    }

    def seen(self, found: QuerySet[Any]) -> QuerySet[Any]:
        return scope(found, self.request.user, "facility")
