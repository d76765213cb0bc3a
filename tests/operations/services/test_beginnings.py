"""What a run begins with: nobody who asks is given a plan that is worse than doing nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from hospital.models import Network
from hospital.supervise import Ending, Exit
from operations import doors, launch, services
from operations.core import snapshot
from operations.core.beds.plan import Plan as BedPlan
from operations.core.outcome import Outcome, Status
from operations.core.staffing.cells import Assignment
from operations.core.staffing.plan import Plan as Roster
from operations.core.supply.index import index
from operations.core.supply.plan import Plan as SupplyPlan
from operations.core.supply.problem import Problem as SupplyProblem
from operations.core.supply.procurement import on_its_way
from operations.core.supply.restate import restate
from operations.core.what_if import Scenario
from operations.families import FAMILIES
from operations.models import OrderLine, Plan, PlanState, Run, ShiftAssignment
from operations.packed import unpack
from operations.services import execute, plan_publish, run_execute
from operations.services.beginnings import carried, run_beginning
from operations.services.publish import plan_core
from tests.operations.admin.pages import client_of, read
from tests.operations.small_beds import SmallBeds
from tests.operations.small_supply import SmallSupply
from tests.operations.sources.records.supply_network import north
from tests.operations.ward import SmallWard, small_ward

__all__ = ["north"]  # a fixture that others here ask for

pytestmark = pytest.mark.django_db(transaction=True)


def bare(problem: SupplyProblem) -> SupplyPlan:
    """Nothing is ordered or delivered: lawful, and dear."""
    goods = index(problem).products
    coming = tuple(on_its_way(each, goods[each.product]) for each in problem.on_the_way)
    return restate(problem, SupplyPlan(orders=coming))


@dataclass
class Asked:
    """A search that is over at once: what it was given to begin with, and what it says."""

    begun: Any = None
    says: Callable[[Any], Any] = lambda _problem: None

    def __call__(self, _module: str, arguments: list[str], *_rest: Any) -> Exit:
        family, folder = FAMILIES[arguments[0]], execute.Path(arguments[1])
        known = folder / execute.KNOWN
        self.begun = snapshot.read(known, family.plan_type) if known.exists() else None
        problem = snapshot.read(folder / "problem.json", family.problem_type)
        outcome = Outcome(Status.FEASIBLE, self.says(problem), None, None, 0.0)
        snapshot.write(folder / "outcome.json", outcome)
        return Exit(Ending.FINISHED, 0, 0.0, "")


@pytest.fixture
def search(monkeypatch: pytest.MonkeyPatch) -> Asked:
    found = Asked()
    monkeypatch.setattr(execute, "supervise", found)
    return found


def what_if(plan: Plan, actor: Any, **otherwise: int) -> Plan:
    run = launch.what_if_start(plan=plan, scenario=Scenario(**otherwise), actor=actor, seconds=1)
    assert run_execute(run_id=run.pk) == "done"
    return Plan.objects.get(run=run)


def no_dearer(trial: Plan, plan: Plan) -> None:
    unchanged = services.unchanged_judged(trial, plan)
    assert (trial.hard_violations, trial.cost) <= (unchanged.hard, unchanged.cost)


def test_a_roster_s_what_if_begins_with_the_roster_and_keeps_it(search: Asked) -> None:
    ward = small_ward()
    plan = rostered(ward, search)
    search.says = lambda _problem: Roster(())  # lawful, and nobody works
    trial = what_if(plan, ward.paula, admissions_percent=20)
    assert search.begun == plan_core(plan)[1]
    assert plan_core(trial)[1] == plan_core(plan)[1]
    no_dearer(trial, plan)


def test_what_somebody_changed_by_hand_is_begun_with(search: Asked) -> None:
    ward = small_ward()
    plan = rostered(ward, search)
    taken = ShiftAssignment.objects.filter(plan=plan, shift__isnull=False).first()
    assert taken is not None
    taken.delete()
    search.says = lambda _problem: Roster(())
    trial = what_if(plan, ward.paula, admissions_percent=20)
    assert len(search.begun.assignments) == 9
    assert trial.cost == services.unchanged_judged(trial, plan).cost


WEEK = {"N1": ("M", (0, 1, 2)), "N2": ("M", (3, 4, 5)), "N3": ("N", (0, 1)), "N4": ("N", (2, 3))}
"""A week in which not every shift has somebody: who works what on which days."""


def rostered(ward: SmallWard, search: Asked) -> Plan:
    """The week, published, without a search."""
    cells = [Assignment(who, day, shift) for who, (shift, on) in WEEK.items() for day in on]
    search.says = lambda _problem: Roster(tuple(cells))
    plan = Plan.objects.get(run=ward.run())
    assert (plan.state, plan.hard_violations) == (PlanState.PUBLISHED, 0)
    return plan


def test_better_is_taken(search: Asked) -> None:
    ward = small_ward()
    plan = rostered(ward, search)
    better = plan_core(plan)[1]
    ShiftAssignment.objects.filter(plan=plan).first().delete()  # type: ignore[union-attr]
    search.says = lambda _problem: better
    assert plan_core(what_if(plan, ward.paula, admissions_percent=20))[1] == better


def test_a_night_of_the_same_days_gives_nothing_worse_than_the_roster_in_force(
    search: Asked,
) -> None:
    ward = small_ward()
    plan = rostered(ward, search)
    search.says = lambda _problem: Roster(())
    again = Plan.objects.get(run=ward.run(seconds=2))
    assert (again.state, again.version) == (PlanState.PUBLISHED, plan.version + 1)
    assert plan_core(again)[1] == plan_core(plan)[1]
    other = Plan.objects.get(run=ward.run(days=14))  # other days: begun anew
    assert (search.begun, plan_core(other)[1]) == (None, Roster(()))


def test_without_an_answer_a_what_if_keeps_the_plan_and_a_night_says_why(search: Asked) -> None:
    ward = small_ward()
    plan = rostered(ward, search)
    search.says = lambda _problem: None
    trial = what_if(plan, ward.paula, admissions_percent=20)
    assert plan_core(trial)[1] == plan_core(plan)[1]
    assert ward.run(seconds=2).state == "no_plan"
    plan.refresh_from_db()
    assert plan.state == PlanState.PUBLISHED


def test_a_plan_that_names_what_is_gone_keeps_nobody_from_planning(
    search: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    ward = small_ward()
    rostered(ward, search)

    def gone(*_asked: Any) -> Any:
        raise KeyError("N9")

    monkeypatch.setattr(FAMILIES["staffing"].keeping, "answer", gone)
    search.says = lambda _problem: Roster(())
    assert (ward.run(seconds=2).state, search.begun) == ("done", None)


def test_a_bed_plan_s_what_if_begins_with_the_plan(search: Asked) -> None:
    chu = SmallBeds()
    plan = chu.plan()
    search.says = lambda _problem: BedPlan(())
    trial = what_if(plan, chu.paula, admissions_percent=30)
    assert set(search.begun.placements) == set(plan_core(plan)[1].placements)
    assert plan_core(trial)[1].placements == plan_core(plan)[1].placements
    no_dearer(trial, plan)


def test_a_supply_plan_s_what_if_keeps_the_plan_where_nothing_better_is_found(
    search: Asked, north: Network
) -> None:
    supply = SmallSupply(north)
    plan = supply.plan()
    search.says = bare
    trial = what_if(plan, supply.samir, admissions_percent=20)
    asked = unpack(trial.problem, SupplyProblem)
    assert trial.cost < FAMILIES["supply"].judge(asked, bare(asked)).cost
    assert packs(trial) == packs(plan)
    no_dearer(trial, plan)


def packs(plan: Plan) -> list[tuple[Any, ...]]:
    rows = OrderLine.objects.filter(plan=plan).order_by("order_date", "supplier", "product")
    return [*rows.values_list("order_date", "supplier", "product", "mode", "packs")]


def test_orders_planned_around_what_is_locked_are_no_dearer_than_they_stand(
    search: Asked, north: Network
) -> None:
    supply = SmallSupply(north)
    plan = supply.plan()
    line = OrderLine.objects.filter(plan=plan).first()
    assert line is not None
    services.rows_lock(rows=[line], locked=True, actor=supply.samir)
    plan.refresh_from_db()
    run = doors.plan_propose(user=supply.samir, plan=plan)
    search.says = bare
    assert run_execute(run_id=run.pk) == "done", Run.objects.get(pk=run.pk).message
    made = Plan.objects.get(run=run)
    assert packs(made) == packs(plan)
    assert made.cost <= plan_core(plan)[2].cost


def test_an_order_whose_offer_is_gone_is_not_carried(north: Network) -> None:
    plan = SmallSupply(north).plan()
    asked = unpack(plan.problem, SupplyProblem)
    sellers = {order.supplier for order in plan_core(plan)[1].orders if not order.on_the_way}
    gone = sellers.pop()
    kept = carried(
        plan, replace(asked, offers=tuple(o for o in asked.offers if o.supplier != gone))
    )
    assert gone not in {order.supplier for order in kept.orders if not order.on_the_way}


def test_of_a_draft_nothing_is_begun_with_until_it_is_published(search: Asked) -> None:
    ward = small_ward()
    plan = rostered(ward, search)
    Plan.objects.update(state=PlanState.DRAFT)
    (run,) = services.run_request(kind="staffing", scope="CHU/MED", days=7, start=plan.start)
    problem = unpack(plan.problem, FAMILIES["staffing"].problem_type)
    assert run_beginning(run, problem) is None
    User.objects.update(is_superuser=True)
    plan_publish(plan=plan, actor=ward.paula, base_version=plan.edit_version)
    assert run_beginning(run, problem) == plan_core(plan)[1]


def test_what_a_run_keeps_can_be_read_again(search: Asked) -> None:
    ward = small_ward()
    plan = rostered(ward, search)
    (run,) = services.run_request(kind="staffing", scope="CHU/MED", days=7, start=plan.start)
    problem = unpack(plan.problem, FAMILIES["staffing"].problem_type)
    begun = run_beginning(run, problem)
    kept = json.dumps(execute.as_kept(begun))
    assert snapshot.loads(kept, Roster) == begun


def test_where_nothing_better_is_found_the_comparison_says_so_and_offers_no_draft(
    search: Asked,
) -> None:
    ward = small_ward()
    User.objects.update(is_staff=True)
    plan = rostered(ward, search)
    search.says = lambda _problem: Roster(())
    trial = what_if(plan, ward.paula, admissions_percent=20)
    where = reverse("admin:operations_plan_compare", args=[trial.pk])
    found = client_of(ward.paula).get(where)
    page = read(found)
    assert "Nothing better than the plan as it stands was found" in page
    assert "Make a draft of it" not in page
    assert {figure.better for figure in found.context["figures"]} == {None}
