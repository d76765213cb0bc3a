"""What the API's viewsets share: scoping, and version tags."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from hospital.api import RolePermission
from hospital.errors import ApplicationError
from operations.event_lines import last_told
from operations.models import Plan

VERSION_TAG = re.compile(r'^(?:W/)?"v(\d+)"$')

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description='The ETag of the plan as it was seen, for example "v7". 428 without it.',
)
IF_MATCH_ROW = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the row as it was seen. 428 without it.",
)
REFUSALS = {
    412: OpenApiResponse(description="changed since; the answer's ETag is the current one"),
    428: OpenApiResponse(description="If-Match is missing"),
}


@csrf_exempt
def nothing_here(request: HttpRequest) -> JsonResponse:
    """To a program no page to log in at, which is what the site says of an unknown address."""
    said = _("There is nothing at this address.")
    return JsonResponse({"message": said, "extra": {}}, status=404)


class VersionMissing(ApplicationError):
    """A change must say which version it is a change of (RFC 6585)."""

    status = 428


class ScopedViewSet(GenericViewSet):
    """`seen` gives the rows within the person's reach; all else is not found."""

    queryset: QuerySet[Any]

    def get_queryset(self) -> QuerySet[Any]:
        found = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return found.none()
        return self.seen(found)

    def seen(self, found: QuerySet[Any]) -> QuerySet[Any]:
        raise NotImplementedError


class StaffOrRole(RolePermission):
    """Who is rostered may come in without a role: the services let each see to their own days."""

    def has_permission(self, request: Any, view: Any) -> bool:
        user = request.user
        if user and user.is_authenticated and user.is_active and hasattr(user, "staff_member"):
            return True
        return super().has_permission(request, view)


def version_tag(plan: Plan) -> str:
    """A plan's ETag: the number of changes made to it."""
    return f'"v{plan.edit_version}"'


def tag_named(request: Any) -> str:
    """What If-Match says. Raises VersionMissing (428) without it; `*` names no version."""
    given: str = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        raise VersionMissing(
            _("Send If-Match with the ETag of what you saw, so that no change is lost.")
        )
    return given


def version_named(request: Any) -> int:
    """The version in If-Match; -1, which no plan has, for a tag that is not one of ours.

    Raises VersionMissing (428).
    """
    found = VERSION_TAG.match(tag_named(request))
    return int(found.group(1)) if found else -1


class Outdated(ApplicationError):
    """A change of a row that is not any more as it was seen; says the tag that stands."""

    status = 412

    def __init__(self, tag: str) -> None:
        super().__init__(_("This has changed since you saw it; look at it again."))
        self.headers = {"ETag": tag}


class TaggedMixin:
    """A row has an ETag of what is decided about it (`tag_fields`); deciding names it."""

    tag_fields: tuple[str, ...]

    def tagged(self, row: Model, data: Any, status: int = 200) -> Response:
        return Response(data, status=status, headers={"ETag": state_tag(row, *self.tag_fields)})

    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()  # type: ignore[attr-defined]
        return self.tagged(row, self.get_serializer(row).data)  # type: ignore[attr-defined]

    def as_seen(self, request: Any) -> Any:
        """The row, if it stands as If-Match says. Raises VersionMissing (428), Outdated (412)."""
        row = self.get_object()  # type: ignore[attr-defined]
        current = state_tag(row, *self.tag_fields)
        if tag_named(request).removeprefix("W/") != current:
            raise Outdated(current)
        return row


def stale(plan: Plan) -> Response:
    """412 with the version that stands and what was done last."""
    last = last_told(plan.events.all())
    done = f" ({last})" if last else ""
    return Response(
        {
            "message": _("This plan has changed since you saw it%(done)s.") % {"done": done},
            "extra": {"edit_version": plan.edit_version},
        },
        status=412,
        headers={"ETag": version_tag(plan)},
    )


def state_tag(row: Model, *fields: str) -> str:
    """An ETag from what a poller waits for."""
    parts = "|".join(str(getattr(row, field)) for field in fields)
    return f'"{hashlib.sha256(parts.encode()).hexdigest()[:20]}"'


def unless_seen(request: Any, tag: str, response: Response) -> Any:
    """The answer, or 304 when the caller has it already."""
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=tag, response=response)
