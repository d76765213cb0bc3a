"""What a run begins with: the plan that is there, carried into the run's own question.

A search that is stopped early, or that had too little time, then gives no answer that is worse
than doing nothing.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from hospital.errors import ApplicationError
from operations.core import snapshot
from operations.core.errors import BadProblem
from operations.families import FAMILIES
from operations.models import Family, Plan, PlanState, Run
from operations.packed import unpack
from operations.services.publish import run_around
from operations.services.what_if import what_if_of

log = logging.getLogger(__name__)


def as_kept(plan: Any) -> dict[str, Any]:
    """A core plan as a run keeps it."""
    found: dict[str, Any] = json.loads(snapshot.dumps(plan))
    return found


def run_beginning(run: Run, problem: Any) -> Any | None:
    """The core plan that a run for this problem begins with: of a what-if and of a proposal the
    plan that it is asked about, of any other run the plan in force of the same days. None where
    there is none, or where its lines name what is not there any more."""
    base = _base(run)
    if base is None:
        return None
    try:
        return carried(base, problem)
    except (LookupError, BadProblem, ApplicationError):  # the plan is made all the same
        log.exception("plan %s cannot be begun with", base.pk)
        return None


def run_asks_about(run: Run) -> bool:
    """Whether the run is about one plan, beside which its answer is shown, and does not plan days
    for all."""
    return any(run.params.get(name) for name in ("what_if", "around", "replan"))


def _base(run: Run) -> Plan | None:
    asked = what_if_of(run)
    if asked is not None:
        return asked[0]
    return run_around(run) or _in_force(run)


def _in_force(run: Run) -> Plan | None:
    same = Plan.objects.filter(
        network=run.network,
        family=run.kind,
        scope=run.scope,
        start=run.start,
        days=run.days,
        state=PlanState.PUBLISHED,
    )
    return same.order_by("-version").first()


def carried(base: Plan, problem: Any) -> Any:
    """The plan as its lines stand now, as far as the problem knows its people, places and goods."""
    family, asked = FAMILIES[base.family], problem
    if base.family == Family.SUPPLY:  # whose lines are read by what the plan was made for
        asked = unpack(base.problem, family.problem_type)
    return family.carry(problem, family.keeping.answer(base, asked))
