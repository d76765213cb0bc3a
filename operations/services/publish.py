"""From an answer to a plan in the database: one fenced transaction, all of it or nothing."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hospital.access import Act, require
from hospital.audit.context import NIGHT
from hospital.errors import Conflict
from hospital.models import Facility, Network, Ward
from hospital.said import Message, Said
from operations.core import snapshot
from operations.core.outcome import Outcome
from operations.core.report import Report
from operations.event_lines import last_told
from operations.families import FAMILIES, Asked, FamilySpec
from operations.models import Family, Plan, PlanEvent, PlanState, Run, RunState
from operations.packed import pack, unpack
from operations.services.findings import findings_of
from operations.services.plan_seals import lines_seal
from operations.services.runs import Claim, run_finish
from operations.services.swaps_follow import swaps_carry

ACT = {"staffing": Act.STAFFING, "beds": Act.BEDS, "supply": Act.SUPPLY}
"""What a person must be allowed to do to change a family's plan."""


PUBLISHED, TAKEN_BACK = "published", "publication withdrawn"
PUBLICATIONS = (PUBLISHED, TAKEN_BACK)
"""Events from which follows what is in force."""


class Overtaken(Exception):
    """What was published while this plan was made needs the same people: it is to be made again."""


def actor_name(actor: Any) -> str:
    return actor.get_username() if actor is not None else NIGHT


def versions() -> dict[str, str]:
    return {
        "mizan": settings.VERSION,
        "python": platform.python_version(),
        "ortools": version("ortools"),
    }


def place(run: Run) -> tuple[Facility | None, Ward | None]:
    """The facility and ward a scope names: FACILITY/WARD, FACILITY, or a network's code."""
    ward_code = run.scope.partition("/")[2]
    facility = Facility.objects.filter(network=run.network, code=run.facility_code).first()
    ward = facility.wards.filter(code=ward_code).first() if facility and ward_code else None
    return facility, ward


def plan_keep(
    *,
    run: Run,
    claim: Claim,
    family: FamilySpec,
    asked: Asked,
    outcome: Outcome[Any],
    report: Report,
    seed: int,
    curve: Sequence[Sequence[float | None]],
    since: datetime | None = None,
) -> Plan:
    """Write plan, lines and findings, and publish it where people's pins still hold.

    since: when its records were read. Raises LostLease, and Overtaken where a plan that was
    published since needs the same people; then nothing is written: the first statement is the
    fence.
    """
    with transaction.atomic():
        run_finish(
            claim,
            RunState.DONE,
            seconds=outcome.seconds,
            progress=1,
            curve=list(curve)[-200:],
            incumbent=None,
        )
        publishing_alone(run.network_id)
        facility, ward = place(run)
        plan = _plan_row(run, family, outcome, report, seed, facility, ward)
        plan.problem, plan.answer = pack(asked.problem), pack(outcome.plan)
        plan.sha256 = hashlib.sha256(snapshot.dumps(outcome.plan)).hexdigest()
        plan.save()
        rows = family.keeping.rows(plan, asked.problem, outcome.plan, report)
        for model, instances in rows.items():
            model.objects.bulk_create(instances, batch_size=1_000)
        findings_of(plan, family, asked, report, family.notes(plan, asked.problem, outcome.plan))
        PlanEvent.objects.create(
            plan=plan, actor=actor_name(run.asked_by), action="made", after={"run": run.pk}
        )
        if plan.state == PlanState.TRIAL:
            return plan
        plan.why_draft = _proposed(run)
        if not plan.why_draft and since is not None:
            _not_overtaken(plan, family, outcome.plan, since)
        plan.why_draft = plan.why_draft or _why_draft(
            plan, family, asked.problem, outcome.plan, report
        )
        if plan.why_draft:
            plan.save(update_fields=["why_draft"])
        else:
            _make_current(plan, actor_name(run.asked_by), "")
    return plan


