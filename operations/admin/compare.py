"""Two plans beside each other, and a plan beside what it would be if something were otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hospital.access import Act, may
from hospital.errors import ApplicationError
from hospital.numbers import whole_number
from operations import launch, scoping, selectors, services
from operations.admin.asked import scenario_said
from operations.admin.base import refusals_shown, signed_price
from operations.admin.steps import below
from operations.core.report import Report
from operations.core.rule import Rule
from operations.core.what_if import APPLIES, Scenario
from operations.families import FAMILIES
from operations.models import CLOSED, Family, Plan, PlanState, Run
from operations.rule_kinds import hard_rules
from operations.services.what_if import LIMITS, LONGEST_SECONDS, SECONDS
from operations.words import rule_label
from operations.words.units import UNITS

CHANGES_SHOWN = 400
OTHERS_SHOWN = 60
LABELS = {
    "admissions_percent": gettext_lazy("patients more (+) or fewer (−), %"),
    "absent": gettext_lazy("people away throughout"),
    "beds_closed": gettext_lazy("beds closed"),
    "lead_days": gettext_lazy("new orders arrive later by, days"),
}


class ScenarioForm(forms.Form):
    """What of this family can be otherwise, and how long to search."""

    def __init__(self, family: str, data: Any = None) -> None:
        super().__init__(data)
        for name in APPLIES[family]:
            low, high = LIMITS[name]
            self.fields[name] = forms.IntegerField(
                label=LABELS[name], min_value=low, max_value=high, required=False, initial=0
            )
        self.fields["seconds"] = forms.IntegerField(
            label=gettext_lazy("seconds of search"),
            min_value=1,
            max_value=LONGEST_SECONDS,
            initial=SECONDS,
        )

    def scenario(self) -> Scenario:
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        asked.pop("seconds", None)
        return Scenario(**asked)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the comparison; between: the plan as it is under the other one's question, from
    which a change is then counted: only planning anew is anybody's to decide. family: whose cost it
    is, none of what is counted."""

    label: str
    before: int
    between: int | None
    after: int
    family: str = ""
    judged: bool = True
    """Whether less of it is better: not of what plans cost that break the law by different much."""

    @property
    def moves(self) -> bool:
        return self.after != self.without

    @property
    def change(self) -> str:
        return signed_price(self.family, self.after - self.without)

    @property
    def better(self) -> bool | None:
        return self.after < self.without if self.moves and self.judged else None

    @property
    def without(self) -> int:
        return self.before if self.between is None else self.between


