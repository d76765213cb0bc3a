"""Plans: read, judged as they stand, published, and taken away as files."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
)
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from hospital.access import Act
from hospital.errors import ApplicationError
from operations import doors, scoping, selectors
from operations.api.base import (
    IF_MATCH,
    REFUSALS,
    ScopedViewSet,
    stale,
    version_named,
    version_tag,
)
from operations.core.rule import Violation
from operations.event_lines import event_line, events_told
from operations.exports.words import LANGUAGES
from operations.models import Finding, Plan, PlanEvent
from operations.plan_files import FORMATS, MEDIA, PARTS, PlanFile, plan_file
from operations.sharing import plan_sharing
from operations.words import violation_message

FINDINGS_SHOWN = 100
LINES = {
    "staffing": ("shift-assignment",),
    "beds": ("bed-assignment",),
    "supply": ("order-line", "delivery-line", "route-stop"),
}


class FindingSerializer(serializers.ModelSerializer):
    class Meta:
        model = Finding
        fields = ["id", "plan", "rule", "kind", "amount", "cost", "sentence", "subjects", "facts"]


class PlanEventSerializer(serializers.ModelSerializer):
    subject = serializers.SerializerMethodField(help_text="the line, by what it is called now")

    class Meta:
        model = PlanEvent
        fields = ["id", "plan", "at", "actor", "action", "subject", "before", "after", "reason"]

    def get_subject(self, event: PlanEvent) -> str:
        return event_line(event)


class PlanSerializer(serializers.ModelSerializer):
    network = serializers.SlugRelatedField(slug_field="code", read_only=True)
    facility = serializers.SlugRelatedField(slug_field="code", read_only=True)
    ward = serializers.SlugRelatedField(slug_field="code", read_only=True)
    published_by = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = Plan
        fields = [
            "id",
            "family",
            "scope",
            "network",
            "facility",
            "ward",
            "version",
            "edit_version",
            "state",
            "why_draft",
            "start",
            "days",
            "status",
            "hard_violations",
            "medium",
            "soft",
            "cost",
            "bound",
            "gap",
            "seconds",
            "seed",
            "run",
            "created",
            "published",
            "published_by",
        ]


class PlanDetailSerializer(PlanSerializer):
    findings = serializers.SerializerMethodField(help_text=f"the first {FINDINGS_SHOWN}")
    lines = serializers.SerializerMethodField(help_text="where each kind of line is read")

    class Meta(PlanSerializer.Meta):
        fields = [*PlanSerializer.Meta.fields, "cost_by_rule", "versions", "findings", "lines"]

    @extend_schema_field(FindingSerializer(many=True))
    def get_findings(self, plan: Plan) -> list[dict[str, Any]]:
        return FindingSerializer(plan.findings.all()[:FINDINGS_SHOWN], many=True).data

    def get_lines(self, plan: Plan) -> dict[str, str]:
        request = self.context.get("request")
        return {
            name: f"{reverse(f'{name}-list', request=request)}?plan={plan.pk}"
            for name in LINES[plan.family]
        }


class ViolationSerializer(serializers.Serializer):
    rule = serializers.CharField()
    amount = serializers.IntegerField()
    sentence = serializers.SerializerMethodField()
    subjects = serializers.ListField(child=serializers.CharField())
    facts = serializers.DictField(child=serializers.CharField())

    def get_sentence(self, violation: Violation) -> str:
        """In the reader's language; `context` names the family
        and, so that weeks are dates, the plan's first day."""
        return str(violation_message(self.context["family"], violation, self.context.get("start")))


class ReportSerializer(serializers.Serializer):
    """What the judge says of the plan as its lines stand now."""

    hard = serializers.IntegerField()
    medium = serializers.IntegerField()
    soft = serializers.IntegerField()
    cost = serializers.IntegerField()
    cost_by_rule = serializers.DictField(child=serializers.IntegerField())
    violations = ViolationSerializer(many=True)


class ChangeSerializer(serializers.Serializer):
    cell = serializers.CharField(help_text="what two plans are compared by, in words")
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class DifferenceSerializer(serializers.Serializer):
    """What the plan changes against another version, over the days that both have."""

    against = serializers.IntegerField(
        source="against.pk", allow_null=True, default=None, help_text="null: the first plan"
    )
    changes = ChangeSerializer(many=True)


class RangeSerializer(serializers.Serializer):
    least = serializers.IntegerField()
    most = serializers.IntegerField()
    spread = serializers.IntegerField()


class SharedSerializer(serializers.Serializer):
    """How one contract's people shared what weighs; nobody is named."""

    group = serializers.CharField(help_text="code of the contract")
    people = serializers.IntegerField(allow_null=True, help_text="null: fewer than five, no ranges")
    ranges = serializers.DictField(
        child=RangeSerializer(), help_text="nights, weekends, holidays, unpopular, granted"
    )


class PublishSerializer(serializers.Serializer):
    reason = serializers.CharField(
        max_length=500, required=False, default="", help_text="needed when hard rules are broken"
    )


class WithdrawSerializer(serializers.Serializer):
    # Missing, it is asked for by the service, after it has looked who asks.
    reason = serializers.CharField(
        max_length=500, default="", allow_blank=True, help_text="must be given; kept on the record"
    )


class WithdrawnSerializer(PlanDetailSerializer):
    in_force_again = serializers.ListField(
        child=serializers.IntegerField(), help_text="the plans that this one had replaced"
    )

    class Meta(PlanDetailSerializer.Meta):
        fields = [*PlanDetailSerializer.Meta.fields, "in_force_again"]


