"""Around a bed plan: judge a move, ask where somebody could lie, why and why not, and mend it.

Everything here is for who may plan the hospital's beds. Nothing is written but by `change` and
`mend`.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hospital.access import Act
from operations import bed_questions, scoping, services
from operations.api import bed_forms as forms
from operations.api.around import AroundPlanViewSet
from operations.api.base import IF_MATCH, REFUSALS, version_tag
from operations.api.lines import EffectSerializer
from operations.models import Family, Plan


class BedPlanViewSet(AroundPlanViewSet):
    """Questions about one bed plan (a plan of family beds), by the plan's id."""

    act = Act.BEDS
    queryset = Plan.objects.filter(family=Family.BEDS).select_related("network", "facility")
    serializer_class = forms.PlacesSerializer

    def seen(self, found: QuerySet[Any]) -> QuerySet[Any]:
        return found.filter(pk__in=scoping.plans_seen(self.request.user).values("pk"))

    @extend_schema(request=forms.PlacesSerializer, responses=EffectSerializer)
    @action(detail=True, methods=["post"])
    def judge(self, request: Request, pk: str) -> Response:
        """What moving these patients would break, mend and cost; nothing is kept."""
        return self._judged(request, forms.PlacesSerializer, services.beds_change_preview)

    @extend_schema(
        parameters=[IF_MATCH],
        request=forms.PlacesChangeSerializer,
        responses={200: EffectSerializer, **REFUSALS},
    )
    @action(detail=True, methods=["post"])
    def change(self, request: Request, pk: str) -> Response:
        """Move these patients, all or none: judged, kept, pinned and on the record."""
        return self._written(request, forms.PlacesChangeSerializer, services.beds_change)

    @extend_schema(
        parameters=[IF_MATCH],
        request=forms.MendSerializer,
        responses={200: EffectSerializer, **REFUSALS},
    )
    @action(detail=True, methods=["post"])
    def mend(self, request: Request, pk: str) -> Response:
        """Carry out what `repair` proposed: the plan follows the records of today from then on."""

        def mended(**rest: Any) -> Any:
            today = bed_questions.today_of(rest["plan"])
            return services.beds_mend(today=today, **rest)

        return self._written(request, forms.MendSerializer, mended)

    @extend_schema(
        parameters=[forms.CandidatesAskedSerializer],
        responses=forms.BedOptionSerializer(many=True),
    )
    @action(detail=True)
    def candidates(self, request: Request, pk: str) -> Response:
        """Where a patient could lie, the lawful and cheap first."""
        plan = self.get_object()
        asked = self._asked(forms.CandidatesAskedSerializer, request.query_params).validated_data
        days = [bed_questions.day_of(plan, asked["date"])] if asked["date"] else None
        found = bed_questions.bed_candidates(
            plan=plan, patient=asked["patient"], actor=request.user, days=days
        )
        rows = [forms.option_row(plan, option) for option in found]
        return Response(forms.BedOptionSerializer(rows, many=True, context=forms.CONTEXT).data)

    @extend_schema(parameters=[forms.PatientAskedSerializer], responses=forms.WhyPlaceSerializer)
    @action(detail=True)
    def why(self, request: Request, pk: str) -> Response:
        """Why this bed: what speaks for it, what doing without would cost, and the next best."""
        plan, patient = self._patient(request)
        found = bed_questions.bed_why(plan=plan, patient=patient, actor=request.user)
        row = forms.why_row(plan, found)
        return Response(forms.WhyPlaceSerializer(row, context=forms.CONTEXT).data)

    @extend_schema(parameters=[forms.WhyNotAskedSerializer], responses=forms.BedOptionSerializer)
    @action(detail=True, url_path="why-not")
    def why_not(self, request: Request, pk: str) -> Response:
        """Why not that room: what putting the patient there would break and cost."""
        plan = self.get_object()
        asked = self._asked(forms.WhyNotAskedSerializer, request.query_params).validated_data
        found = bed_questions.bed_why_not(
            plan=plan,
            patient=asked["patient"],
            room=asked["room"],
            actor=request.user,
            day=bed_questions.day_of(plan, asked["date"]) if asked["date"] else None,
        )
        row = forms.option_row(plan, found)
        return Response(forms.BedOptionSerializer(row, context=forms.CONTEXT).data)

    @extend_schema(parameters=[forms.PatientAskedSerializer], responses=forms.NowhereSerializer)
    @action(detail=True)
    def nowhere(self, request: Request, pk: str) -> Response:
        """What stands in the way of a bed for a patient, and the cheapest rule to relax."""
        plan, patient = self._patient(request)
        found = bed_questions.bed_nowhere(plan=plan, patient=patient, actor=request.user)
        row = forms.nowhere_row(plan, found)
        return Response(forms.NowhereSerializer(row, context=forms.CONTEXT).data)

    @extend_schema(responses=forms.RiskSerializer(many=True))
    @action(detail=True)
    def overflow(self, request: Request, pk: str) -> Response:
        """How likely each ward has more patients than beds, by night."""
        plan = self.get_object()
        found = bed_questions.bed_overflow(plan=plan, actor=request.user)
        rows = [forms.risk_row(plan, risk) for risk in found]
        return Response(forms.RiskSerializer(rows, many=True).data)

    @extend_schema(responses=forms.NursedSerializer(many=True))
    @action(detail=True)
    def nursing(self, request: Request, pk: str) -> Response:
        """Who answers for which rooms, as far as the published rosters tell."""
        plan = self.get_object()
        found, shifts = bed_questions.bed_nursing(plan=plan, actor=request.user)
        rows = [forms.nursed_row(plan, nursing, shifts) for nursing in found]
        return Response(forms.NursedSerializer(rows, many=True).data)

    @extend_schema(request=None, responses=forms.BedRepairSerializer)
    @action(detail=True, methods=["post"])
    def repair(self, request: Request, pk: str) -> Response:
        """A proposal that mends the plan by the records of today, moving as few as possible."""
        plan = self.get_object()
        found = bed_questions.bed_repair(plan=plan, actor=request.user)
        row = forms.repair_row(bed_questions.repair_start(plan), found)
        return Response(forms.BedRepairSerializer(row).data, headers={"ETag": version_tag(plan)})

    def _patient(self, request: Request) -> tuple[Plan, str]:
        plan = self.get_object()
        asked = self._asked(forms.PatientAskedSerializer, request.query_params)
        return plan, asked.validated_data["patient"]
