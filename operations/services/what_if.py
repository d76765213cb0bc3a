"""What if: a plan's question changed a little, answered shortly, compared, and never published by
itself. A person may make a draft of the answer, judged by the records as they are."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hospital.access import Act, require
from hospital.errors import ApplicationError, Conflict
from hospital.said import Message, Said
from operations.core.report import Report
from operations.core.supply.restate import restate
from operations.core.what_if import APPLIES, Scenario
from operations.families import FAMILIES, Asked
from operations.models import Family, Plan, PlanEvent, PlanState, Run
from operations.packed import pack, unpack
from operations.services.findings import findings_of
from operations.services.publish import ACT, actor_name, plan_core, publishing_alone
from operations.services.runs import run_about

LIMITS = {
    "admissions_percent": (-50, 100),
    "absent": (0, 50),
    "beds_closed": (0, 200),
    "lead_days": (0, 180),
}
SECONDS, LONGEST_SECONDS = 20, 120


def what_if_request(*, plan: Plan, scenario: Scenario, actor: Any, seconds: int = SECONDS) -> Run:
    """A run of its own for the changed question. Raises Forbidden, ApplicationError for a scenario
    that changes nothing, or what this family of plans knows nothing of."""
    for act in (Act.RUN, ACT[plan.family]):
        require(actor, act, plan.facility, plan.network)
    _checked(plan, scenario)
    return run_about(
        plan=plan,
        actor=actor,
        params={
            "seconds": max(1, min(seconds, LONGEST_SECONDS)),
            "what_if": {"plan": plan.pk, "seed": scenario.seed, **scenario.changes},
        },
    )


def _checked(plan: Plan, scenario: Scenario) -> None:
    if plan.state == PlanState.TRIAL:
        raise ApplicationError(_("Ask of a plan, not of another what-if."))
    if not scenario.changes:
        raise ApplicationError(_("Say what would be otherwise: nothing is changed yet."))
    for name, value in scenario.changes.items():
        low, high = LIMITS[name]
        if name not in APPLIES[plan.family] or not low <= value <= high:
            raise ApplicationError(
                _("%(name)s can be between %(low)s and %(high)s, and where plans know of it.")
                % {"name": name, "low": low, "high": high}
            )


def what_if_of(run: Run | None) -> tuple[Plan, Scenario] | None:
    """The plan that a run asks about, and what is otherwise; None for any other run."""
    asked = dict(run.params.get("what_if") or {}) if run else {}
    plan = Plan.objects.filter(pk=asked.pop("plan", None)).first() if asked else None
    return (plan, Scenario(**asked)) if plan else None


def what_if_asked(run: Run) -> Asked | None:
    """The changed question of a run; None for any other run."""
    found = what_if_of(run)
    if found is None:
        return None
    plan, scenario = found
    problem, _answer, _report = plan_core(plan)
    return Asked(_changed(plan.family, problem, scenario))


def _changed(family: str, problem: Any, scenario: Scenario) -> Any:
    return import_module(f"operations.core.{family}.what_if").changed(problem, scenario)


def unchanged_judged(trial: Plan, base: Plan) -> Report:
    """What `base` would break and cost under the trial's question, were nothing planned anew."""
    family = FAMILIES[trial.family]
    problem = unpack(trial.problem, family.problem_type)
    _problem, answer, _report = plan_core(base)
    return family.judge(problem, _restated(trial.family, problem, answer))


def _restated(family: str, problem: Any, answer: Any) -> Any:
    return restate(problem, answer) if family == Family.SUPPLY else answer


def what_if_promote(*, trial: Plan, actor: Any, reason: str = "") -> Plan:
    """A draft of the same lines, judged by the records of now, to be looked at and published like
    any other. Raises Forbidden, Conflict for what is no what-if, or was made a draft already."""
    for act in (Act.RUN, ACT[trial.family]):
        require(actor, act, trial.facility, trial.network)
    family = FAMILIES[trial.family]
    asked = family.source.problem(trial.network, trial.scope, trial.start, trial.days)
    answer = _restated(trial.family, asked.problem, unpack(trial.answer, family.plan_type))
    report = family.judge(asked.problem, answer)
    said = {"version": str(trial.version), "actor": actor_name(actor)}
    with transaction.atomic():
        publishing_alone(trial.network_id)
        taken = Plan.objects.filter(pk=trial.pk, state=PlanState.TRIAL)
        if not taken.update(state=PlanState.VOID):
            raise Conflict(_("This is no what-if any more."))
        last = Plan.objects.filter(family=trial.family, scope=trial.scope).order_by("-version")
        version = (last.values_list("version", flat=True).first() or 0) + 1
        draft = Plan.objects.create(
            network=trial.network, facility=trial.facility, ward=trial.ward, family=trial.family,
            scope=trial.scope, version=version, start=trial.start, days=trial.days,
            status="feasible", hard_violations=report.hard, medium=report.medium,
            soft=report.soft, cost=report.cost, cost_by_rule=dict(report.cost_by_rule),
            seconds=trial.seconds, seed=trial.seed, versions=trial.versions,
            problem=pack(asked.problem), answer=pack(answer), sha256=trial.sha256,
            why_draft=Said.of(Message("draft.what_if", said)),
        )  # fmt: skip
        for model, rows in family.keeping.rows(draft, asked.problem, answer, report).items():
            model.objects.bulk_create(rows, batch_size=1_000)
        findings_of(draft, family, asked, report)
        PlanEvent.objects.create(
            plan=draft, actor=actor_name(actor), action="promoted",
            after={"what_if": trial.pk}, reason=reason[:500],
        )  # fmt: skip
    return draft
