"""Runs: start one (202 and where to look), follow it (304 while nothing happens), end it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.throttling import ScopedRateThrottle

from hospital.access import Act
from operations import doors, scoping
from operations.api.base import ScopedViewSet, state_tag, unless_seen
from operations.models import Family, Run

SEEN = ("pk", "state", "attempt", "stage", "progress", "seconds", "message", "curve", "finished")
WISHES = ("stop_requested", "cancel_requested")
"""What a poller waits for; with these unchanged the answer is 304."""


class RunSerializer(serializers.ModelSerializer):
    network = serializers.SlugRelatedField(slug_field="code", read_only=True)
    asked_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    plan = serializers.SerializerMethodField(help_text="the plan it made, when it is done")

    class Meta:
        model = Run
        fields = [
            "id",
            "network",
            "kind",
            "scope",
            "for_date",
            "start",
            "days",
            "state",
            "attempt",
            "stage",
            "progress",
            "seconds",
            "plan",
            "error_code",
            "message",
            "trigger",
            "asked_by",
            "params",
            "created",
            "started",
            "finished",
            "stop_requested",
            "cancel_requested",
        ]

    def get_plan(self, run: Run) -> int | None:
        plan = getattr(run, "plan", None)
        return plan.pk if plan else None


class RunDetailSerializer(RunSerializer):
    class Meta(RunSerializer.Meta):
        fields = [*RunSerializer.Meta.fields, "curve"]
        read_only_fields = fields


class RunAskedSerializer(serializers.Serializer):
    """What to plan. Without a scope: the only network that the person works for."""

    kind = serializers.ChoiceField(Family.choices)
    scope = serializers.CharField(
        max_length=100, required=False, help_text="FACILITY/WARD, FACILITY, or a network's code"
    )
    start = serializers.DateField(required=False, help_text="first day planned")
    days = serializers.IntegerField(min_value=1, max_value=366, required=False)
    seconds = serializers.FloatField(min_value=1, max_value=3600, required=False)
    workers = serializers.IntegerField(min_value=1, max_value=64, required=False)
    seed = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False)


class RunViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet):
    """The night's and people's runs."""

    act = Act.RUN
    queryset = Run.objects.select_related("network", "asked_by", "plan").defer(
        "incumbent", "plan__problem", "plan__answer"
    )
    serializer_class = RunSerializer
    filterset_fields = {
        "kind": ["exact"],
        "scope": ["exact"],
        "state": ["exact"],
        "for_date": ["exact", "gte", "lte"],
        "network__code": ["exact"],
    }

    def seen(self, found: QuerySet[Any]) -> QuerySet[Any]:
        return found.filter(pk__in=scoping.runs_seen(self.request.user).values("pk"))

    def get_throttles(self) -> list[Any]:
        if self.action == "create":
            self.throttle_scope = "solve"
            return [*super().get_throttles(), ScopedRateThrottle()]
        return super().get_throttles()

    @extend_schema(
        request=RunAskedSerializer,
        responses={202: OpenApiResponse(RunDetailSerializer, "Under way; see Location.")},
    )
    def create(self, request: Request) -> Response:
        """Ask for a plan. The answer comes at once, the plan later: follow Location."""
        asked = RunAskedSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        run = doors.run_ask(user=request.user, **asked.validated_data)
        where = reverse("run-detail", kwargs={"pk": run.pk}, request=request)
        return Response(RunDetailSerializer(run).data, status=202, headers={"Location": where})

    @extend_schema(
        parameters=[
            OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, required=False)
        ],
        responses={
            200: RunDetailSerializer,
            304: OpenApiResponse(description="nothing has changed"),
        },
    )
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """State, progress and the curve of costs; 304 while they stay as they were."""
        run = self.get_object()
        answer = Response(RunDetailSerializer(run).data)
        return unless_seen(request, state_tag(run, *SEEN, *WISHES), answer)

    @extend_schema(request=None, responses={202: RunDetailSerializer})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """End without a plan."""
        return self._asked(doors.run_cancel)

    @extend_schema(request=None, responses={202: RunDetailSerializer})
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, pk: str) -> Response:
        """End now and keep the best plan found."""
        return self._asked(doors.run_stop)

    def _asked(self, what: Any) -> Response:
        run = self.get_object()
        what(user=self.request.user, run=run)
        return Response(RunDetailSerializer(self.get_object()).data, status=202)
