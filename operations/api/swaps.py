"""Shift swaps: asked and answered by the two people, decided by who plans the ward."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hospital.access import Act
from hospital.errors import NotFound
from operations import scoping, services
from operations.api.base import (
    IF_MATCH,
    IF_MATCH_ROW,
    REFUSALS,
    ScopedViewSet,
    StaffOrRole,
    TaggedMixin,
    stale,
    version_named,
    version_tag,
)
from operations.models import Plan, ShiftSwap


class ShiftSwapSerializer(serializers.ModelSerializer):
    asking = serializers.SlugRelatedField(slug_field="number", read_only=True)
    other = serializers.SlugRelatedField(slug_field="number", read_only=True)

    class Meta:
        model = ShiftSwap
        fields = [
            "id",
            "plan",
            "asking",
            "asking_date",
            "other",
            "other_date",
            "state",
            "why",
            "cost_change",
            "hard_change",
            "asked_by",
            "created",
            "decided_by",
            "decided",
            "answer",
        ]


class SwapAskedSerializer(serializers.Serializer):
    """Staff numbers, and the dates of the shifts that each gives away."""

    plan = serializers.IntegerField()
    asking = serializers.CharField(max_length=40)
    asking_date = serializers.DateField()
    other = serializers.CharField(max_length=40)
    other_date = serializers.DateField()
    why = serializers.CharField(max_length=500, required=False, default="")


class SwapReasonSerializer(serializers.Serializer):
    why = serializers.CharField(max_length=500, required=False, default="")


class ShiftSwapViewSet(
    TaggedMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet
):
    """One's own swaps, and those of the rosters one plans."""

    act = Act.STAFFING
    tag_fields = ("pk", "state")
    permission_classes = [StaffOrRole]
    queryset = ShiftSwap.objects.select_related(
        "asking", "other", "plan__network", "plan__facility", "plan__ward"
    )
    serializer_class = ShiftSwapSerializer
    filterset_fields = {"plan": ["exact"], "state": ["exact"]}

    def seen(self, found: QuerySet[Any]) -> QuerySet[Any]:
        return found.filter(pk__in=scoping.swaps_seen(self.request.user).values("pk"))

    def _shown(self, swap: ShiftSwap, status: int = 200) -> Response:
        return self.tagged(swap, ShiftSwapSerializer(swap).data, status)

    @extend_schema(request=SwapAskedSerializer, responses={201: ShiftSwapSerializer})
    def create(self, request: Request) -> Response:
        """Ask a colleague to exchange shifts: judged and kept, nothing is changed yet."""
        form = SwapAskedSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        asked = dict(form.validated_data)
        plan = scoping.rosters_seen(request.user).filter(pk=asked.pop("plan")).first()
        if plan is None:
            raise NotFound(_("There is no such roster here."))
        staff = {name: services.staff_named(plan, asked.pop(name)) for name in ("asking", "other")}
        return self._shown(
            services.swap_propose(plan=plan, actor=request.user, **staff, **asked), 201
        )

    @extend_schema(
        parameters=[IF_MATCH_ROW],
        request=None,
        responses={200: ShiftSwapSerializer, **REFUSALS},
    )
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, pk: str) -> Response:
        """The other person agrees; who plans the ward decides next."""
        swap = self.as_seen(request)
        services.swap_answer(swap=swap, agree=True, actor=request.user)
        return self._shown(swap)

    @extend_schema(
        parameters=[IF_MATCH_ROW],
        request=SwapReasonSerializer,
        responses={200: ShiftSwapSerializer, **REFUSALS},
    )
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: str) -> Response:
        """The other person, or who plans the ward, refuses."""
        swap = self.as_seen(request)
        form = SwapReasonSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        if swap.other.user_id == request.user.pk:
            services.swap_answer(swap=swap, agree=False, actor=request.user)
        else:
            why = form.validated_data["why"]
            services.swap_refuse(swap=swap, actor=request.user, reason=why)
        return self._shown(swap)

    @extend_schema(
        parameters=[IF_MATCH_ROW],
        request=None,
        responses={200: ShiftSwapSerializer, **REFUSALS},
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Who asked takes it back."""
        swap = self.as_seen(request)
        services.swap_withdraw(swap=swap, actor=request.user)
        return self._shown(swap)

    @extend_schema(
        parameters=[IF_MATCH],
        request=SwapReasonSerializer,
        responses={200: ShiftSwapSerializer, **REFUSALS},
    )
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Who plans the ward carries it out; If-Match names the plan's version."""
        swap, base = self.get_object(), version_named(request)
        if base != swap.plan.edit_version:
            return stale(swap.plan)
        form = SwapReasonSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        services.swap_approve(
            swap=swap, actor=request.user, base_version=base, reason=form.validated_data["why"]
        )
        tag = version_tag(Plan.objects.defer("problem", "answer").get(pk=swap.plan_id))
        return Response(ShiftSwapSerializer(swap).data, headers={"ETag": tag})
