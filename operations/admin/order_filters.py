"""By what an officer looks through order lines: what lacks, what departs from the usual rule."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from operations.lacking import lines_lacking


def _named(words: Any) -> type[admin.ChoicesFieldListFilter]:
    """The usual filter by a field of choices, by a name that tells it from those beside it."""

    class Named(admin.ChoicesFieldListFilter):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.title = str(words)

    return Named


LineStateFilter = _named(gettext_lazy("state of the line"))
PlanStateFilter = _named(gettext_lazy("state of the plan"))
UrgencyFilter = _named(gettext_lazy("class of the product"))


class LacksFilter(admin.SimpleListFilter):
    """Lines of what will lack somewhere all the same, by the plan's own findings."""

    title = gettext_lazy("what lacks")
    parameter_name = "lacks"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("any", gettext_lazy("lacks somewhere")),
            ("vital", gettext_lazy("vital, and lacks")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        return lines_lacking(queryset, vital=self.value() == "vital")


AVERAGE = F("average_rule_packs")
AGAINST_AVERAGE = {
    "twice": (gettext_lazy("twice as many or more"), Q(packs__gte=2 * AVERAGE, packs__gt=0)),
    "more": (gettext_lazy("more"), Q(packs__gt=AVERAGE)),
    "same": (gettext_lazy("as many"), Q(packs=AVERAGE)),
    "fewer": (gettext_lazy("fewer"), Q(packs__lt=AVERAGE)),
}


class AverageFilter(admin.SimpleListFilter):
    """Where the plan departs from what the average-consumption rule (AMC) would order."""

    title = gettext_lazy("packs against the average rule")
    parameter_name = "average"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(code, words) for code, (words, _is) in AGAINST_AVERAGE.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = AGAINST_AVERAGE.get(self.value() or "")
        return queryset.filter(asked[1]) if asked else queryset
