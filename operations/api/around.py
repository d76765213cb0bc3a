"""What the questions around any family's plan share: to judge changes, and to write them."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from hospital.access import Act, require
from hospital.errors import Conflict
from operations.api.base import ScopedViewSet, stale, version_named, version_tag
from operations.api.lines import EffectSerializer
from operations.models import Plan


class AroundPlanViewSet(ScopedViewSet):
    """Forms are serializers whose `changes(plan)` gives the family's changes."""

    act: Act
    pagination_class = None
    filter_backends: list[Any] = []

    def get_object(self) -> Any:
        """The plan, for who may change it; `propose` is also for the person themself, as its
        service says."""
        plan = super().get_object()
        if self.action != "propose":
            require(self.request.user, self.act, plan.facility, plan.network)
        return plan

    def _asked(self, serializer: Any, data: Any) -> Any:
        found = serializer(data=data)
        found.is_valid(raise_exception=True)
        return found

    def _judged(self, request: Request, form: Any, preview: Any) -> Response:
        plan = self.get_object()
        changes = self._asked(form, request.data).changes(plan)
        return self._effect(plan, preview(plan=plan, changes=changes, actor=request.user))

    def _written(self, request: Request, form: Any, write: Any) -> Response:
        """Only against the version that the request names."""
        plan, base = self.get_object(), version_named(request)
        if base != plan.edit_version:
            return stale(plan)
        asked = self._asked(form, request.data)
        try:
            effect = write(
                plan=plan,
                changes=asked.changes(plan),
                actor=request.user,
                base_version=base,
                reason=asked.validated_data["why"],
            )
        except Conflict:
            plan.refresh_from_db()
            if plan.edit_version != base:
                return stale(plan)
            raise
        plan.refresh_from_db(fields=["edit_version"])
        return self._effect(plan, effect)

    def _effect(self, plan: Plan, effect: Any) -> Response:
        return Response(
            EffectSerializer(effect, context={"family": plan.family}).data,
            headers={"ETag": version_tag(plan)},
        )