def _plan_row(
    run: Run,
    family: FamilySpec,
    outcome: Outcome[Any],
    report: Report,
    seed: int,
    facility: Facility | None,
    ward: Ward | None,
) -> Plan:
    same = Plan.objects.filter(family=family.code, scope=run.scope)
    last = same.aggregate(last=Max("version"))["last"] or 0
    return Plan(
        run=run,
        network=run.network,
        facility=facility,
        ward=ward,
        family=family.code,
        scope=run.scope,
        version=last + 1,
        state=PlanState.TRIAL if run.params.get("what_if") else PlanState.DRAFT,
        start=run.start,
        days=run.days,
        status=str(outcome.status),
        hard_violations=report.hard,
        medium=report.medium,
        soft=report.soft,
        cost=report.cost,
        bound=outcome.bound,
        gap=_gap(report, outcome),
        cost_by_rule=dict(report.cost_by_rule),
        seconds=outcome.seconds,
        seed=seed,
        versions=versions(),
    )


def _gap(report: Report, outcome: Outcome[Any]) -> float | None:
    if outcome.bound is None:
        return None
    return max(0.0, (report.cost - outcome.bound) / max(abs(report.cost), 1.0))


def run_around(run: Run) -> Plan | None:
    """The plan beside which the run makes a proposal."""
    pk = run.params.get("around")
    return Plan.objects.filter(pk=pk).first() if pk else None


def _proposed(run: Run) -> Said:
    """A proposal beside another plan never takes its place by itself."""
    around = run_around(run)
    if around is None:
        return Said()
    facts = {"version": str(around.version), "actor": actor_name(run.asked_by)}
    return Said.of(Message("draft.proposed", facts))


def _not_overtaken(plan: Plan, family: FamilySpec, answer: Any, since: datetime) -> None:
    clashes = family.clashes(plan, answer, since)
    if clashes:
        raise Overtaken("; ".join(map(str, clashes[:5])))


def _why_draft(plan: Plan, family: FamilySpec, problem: Any, answer: Any, report: Report) -> Said:
    """Why a person must decide before this plan is published; empty when it may publish itself."""
    if report.hard:
        return Said.of(Message("draft.hard", {"count": report.hard}))
    replaced = list(_replaced(plan, family).select_for_update())
    checked = replaced
    if all(other.start != plan.start for other in replaced):
        # Until now an earlier plan held from this one's first day on; it stays for the days before.
        earlier = _published(plan).filter(start__lt=plan.start).order_by("-start").first()
        checked = [*replaced, earlier] if earlier else replaced
    broken = [pin for other in checked for pin in family.keeping.pins_hold(other, problem, answer)]
    said = [_shorter(plan, other) for other in replaced if _end(other) > _end(plan)][:1]
    if held := _taken_back(plan):
        said.append(held)
    clashes = family.clashes(plan, answer)
    if clashes:
        said.append(Message("draft.clashes", {"pins": clashes[:5]}))
    if broken:
        said.append(Message("draft.changed", {"pins": broken[:5]}))
    return Said.of(*said)


def _taken_back(plan: Plan) -> Message | None:
    """Where a person withdrew what was published for these days, and nobody has published since,
    nothing publishes itself."""
    told = PlanEvent.objects.filter(
        plan__family=plan.family, plan__scope=plan.scope, action__in=PUBLICATIONS
    ).order_by("-pk")
    for event in told.select_related("plan").defer("plan__problem", "plan__answer"):
        if event.plan.start < _end(plan) and plan.start < _end(event.plan):
            if event.action == PUBLISHED:
                return None
            facts = {"version": str(event.plan.version), "actor": event.actor, "why": event.reason}
            return Message("draft.after_withdrawal", facts)
    return None


def _shorter(plan: Plan, other: Plan) -> Message:
    facts = {"end_date": _end(plan), "version": str(other.version), "reach_date": _end(other)}
    return Message("draft.shorter", facts)


def _end(plan: Plan) -> date:
    return plan.start + timedelta(days=plan.days)


def _published(plan: Plan) -> QuerySet[Plan]:
    same = Plan.objects.filter(family=plan.family, scope=plan.scope, state=PlanState.PUBLISHED)
    return same.exclude(pk=plan.pk)


def _replaced(plan: Plan, family: FamilySpec) -> QuerySet[Plan]:
    """The published plans whose place this one takes, from their first day on."""
    return _published(plan) if family.rolling else _published(plan).filter(start__gte=plan.start)


def _standing(plan: Plan) -> set[int]:
    return set(_published(plan).values_list("pk", flat=True))


def publishing_alone(network: int) -> None:
    """One publication of a network at a time, to the end of the transaction: what a plan replaces
    and its version are read as they stand. Before any of its plans is locked, or two would wait for
    each other. SQLite writes one transaction at a time anyway."""
    Network.objects.select_for_update(no_key=True).get(pk=network)