class AnyFormat(BaseContentNegotiation):
    """`format` names the file here, not the renderer; refusals are JSON all the same."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


def language_asked(request: Request) -> str:
    """Which language a file is written in. Raises ApplicationError for one that none is."""
    own = request.LANGUAGE_CODE.split("-")[0]
    language: str = request.query_params.get("language", own)
    if language not in LANGUAGES:
        raise ApplicationError(f"Files are written in: {', '.join(LANGUAGES)}.")
    return language


def file_response(found: PlanFile) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{found.name}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(found.content, content_type=found.media, headers=headers)


class PlanViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet):
    """Every version of every scope's plan."""

    act = Act.PUBLISH
    queryset = Plan.objects.select_related("network", "facility", "ward", "published_by").defer(
        "problem", "answer"
    )
    serializer_class = PlanSerializer
    filterset_fields = {
        "family": ["exact"],
        "scope": ["exact"],
        "state": ["exact"],
        "start": ["exact", "gte", "lte"],
        "facility__code": ["exact"],
        "network__code": ["exact"],
    }

    def seen(self, found: QuerySet[Any]) -> QuerySet[Any]:
        return found.filter(pk__in=scoping.plans_seen(self.request.user).values("pk"))

    @extend_schema(responses=PlanDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The plan, its costs by rule and its first findings. The ETag is what a change of one
        of its lines must send back as If-Match."""
        return self._detail(self.get_object())

    def _detail(self, plan: Plan) -> Response:
        data = PlanDetailSerializer(plan, context=self.get_serializer_context()).data
        return Response(data, headers={"ETag": version_tag(plan)})

    @extend_schema(responses=ReportSerializer)
    @action(detail=True)
    def report(self, request: Request, pk: str) -> Response:
        """Judge the plan again, edits included."""
        plan = self.get_object()
        *_rest, report = selectors.plan_core(plan)
        judged = ReportSerializer(report, context={"family": plan.family, "start": plan.start})
        return Response(judged.data, headers={"ETag": version_tag(plan)})

    @extend_schema(responses=DifferenceSerializer)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def difference(self, request: Request, pk: str) -> Response:
        """A draft against the published plan of its scope, any other against the one before."""
        found = selectors.plan_difference(self.get_object())
        return Response(DifferenceSerializer(found).data)

    @extend_schema(responses=SharedSerializer(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def sharing(self, request: Request, pk: str) -> Response:
        """A roster's ward: what the twelve months up to its end gave people, by contract."""
        return Response(SharedSerializer(plan_sharing(self.get_object()), many=True).data)

    @extend_schema(
        parameters=[IF_MATCH],
        request=PublishSerializer,
        responses={200: PlanDetailSerializer, **REFUSALS},
    )
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Make this draft the plan of its scope; the former one is kept as replaced."""
        plan, base = self.get_object(), version_named(request)
        asked = PublishSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        if base != plan.edit_version:
            return stale(plan)
        reason = asked.validated_data["reason"]
        doors.plan_publish(user=request.user, plan=plan, base_version=base, reason=reason)
        return self._detail(self.get_object())

    @extend_schema(
        parameters=[IF_MATCH],
        request=WithdrawSerializer,
        responses={200: WithdrawnSerializer, **REFUSALS},
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take a publication back: the plan is a draft again, and those that it had replaced are in
        force again."""
        plan, base = self.get_object(), version_named(request)
        asked = WithdrawSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        if base != plan.edit_version:
            return stale(plan)
        found = doors.plan_withdraw(
            user=request.user, plan=plan, base_version=base, **asked.validated_data
        )
        answer = self._detail(self.get_object())
        answer.data = {**answer.data, "in_force_again": [each.pk for each in found.again]}
        return answer

    @extend_schema(
        parameters=[
            OpenApiParameter("format", str, enum=FORMATS, required=True),
            OpenApiParameter("part", str, enum=PARTS, description="supply: which of its plans"),
            OpenApiParameter("language", str, enum=LANGUAGES),
            OpenApiParameter("staff", str, description="ics: one person's calendar"),
        ],
        responses={
            (200, media): OpenApiTypes.OBJECT if name == "json" else OpenApiTypes.BINARY
            for name, media in MEDIA.items()
        }
        | {400: OpenApiResponse(description="the family has no such part or format")},
    )
    @action(
        detail=True, content_negotiation_class=AnyFormat, pagination_class=None, filter_backends=[]
    )
    def export(self, request: Request, pk: str) -> HttpResponse:
        """The plan as a file."""
        plan = self.get_object()
        doors.export_required(request.user, plan)
        asked = request.query_params
        language = language_asked(request)
        fmt, part, staff = (asked.get(name) for name in ("format", "part", "staff"))
        found = doors.file_taken(
            user=request.user,
            plan=plan,
            asked={"format": fmt or "", "part": part or "", "staff": staff or ""},
            make=lambda: plan_file(plan, fmt or "", language=language, part=part, staff=staff),
        )
        return file_response(found)


class OfAPlanViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet):
    def seen(self, found: QuerySet[Any]) -> QuerySet[Any]:
        within = scoping.rows_seen(found.model, self.request.user)
        return found.filter(pk__in=within.values("pk"))


class FindingViewSet(OfAPlanViewSet):
    """What the judge, or the reading of the records, found."""

    queryset = Finding.objects.all()
    serializer_class = FindingSerializer
    filterset_fields = {"plan": ["exact"], "rule": ["exact"], "kind": ["exact"]}


class PlanEventViewSet(OfAPlanViewSet):
    """The record of changes."""

    queryset = PlanEvent.objects.all()
    serializer_class = PlanEventSerializer
    filterset_fields = {"plan": ["exact"], "action": ["exact"], "actor": ["exact"]}

    def seen(self, found: QuerySet[Any]) -> QuerySet[Any]:
        return events_told(super().seen(found))
