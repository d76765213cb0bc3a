"""Around a roster: judge a drop, ask who could, who could swap, why, and mend it after absences.

Everything here is for who may plan the roster. Answers follow the records of today; nothing is
written but by `change`.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hospital.access import Act
from operations import rosters, scoping, services
from operations.api import roster_forms as forms
from operations.api.around import AroundPlanViewSet
from operations.api.base import (
    IF_MATCH,
    REFUSALS,
    StaffOrRole,
    version_tag,
)
from operations.api.lines import EffectSerializer
from operations.models import Family, Plan


class RosterViewSet(AroundPlanViewSet):
    """Questions about one roster (a plan of family staffing), by the plan's id."""

    act = Act.STAFFING
    queryset = Plan.objects.filter(family=Family.STAFFING).select_related(
        "network", "facility", "ward"
    )
    serializer_class = forms.CellsSerializer

    def seen(self, found: QuerySet[Any]) -> QuerySet[Any]:
        return found.filter(pk__in=scoping.rosters_seen(self.request.user).values("pk"))

    @extend_schema(request=forms.CellsSerializer, responses=EffectSerializer)
    @action(detail=True, methods=["post"])
    def judge(self, request: Request, pk: str) -> Response:
        """What changing these cells would break, mend and cost; nothing is kept."""
        return self._judged(request, forms.CellsSerializer, services.roster_change_preview)

    @extend_schema(
        parameters=[IF_MATCH],
        request=forms.CellsChangeSerializer,
        responses={200: EffectSerializer, **REFUSALS},
    )
    @action(detail=True, methods=["post"])
    def change(self, request: Request, pk: str) -> Response:
        """Change these cells, all or none: judged, kept, pinned and on the record."""
        return self._written(request, forms.CellsChangeSerializer, services.roster_change)

    @extend_schema(
        parameters=[forms.CandidatesAskedSerializer],
        responses=forms.OptionSerializer(many=True),
    )
    @action(detail=True)
    def candidates(self, request: Request, pk: str) -> Response:
        """Everybody who could take a shift, the lawful and cheap first."""
        plan = self.get_object()
        asked = self._asked(forms.CandidatesAskedSerializer, request.query_params).validated_data
        found = rosters.shift_candidates(
            plan=plan,
            asked=self._shift(plan, asked),
            actor=request.user,
            leaving=asked["leaving"],
        )
        return self._options(plan, found)

    @extend_schema(
        parameters=[forms.CellAskedSerializer], responses=forms.OptionSerializer(many=True)
    )
    @action(detail=True)
    def swaps(self, request: Request, pk: str) -> Response:
        """Who could exchange a shift with the person's own of that day."""
        plan, asked, day = self._cell(request)
        found = rosters.swap_candidates(
            plan=plan, person=asked["staff"], day=day, actor=request.user
        )
        return self._options(plan, found)

    @extend_schema(parameters=[forms.CellAskedSerializer], responses=forms.WhySerializer)
    @action(detail=True)
    def why(self, request: Request, pk: str) -> Response:
        """Why this person: the cover, wishes and locks behind the cell, and the next best."""
        plan, asked, day = self._cell(request)
        found = rosters.cell_why(plan=plan, person=asked["staff"], day=day, actor=request.user)
        row = forms.why_row(plan, found)
        return Response(forms.WhySerializer(row, context=forms.CONTEXT).data)

    @extend_schema(parameters=[forms.WhyNotAskedSerializer], responses=forms.OptionSerializer)
    @action(detail=True, url_path="why-not")
    def why_not(self, request: Request, pk: str) -> Response:
        """Why not that one: what putting them there would break and cost."""
        plan = self.get_object()
        asked = self._asked(forms.WhyNotAskedSerializer, request.query_params).validated_data
        found = rosters.cell_why_not(
            plan=plan,
            person=asked["staff"],
            asked=self._shift(plan, asked),
            actor=request.user,
        )
        row = forms.option_row(plan, found)
        return Response(forms.OptionSerializer(row, context=forms.CONTEXT).data)

    @extend_schema(parameters=[forms.ShiftAskedSerializer], responses=forms.GapSerializer)
    @action(detail=True)
    def gap(self, request: Request, pk: str) -> Response:
        """What stands in the way of one more person on a shift."""
        plan = self.get_object()
        asked = self._asked(forms.ShiftAskedSerializer, request.query_params).validated_data
        found = rosters.cover_gap(plan=plan, asked=self._shift(plan, asked), actor=request.user)
        row = forms.gap_row(plan, found)
        return Response(forms.GapSerializer(row, context=forms.CONTEXT).data)

    @extend_schema(request=forms.ProposalSerializer, responses=forms.ProposedSerializer)
    @action(detail=True, methods=["post"], permission_classes=[StaffOrRole])
    def propose(self, request: Request, pk: str) -> Response:
        """A person's wished days, each judged; with `keep` they are wishes from then on.

        For the person themself, and for who plans the ward.
        """
        plan = self.get_object()
        form = self._asked(forms.ProposalSerializer, request.data)
        asked, cells = form.validated_data, form.changes(plan)
        staff = services.staff_named(plan, asked["staff"])
        found = rosters.row_proposed(plan=plan, staff=staff, cells=cells, actor=request.user)
        kept = 0
        if asked["keep"]:
            kept = services.wishes_keep(
                plan=plan, staff=staff, cells=cells, actor=request.user, weight=asked["weight"]
            )
        row = forms.proposed_row(plan, found, kept)
        return Response(forms.ProposedSerializer(row, context=forms.CONTEXT).data)

    @extend_schema(request=forms.RepairAskedSerializer, responses=forms.RepairSerializer)
    @action(detail=True, methods=["post"])
    def repair(self, request: Request, pk: str) -> Response:
        """A proposal that mends the roster after today's absences, calling as few as possible."""
        plan = self.get_object()
        asked = self._asked(forms.RepairAskedSerializer, request.data).validated_data
        found = rosters.roster_repair(plan=plan, actor=request.user, **asked)
        return Response(
            forms.RepairSerializer(forms.repair_row(plan, found)).data,
            headers={"ETag": version_tag(plan)},
        )

    def _cell(self, request: Request) -> tuple[Plan, dict[str, Any], int]:
        plan = self.get_object()
        asked = self._asked(forms.CellAskedSerializer, request.query_params).validated_data
        return plan, asked, rosters.day_of(plan, asked["date"])

    @staticmethod
    def _shift(plan: Plan, asked: dict[str, Any]) -> rosters.Asked:
        return rosters.Asked(
            rosters.day_of(plan, asked["date"]), asked["shift"], asked.get("skill")
        )

    @staticmethod
    def _options(plan: Plan, found: Any) -> Response:
        rows = [forms.option_row(plan, option) for option in found]
        return Response(forms.OptionSerializer(rows, many=True, context=forms.CONTEXT).data)