def _make_current(plan: Plan, actor: str, reason: str) -> None:
    before = list(_replaced(plan, FAMILIES[plan.family]).defer("problem", "answer"))
    Plan.objects.filter(pk__in=[each.pk for each in before]).update(state=PlanState.VOID)
    if plan.family == Family.STAFFING:
        swaps_carry(before=before, now=[plan], actor=actor, code="swap.replaced")
    plan.state, plan.published, plan.why_draft = PlanState.PUBLISHED, timezone.now(), Said()
    plan.save(update_fields=["state", "published", "why_draft"])
    lines_seal(plan)
    PlanEvent.objects.create(plan=plan, actor=actor, action=PUBLISHED, reason=reason)


def bump(plan: Plan, base_version: int) -> None:
    """Whoever saves must have seen the version that stands. Raises Conflict."""
    taken = Plan.objects.filter(pk=plan.pk, edit_version=base_version).update(
        edit_version=F("edit_version") + 1
    )
    if taken:
        plan.edit_version = base_version + 1
        return
    current = Plan.objects.values_list("edit_version", flat=True).get(pk=plan.pk)
    raise _stale(plan, current)


def version_required(plan: Plan, seen: int) -> None:
    """As `bump`, without a change: the plan must stand as it was seen. Raises Conflict."""
    current = Plan.objects.select_for_update().values_list("edit_version", flat=True)
    if (found := current.get(pk=plan.pk)) != seen:
        raise _stale(plan, found)


def _stale(plan: Plan, current: int) -> Conflict:
    who = last_told(plan.events.all()) or _("somebody")
    return Conflict(
        _("Somebody changed this plan first (%(who)s). Look at it again, then save.")
        % {"who": who},
        {"edit_version": current},
    )


def plan_publish(
    *, plan: Plan, actor: Any, base_version: int, reason: str = "", around: int | None = None
) -> Plan:
    """A person publishes a draft as they saw it.

    around: of a proposal, the version of the published plan beside it that the person saw; without
    it, the one it was made around. Raises Forbidden, or Conflict for a stale version, for what is
    not a draft any more, for a proposal whose plan was changed since, and where another plan of its
    scope was published since this began.
    """
    if actor is not None:
        for act in (Act.PUBLISH, ACT[plan.family]):
            require(actor, act, plan.facility, plan.network)
    seen = _standing(plan)
    with transaction.atomic():
        publishing_alone(plan.network_id)
        plan = Plan.objects.select_for_update().get(pk=plan.pk)
        if plan.state != PlanState.DRAFT:
            raise Conflict(_("Only a draft can be published; this plan is not one any more."))
        if _standing(plan) != seen:
            raise Conflict(
                _("Another plan of %(scope)s was published at this very moment. Look at it first.")
                % {"scope": plan.scope}
            )
        bump(plan, base_version)
        _proposed_around(plan, around)
        if plan.hard_violations and not reason:
            raise Conflict(_("This plan breaks hard rules: say why it is published all the same."))
        plan.published_by = actor
        plan.save(update_fields=["published_by"])
        _make_current(plan, actor_name(actor), reason)
    return plan


def _proposed_around(plan: Plan, seen: int | None) -> None:
    """Raises Conflict where a proposal would take what somebody has changed since in the published
    plan beside it out again, from whatever page it is published."""
    run = plan.run
    base = run_around(run) if run else None
    if run is None or base is None or base.state != PlanState.PUBLISHED:
        return
    now = Plan.objects.select_for_update().values_list("edit_version", flat=True).get(pk=base.pk)
    if now != (run.params.get("around_version") if seen is None else seen):
        raise Conflict(
            _("The plan was changed since this was proposed; take single changes, or ask anew.")
        )


def plan_core(plan: Plan) -> tuple[Any, Any, Report]:
    """(problem, answer, report) of the plan as its lines stand now, edits included.

    Raises ApplicationError for a plan that has not kept them.
    """
    family = FAMILIES[plan.family]
    problem = unpack(plan.problem, family.problem_type)
    problem = family.keeping.with_locks(plan, problem)
    answer = family.keeping.answer(plan, problem)
    return problem, answer, family.judge(problem, answer)
