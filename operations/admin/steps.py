"""What pages one step below a plan or one of its lines share: frame, places, and their buttons."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hospital.access import may
from hospital.errors import ApplicationError
from hospital.numbers import whole_number
from hospital.said import listed
from operations import scoping, services
from operations.admin.base import refusals_shown, signed
from operations.admin.effects import show
from operations.models import Plan
from operations.words import reason_message, rule_label, violation_message

SENTENCES_SHOWN = 3
PARTS_SHOWN = 4

Made = TypeVar("Made")


def changes_sent(text: str, made: Callable[..., Made]) -> list[Made]:
    """What a button carries. Raises ApplicationError for what no button of ours sends."""
    try:
        return [made(*each) for each in json.loads(text)]
    except (TypeError, ValueError, OverflowError, RecursionError) as broken:
        raise ApplicationError(_("Choose one of the ways offered.")) from broken


def version_sent(request: HttpRequest) -> int:
    """The version that the page showed; -1, which no plan has, for anything else."""
    version = whole_number(request.POST.get("base_version", ""))
    return -1 if version is None else version


def kept(request: HttpRequest, service: Callable[..., services.EditEffect], **what: Any) -> None:
    """Carry out what a button of these pages asks for, and say what it did."""
    effect = service(
        actor=request.user,
        base_version=version_sent(request),
        reason=request.POST.get("why", "")[:500],
        **what,
    )
    show(request, what["plan"], effect)


def reasons_said(reasons: Iterable[Any]) -> list[SafeString]:
    return [reason_message(each.code, each.facts).marked() for each in reasons]


def option_said(family: str, option: Any) -> dict[str, Any]:
    """What every way of doing something shows: its cost, whether it is lawful, what it breaks."""
    said = option.stops() or option.difference.appeared
    return {
        "cost": signed(option.cost),
        "lawful": option.lawful,
        "sentences": [violation_message(family, each).marked() for each in said[:SENTENCES_SHOWN]],
        "parts": costs_said(family, getattr(option.difference, "costs", {})),
    }


def costs_said(family: str, costs: Mapping[str, int]) -> str:
    """Of which rules a change of the cost is made, the most of it first; "" of one alone that its
    sentence names, or of none."""
    if len(costs) < 2:
        return ""
    most = sorted(costs.items(), key=lambda each: -abs(each[1]))[:PARTS_SHOWN]
    parts = listed(f"{rule_label(family, code)} {signed(cost)}" for code, cost in most)
    return _("Of that: %(parts)s.") % {"parts": parts}


def place_said(room: str, day: date | None) -> str:
    """A room from a day on; empty without a room."""
    return listed((room, date_format(day, "MONTH_DAY_FORMAT"))) if room and day else room


def difference_said(before: Any, after: Any) -> dict[str, str]:
    """Two reports beside each other."""
    return {"hard": f"{before.hard} → {after.hard}", "cost": signed(after.cost - before.cost)}


def below(plan: Plan, step: str) -> dict[str, Any]:
    """What a page one step below a plan's own shows around itself."""
    return _frame(Plan, plan, step) | {"version": plan.edit_version}


def beside(line: Any, step: str) -> dict[str, Any]:
    """The same below the page of one line."""
    return _frame(type(line), line, step) | {
        "title": _("Around %(line)s") % {"line": line},
        "version": line.plan.edit_version,
    }


def _frame(model: type[Model], row: Any, step: str) -> dict[str, Any]:
    name = f"admin:operations_{model._meta.model_name}"
    return {
        "opts": model._meta,
        "list": reverse(f"{name}_changelist"),
        "item": reverse(f"{name}_change", args=[row.pk]),
        "of": row,
        "step": step,
    }


class AroundStep:
    """Mixed into the admin of lines: `around/` beside each line's own page."""

    around_step: Any
    """What the page is called in its breadcrumbs (lazy)."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.around_view)  # type: ignore[attr-defined]
        name = self._around_name()
        return [path("<int:pk>/around/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def _around_name(self) -> str:
        return f"operations_{self.model._meta.model_name}_around"  # type: ignore[attr-defined]

    def around_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        seen = self.seen(request)  # type: ignore[attr-defined]
        line = get_object_or_404(seen, pk=pk)
        act_required(request, line.plan)
        if request.method == "POST":
            with refusals_shown(request):
                self.around_keep(request, line.plan)
            return HttpResponseRedirect(reverse(f"admin:{self._around_name()}", args=[pk]))
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            **beside(line, str(self.around_step)),
        }
        with refusals_shown(request):
            context |= self.around_answers(line, request.user)
        page = f"admin/operations/{line._meta.model_name}/around.html"
        return render(request, page, context)

    def around_keep(self, request: HttpRequest, plan: Plan) -> None:
        raise NotImplementedError

    def around_answers(self, line: Any, actor: Any) -> dict[str, Any]:
        raise NotImplementedError


def act_required(request: HttpRequest, plan: Plan) -> None:
    """Raises PermissionDenied for whoever may not change plans of this family there."""
    if not may(request.user, scoping.FAMILY_ACT[plan.family], plan.facility, plan.network):
        raise PermissionDenied


@dataclass(frozen=True, slots=True)
class Mend:
    """A page beside a plan that looks for a repair on one click and keeps it on another.

    whole: name of the page that shows the plan, to which who has kept it comes back. keep: carries
    out what the page proposed, which comes back in the field `carries`. look: the proposal as the
    page shows it. more: what the page shows besides.
    """

    family: str
    template: str
    step: Any
    title: Any
    keep: Callable[[HttpRequest, Plan], None]
    look: Callable[[HttpRequest, Plan], dict[str, Any]]
    carries: str
    whole: str
    more: Callable[[HttpRequest, Plan], dict[str, Any]] | None = None

    def answer(self, site: Any, request: HttpRequest, pk: int) -> HttpResponse:
        plans = scoping.plans_seen(request.user).filter(family=self.family)
        plan = get_object_or_404(plans, pk=pk)
        act_required(request, plan)
        context = site.each_context(request) | below(plan, str(self.step))
        context |= {"title": str(self.title) % {"plan": plan}, "carries": self.carries}
        if "_keep" in request.POST:
            with refusals_shown(request):
                self.keep(request, plan)
                return HttpResponseRedirect(reverse(self.whole, args=[pk]))
        elif request.method == "POST":
            with refusals_shown(request):
                context["repair"] = self.look(request, plan)
        if self.more is not None:
            with refusals_shown(request):
                context |= self.more(request, plan)
        return render(request, self.template, context)
