"""Order lines: read by anybody of the place, changed, approved, ordered and received by officers,
out as files of what the filters show, and back from an edited one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiRequest,
    OpenApiResponse,
    extend_schema,
)
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from hospital.access import Act
from hospital.errors import ApplicationError
from hospital.numbers import whole_number
from operations import doors, scoping, services
from operations.api.base import IF_MATCH, REFUSALS, stale, version_named, version_tag
from operations.api.lines import PREVIEW, EditableViewSet
from operations.api.order_forms import (
    NAMED,
    CancelSerializer,
    OrderChangedSerializer,
    OrderChangeSerializer,
    OrderLineSerializer,
    OrdersEffectSerializer,
    OrdersFileSerializer,
    OrdersTakenSerializer,
    ReceivedSerializer,
    ReceiveSerializer,
    ReplannedSerializer,
    ReplanSerializer,
    StepSerializer,
)
from operations.api.plans import AnyFormat, file_response, language_asked
from operations.exports.words import LANGUAGES
from operations.models import Family, OrderLine, Plan
from operations.plan_files import LINE_FORMATS, MEDIA, order_lines_file


def _speaking_of(plan: Plan) -> dict[str, Any]:
    """What sentences about the plan need to know: weeks are said as dates."""
    return {"family": plan.family, "start": plan.start}


def previewed(request: Request) -> bool:
    return request.query_params.get("preview") in {"1", "true"}


class OrderLineViewSet(EditableViewSet):
    """What to order."""

    act = Act.SUPPLY
    queryset = OrderLine.objects.select_related(
        "plan__network", "plan__facility", "supplier", "product", "facility"
    ).defer("plan__problem", "plan__answer")
    serializer_class = OrderLineSerializer
    filterset_fields = {
        "plan": ["exact"],
        "plan__state": ["exact"],
        "supplier__code": ["exact"],
        "mode": ["exact"],
        "product__code": ["exact"],
        "order_date": ["exact", "gte", "lte"],
        "state": ["exact"],
        "edited": ["exact"],
        "locked": ["exact"],
    }

    @extend_schema(
        parameters=[IF_MATCH, PREVIEW],
        request=OrderChangeSerializer,
        responses={200: OrderChangedSerializer, **REFUSALS},
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Another quantity, supplier or day, or an approval: judged, kept, and pinned."""
        return self._patch(request)

    def changed(self, row: Any, request: Request, base: int) -> dict[str, Any]:
        asked = OrderChangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        why, approved = values.pop("why"), values.pop("approved_packs", None)
        effect = services.orders_change(
            plan=row.plan,
            changes=[services.OrderChange(row.pk, values, approved, why)],
            actor=request.user,
            base_version=base,
            preview=previewed(request),
        )
        return {"effect": OrdersEffectSerializer(effect, context=_speaking_of(row.plan)).data}

    def _plan_asked(self, number: int) -> Plan:
        plans = scoping.plans_seen(self.request.user).filter(family=Family.SUPPLY)
        found = plans.filter(pk=number).first()
        if found is None:
            raise ApplicationError(_("There is no supply plan %(plan)d.") % {"plan": number})
        return found

    @extend_schema(
        parameters=[IF_MATCH],
        request=StepSerializer,
        responses={200: OrdersEffectSerializer, **REFUSALS},
    )
    @action(detail=False, methods=["post"], pagination_class=None, filter_backends=[])
    def step(self, request: Request) -> Response:
        """Lines become reviewed, approved, ordered or received; all of them or none."""
        asked = StepSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        plan, base = self._plan_asked(given["plan"]), version_named(request)
        if base != plan.edit_version:
            return stale(plan)
        effect = services.orders_step(
            plan=plan,
            lines=given["lines"],
            to=given["to"],
            actor=request.user,
            base_version=base,
            reason=given["why"],
            packs={
                number: count
                for line, count in given["packs"].items()
                if (number := whole_number(line)) is not None
            },
        )
        data = OrdersEffectSerializer(effect, context=_speaking_of(plan)).data
        return Response(data, headers={"ETag": version_tag(plan)})

    @extend_schema(
        parameters=[IF_MATCH],
        request=ReceiveSerializer,
        responses={200: ReceivedSerializer, **REFUSALS},
    )
    @action(detail=False, methods=["post"], pagination_class=None, filter_backends=[])
    def receive(self, request: Request) -> Response:
        """What came of lines that are ordered, by lot and in parts, is in the depot's stock; all of
        it or nothing, also of a plan that was replaced since."""
        asked = ReceiveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        plan, base = self._plan_asked(given["plan"]), version_named(request)
        if base != plan.edit_version:
            return stale(plan)
        receipts = [services.Receipt(**each) for each in given["receipts"]]
        services.orders_receive(
            plan=plan,
            receipts=receipts,
            actor=request.user,
            base_version=base,
            reason=given["why"].strip(),
        )
        lines = self.get_queryset().filter(pk__in=[each.line for each in receipts]).order_by("pk")
        data = ReceivedSerializer({"lines": lines}).data
        return Response(data, headers={"ETag": version_tag(plan)})

    @extend_schema(
        parameters=[IF_MATCH],
        request=CancelSerializer,
        responses={200: OrdersEffectSerializer, **REFUSALS},
    )
    @action(detail=False, methods=["post"], pagination_class=None, filter_backends=[])
    def cancel(self, request: Request) -> Response:
        """Orders that will not come: their lines are to be decided anew, what came stays received.
        All of them or none, also of a plan that was replaced since."""
        asked = CancelSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        plan, base = self._plan_asked(given["plan"]), version_named(request)
        if base != plan.edit_version:
            return stale(plan)
        effect = services.orders_cancel(
            plan=plan,
            lines=given["lines"],
            actor=request.user,
            base_version=base,
            reason=given["why"],
        )
        data = OrdersEffectSerializer(effect, context=_speaking_of(plan)).data
        return Response(data, headers={"ETag": version_tag(plan)})

    @extend_schema(
        parameters=[IF_MATCH, PREVIEW],
        request=ReplanSerializer,
        responses={200: ReplannedSerializer, **REFUSALS},
    )
    @action(detail=False, methods=["post"], pagination_class=None, filter_backends=[])
    def replan(self, request: Request) -> Response:
        """Products are planned again around what is locked; all other lines stay."""
        asked = ReplanSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        plan, base = self._plan_asked(given["plan"]), version_named(request)
        if base != plan.edit_version:
            return stale(plan)
        found = services.orders_replan(
            plan=plan,
            actor=request.user,
            base_version=base,
            products=given["products"],
            preview=previewed(request),
            mark=given["mark"],
            reason=given["why"],
        )
        data = ReplannedSerializer(found, context=_speaking_of(plan)).data
        return Response(data, headers={"ETag": version_tag(plan)})

    @extend_schema(
        parameters=[
            OpenApiParameter("format", str, enum=LINE_FORMATS, required=True),
            OpenApiParameter("language", str, enum=LANGUAGES),
        ],
        responses={(200, MEDIA[name]): OpenApiTypes.BINARY for name in LINE_FORMATS}
        | {400: OpenApiResponse(description="lines of several plans, or no such format")},
    )
    @action(detail=False, content_negotiation_class=AnyFormat, pagination_class=None)
    def export(self, request: Request) -> HttpResponse:
        """The lines that the same filters list, as one file."""
        lines = self.filter_queryset(self.get_queryset())
        fmt, language = request.query_params.get("format", ""), language_asked(request)
        found = doors.order_lines_taken(
            user=request.user,
            lines=lines,
            asked={"format": fmt, "filter": request.query_params.urlencode()[:300]},
            make=lambda: order_lines_file(lines, fmt, language=language),
        )
        return file_response(found)

    @extend_schema(
        parameters=[IF_MATCH, PREVIEW],
        request={"multipart/form-data": OpenApiRequest(OrdersFileSerializer, encoding=NAMED)},
        responses={200: OrdersTakenSerializer, **REFUSALS}
        | {409: OpenApiResponse(description="written before the plan's last change")},
    )
    @action(
        detail=False,
        methods=["post"],
        url_path="import",
        url_name="import",
        parser_classes=[MultiPartParser],
        pagination_class=None,
        filter_backends=[],
    )
    def take_in(self, request: Request) -> Response:
        """An exported file comes back edited: its changed cells are changes of the plan, taken
        whole or not at all."""
        asked = OrdersFileSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        plan, base = self._plan_asked(asked.validated_data["plan"]), version_named(request)
        if base != plan.edit_version:
            return stale(plan)
        edits, effect = doors.orders_import(
            user=request.user,
            plan=plan,
            upload=asked.validated_data["file"],
            preview=previewed(request),
        )
        taken = {"cells": edits.cells, "effect": effect}
        said = OrdersTakenSerializer(taken, context=_speaking_of(plan))
        return Response(said.data, headers={"ETag": version_tag(plan)})
