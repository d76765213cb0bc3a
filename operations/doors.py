"""What admin and API do alike with a person's request: check that it is theirs to ask, then call
launch and services."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hospital.access import Act, require
from hospital.errors import ApplicationError, NotFound
from hospital.said import listed
from operations import launch, order_files, services
from operations.families import FAMILIES
from operations.models import OrderLine, Plan, Run
from operations.plan_files import PlanFile
from operations.scoping import network_named, plans_seen, run_required

LIMITS = ("seconds", "workers", "seed")
"""Of a search, as a person may ask for them."""


def runs_ask(*, user: Any, kind: str, scope: str | None = None, **asked: Any) -> list[Run]:
    """Start planning this scope, or every scope inside it; all of them or none.

    Raises NotFound (also for what is somebody else's), Forbidden.
    """
    if kind not in FAMILIES:
        raise ApplicationError(_("Only plans are asked for here; forecasts are made every night."))
    network = network_named(user, scope, kind)
    with transaction.atomic():
        runs = launch.runs_start(network=network, kind=kind, scope=scope, actor=user, **asked)
        for run in runs:
            run_required(user, run)
    return runs


def run_ask(*, user: Any, kind: str, scope: str | None = None, **asked: Any) -> Run:
    """As `runs_ask` for exactly one scope. Raises ApplicationError when several are meant."""
    with transaction.atomic():
        runs = runs_ask(user=user, kind=kind, scope=scope, **asked)
        if len(runs) > 1:
            named = listed(run.scope for run in runs[:5])
            raise ApplicationError(
                _("Ask for one scope at a time, for example: %(scopes)s.") % {"scopes": named}
            )
        if not runs:
            raise ApplicationError(_("There is nothing to plan in %(scope)s.") % {"scope": scope})
    return runs[0]


def run_again(*, user: Any, run: Run) -> Run:
    """The same question once more, with the same limits."""
    run_required(user, run)
    what_if = services.what_if_of(run)
    if what_if is not None:
        plan, scenario = what_if
        seconds = run.params["seconds"]
        return launch.what_if_start(plan=plan, scenario=scenario, actor=user, seconds=seconds)
    again = plans_seen(user).filter(pk=run.params.get("replan", {}).get("plan")).first()
    if again is not None:
        return launch.replan_start(plan=again, actor=user)
    around = plans_seen(user).filter(pk=run.params.get("around")).first()
    limits = {name: run.params[name] for name in LIMITS if name in run.params}
    beside = {"around": around} if around else {}
    return run_ask(
        user=user,
        kind=run.kind,
        scope=run.scope,
        start=run.start,
        days=run.days,
        **limits,
        **beside,
    )


def plan_propose(*, user: Any, plan: Plan) -> Run:
    """Plan the same scope and days again, around what is locked; what comes of it is proposed
    beside the plan and does not replace it."""
    services.change_required(plan, user)
    return run_ask(
        user=user, kind=plan.family, scope=plan.scope, start=plan.start, days=plan.days, around=plan
    )


def orders_import(
    *,
    user: Any,
    plan: Plan,
    upload: UploadedFile,
    preview: bool,
    standing: services.OrdersStanding | None = None,
) -> tuple[order_files.Edits, services.EditEffect | None]:
    """An exported procurement plan comes back edited: what it changes, and what that does.

    None where it changes nothing. Raises what `order_file_read` and `orders_change` raise.
    """
    require(user, Act.SUPPLY, plan.facility, plan.network)
    name = Path(upload.name or "").name
    with TemporaryDirectory(prefix="mizan-orders-") as folder:
        path = Path(folder) / f"orders{Path(name).suffix.lower()}"
        with path.open("wb") as kept:
            for chunk in upload.chunks():
                kept.write(chunk)
        edits = order_files.order_file_read(plan=plan, path=path, name=name)
    if not edits.changes:
        return edits, None
    return edits, services.orders_change(
        plan=plan,
        changes=edits.changes,
        actor=user,
        base_version=plan.edit_version,
        preview=preview,
        standing=standing,
    )


def orders_receive(
    *, user: Any, receipts: Sequence[services.Receipt], versions: Mapping[int, int], reason: str
) -> None:
    """What came, of lines of any plans: a truck brings what was ordered from several. All of it or
    nothing. versions: of each plan, as the page showed it. Raises NotFound for a line that there is
    not any more, and what the service raises."""
    lines = OrderLine.objects.filter(pk__in=[each.line for each in receipts])
    of_plan = dict(lines.values_list("pk", "plan"))
    if gone := {each.line for each in receipts} - of_plan.keys():
        raise NotFound(
            _("These order lines are not there any more: %(lines)s. Nothing was taken in.")
            % {"lines": listed(map(str, sorted(gone)))}
        )
    with transaction.atomic():
        for plan in Plan.objects.filter(pk__in=of_plan.values()).order_by("pk"):
            services.orders_receive(
                plan=plan,
                receipts=[each for each in receipts if of_plan.get(each.line) == plan.pk],
                actor=user,
                base_version=versions.get(plan.pk, -1),
                reason=reason,
            )


def run_cancel(*, user: Any, run: Run) -> None:
    run_required(user, run)
    services.run_cancel(run=run, actor=user)


def run_stop(*, user: Any, run: Run) -> None:
    run_required(user, run)
    services.run_stop(run=run, actor=user)


def plan_publish(*, user: Any, plan: Plan, base_version: int, reason: str = "") -> Plan:
    return services.plan_publish(plan=plan, actor=user, base_version=base_version, reason=reason)


def plan_withdraw(*, user: Any, plan: Plan, base_version: int, reason: str) -> services.Withdrawal:
    return services.plan_withdraw(plan=plan, actor=user, base_version=base_version, reason=reason)


def file_taken(
    *, user: Any, plan: Plan, asked: dict[str, Any], make: Callable[[], PlanFile]
) -> PlanFile:
    """One plan as a file that leaves the house."""
    return services.export_make(user=user, plans=[plan], asked=asked, make=make)


def order_lines_taken(
    *, user: Any, lines: QuerySet[OrderLine], asked: dict[str, Any], make: Callable[[], PlanFile]
) -> PlanFile:
    """These lines of one plan as a file; what is wrong with the lines is said by `make`."""
    plans = Plan.objects.filter(orderlines__in=lines).select_related("facility", "network")
    found = list(plans.defer("problem", "answer").distinct()[:2])
    for plan in found:
        export_required(user, plan)
    if len(found) != 1:
        return make()  # says that a file is of one plan
    return services.export_make(
        user=user, plans=found, asked=asked, make=make, rows=lines.order_by().count()
    )


def export_required(user: Any, plan: Plan) -> None:
    require(user, Act.EXPORT, plan.facility, plan.network)
