"""Which line counts on a day, when rosters of this week and the next are both published.

A published plan holds from its first day until the first day of the next one of its scope.
"""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet

from operations.models import Plan, PlanState

RowT = TypeVar("RowT", bound=Model)


def in_force(rows: QuerySet[RowT], day: str) -> QuerySet[RowT]:
    """Lines of published plans that no later published plan has taken over on their own `day`."""
    later = Plan.objects.filter(
        family=OuterRef("plan__family"),
        scope=OuterRef("plan__scope"),
        state=PlanState.PUBLISHED,
        start__gt=OuterRef("plan__start"),
        start__lte=OuterRef(day),
    )
    return rows.filter(~Exists(later), plan__state=PlanState.PUBLISHED)