class ComparePlan:
    """Mixed into the admin of plans: `compare/` and `what_if/` beside each plan's own page."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view  # type: ignore[attr-defined]
        here = "operations_plan"
        return [
            path("<int:pk>/compare/", view(self.compare_view), name=f"{here}_compare"),
            path("<int:pk>/what_if/", view(self.what_if_view), name=f"{here}_what_if"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """This plan against another of its scope, `with`: unless told otherwise the one that a
        what-if was asked of, else the one before it."""
        plans = scoping.plans_seen(request.user)
        plan = get_object_or_404(plans.select_related("run"), pk=pk)
        same = plans.filter(family=plan.family, scope=plan.scope).exclude(pk=pk)
        if request.method == "POST":
            return self._promoted(request, plan)
        asked = services.what_if_of(plan.run)
        if "with" in request.GET:
            other = same.filter(pk=whole_number(request.GET["with"])).first()
        elif asked:
            other = same.filter(pk=asked[0].pk).first()
        else:
            planned = same.exclude(run__params__has_key="what_if").order_by("-version")
            other = planned.filter(version__lt=plan.version).first() or planned.first()
        context = self._frame(request, plan, _("Compare")) | {
            "title": _("Compare %(plan)s") % {"plan": plan},
            "may_ask": other is None and _may_ask(request, plan),
            "others": same.defer("problem", "answer").order_by("-version")[:OTHERS_SHOWN],
            "other": other,
            "said": scenario_said(asked[1]) if asked else "",
            "may_promote": plan.state == PlanState.TRIAL and _may_ask(request, plan),
        }
        if other is not None:
            of_it = asked is not None and asked[0] == other
            # What came first stands first, whichever of the two was opened.
            newer = of_it or plan.version > other.version
            before, after = (other, plan) if newer else (plan, other)
            with refusals_shown(request):
                context |= _compared(before, after, of_it)
        return render(request, "admin/operations/plan/compare.html", context)

    def _promoted(self, request: HttpRequest, plan: Plan) -> HttpResponse:
        if not _may_ask(request, plan):
            raise PermissionDenied
        with refusals_shown(request):
            draft = services.what_if_promote(
                trial=plan, actor=request.user, reason=request.POST.get("why", "")
            )
            messages.success(request, _("This is the draft; look at it and publish it."))
            return HttpResponseRedirect(reverse("admin:operations_plan_change", args=[draft.pk]))
        return HttpResponseRedirect(request.get_full_path())

    def what_if_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        plan = get_object_or_404(scoping.plans_seen(request.user), pk=pk)
        if not _may_ask(request, plan):
            raise PermissionDenied
        form = ScenarioForm(plan.family, request.POST or None)
        if request.method == "POST" and form.is_valid():
            with refusals_shown(request):
                run = launch.what_if_start(
                    plan=plan,
                    scenario=form.scenario(),
                    actor=request.user,
                    seconds=form.cleaned_data["seconds"],
                )
                return HttpResponseRedirect(reverse("admin:operations_run_change", args=[run.pk]))
        context = self._frame(request, plan, _("What if")) | {
            "title": _("What if, for %(plan)s") % {"plan": plan},
            "form": form,
            "asked": _asked_before(plan),
            "closed": plan.state in CLOSED,
        }
        return render(request, "admin/operations/plan/what_if.html", context)

    def _frame(self, request: HttpRequest, plan: Plan, step: str) -> dict[str, Any]:
        site = self.admin_site.each_context(request)  # type: ignore[attr-defined]
        return {**site, **below(plan, step), "plan": plan}


def _may_ask(request: HttpRequest, plan: Plan) -> bool:
    where = plan.facility, plan.network
    acts = (Act.RUN, scoping.FAMILY_ACT[plan.family])
    return all(may(request.user, act, *where) for act in acts)


def _asked_before(plan: Plan) -> list[tuple[Run, str]]:
    """The last what-ifs of the plan, the newest first."""
    runs = Run.objects.filter(kind=plan.family, scope=plan.scope, params__what_if__plan=plan.pk)
    shown = runs.select_related("plan").defer("plan__problem", "plan__answer", "incumbent")
    found = []
    for run in shown.order_by("-pk")[:OTHERS_SHOWN]:
        asked = {k: v for k, v in run.params["what_if"].items() if k != "plan"}
        found.append((run, scenario_said(Scenario(**asked))))
    return found


def _compared(before: Plan, after: Plan, between: bool) -> dict[str, Any]:
    report: Report | None = None
    if between:
        try:
            report = services.unchanged_judged(after, before)
        except (ApplicationError, KeyError):
            report = None  # its lines name what is not there any more
    found = selectors.plans_compared(after, before)
    changes = found.changes[:CHANGES_SHOWN]
    whose = _seller_or_place if after.family == Family.SUPPLY else _whose
    hard = hard_rules(after.family, before, after)
    broken = _broken(before, report, after, hard)
    return {
        "before": before,
        "after": after,
        "broken": broken,
        "figures": _costs(before, report, after, hard, judged=not broken[0].moves),
        "between": report is not None,
        "count": len(found.changes),
        "more": len(found.changes) - len(changes),
        "groups": [(name, list(rows)) for name, rows in groupby(changes, lambda c: whose(c.cell))],
        "whom": _whom(after.family, len({whose(change.cell) for change in found.changes})),
    }


def _whom(family: str, count: int) -> str:
    said = {
        Family.STAFFING: ngettext(
            "it concerns %(count)d person", "it concerns %(count)d people", count
        ),
        Family.BEDS: ngettext(
            "it concerns %(count)d patient", "it concerns %(count)d patients", count
        ),
        Family.SUPPLY: ngettext(
            "it concerns %(count)d supplier or facility",
            "it concerns %(count)d suppliers or facilities",
            count,
        ),
    }
    return said[Family(family)] % {"count": count}


def _seller_or_place(cell: str) -> str:
    """A supplier or a facility, whose names may have commas."""
    return cell.partition(": ")[0]


def _whose(cell: str) -> str:
    """What stands before the day or the place of a cell: a person, a patient."""
    return cell.split(",")[0].split(":")[0].strip()


def _broken(before: Plan, between: Report | None, after: Plan, hard: set[str]) -> list[Figure]:
    """Hard rules broken in all, and of each how much, in its own unit."""
    rules = {rule.code: rule for rule in FAMILIES[after.family].rules}
    whole = Figure(
        _("hard rules broken"), before.hard_violations, between and between.hard,
        after.hard_violations,
    )  # fmt: skip
    rows = [
        Figure(_with_unit(after.family, rules.get(code), code), *amounts)
        for code, amounts in _by_rule(before, between, after)
        if code in hard
    ]
    return [whole, *_most_first(rows)]


def _with_unit(family: str, rule: Rule | None, code: str) -> str:
    label = rule_label(family, code)
    return f"{label} ({UNITS[rule.unit]})" if rule and rule.unit in UNITS else label


def _costs(
    before: Plan, between: Report | None, after: Plan, hard: set[str], *, judged: bool
) -> list[Figure]:
    family = after.family
    sums = [
        Figure(
            _("medium"), before.medium, between and between.medium, after.medium, family, judged
        ),
        Figure(_("soft"), before.soft, between and between.soft, after.soft, family, judged),
        Figure(_("cost"), before.cost, between and between.cost, after.cost, family, judged),
    ]
    rows = [
        Figure(rule_label(family, code), *amounts, family, judged)
        for code, amounts in _by_rule(before, between, after)
        if code not in hard
    ]
    return [*sums, *_most_first(rows)]


def _by_rule(
    before: Plan, between: Report | None, after: Plan
) -> Iterator[tuple[str, tuple[int, int | None, int]]]:
    middle = between.cost_by_rule if between else {}
    for code in {*before.cost_by_rule, *middle, *after.cost_by_rule}:
        there = middle.get(code, 0) if between else None
        yield code, (before.cost_by_rule.get(code, 0), there, after.cost_by_rule.get(code, 0))


def _most_first(rows: list[Figure]) -> list[Figure]:
    return sorted(rows, key=lambda f: (-abs(f.after - f.before), f.label))
