"""The roster in a real browser: dragged, read, taken back, kept; and the same by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from operations.core.staffing.cells import Change
from operations.models import Plan, Run, RunState, ShiftAssignment
from operations.services import roster_change, run_execute
from tests.browser import Tab
from tests.operations.remembered import answers_remembered
from tests.operations.ward import small_ward

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.core]  # no database's matter


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    ward = small_ward()
    User.objects.update(is_staff=True)
    return ward.plan()


@pytest.fixture
def tab(chromium: Any, live_server: Any, plan: Plan) -> Tab:
    found = Tab(chromium, live_server, User.objects.get(username="paula"))
    found.open(reverse("admin:operations_plan_grid", args=[plan.pk]))
    return found


def a_shift_and_a_free_day(plan: Plan) -> tuple[ShiftAssignment, str]:
    """Selectors: somebody's shift on some day, and somebody else who is off that day."""
    for line in plan.shiftassignments.filter(shift__isnull=False).order_by("date", "pk"):
        busy = plan.shiftassignments.filter(date=line.date, shift__isnull=False)
        people = {f"N{n}" for n in range(1, 5)} - set(busy.values_list("staff__number", flat=True))
        if people:
            return line, min(people)
    raise AssertionError("everybody works every day")


def cell(person: str, day: int) -> str:
    return f"button[data-person='{person}'][data-day='{day}']"


def test_a_dragged_shift_is_judged_at_once_taken_back_or_kept(tab: Tab, plan: Plan) -> None:
    line, other = a_shift_and_a_free_day(plan)
    day = (line.date - plan.start).days
    page, panel = tab.page, tab.page.locator("#plan-keep")
    assert panel.is_hidden()
    page.drag_and_drop(cell(line.staff.number, day), cell(other, day))
    panel.locator(".mizan-cost:not(:empty)").wait_for()
    assert line.staff.number in panel.locator(".mizan-what").inner_text()
    assert page.locator(cell(other, day)).inner_text() == line.shift.code
    page.keyboard.press("Control+z")
    panel.locator(".mizan-keep:disabled").wait_for()
    assert page.locator(cell(other, day)).inner_text() == ""
    panel.locator(".mizan-redo").click()
    panel.locator(".mizan-cost:not(:empty)").wait_for()
    panel.locator("#id_why").fill("agreed between them")
    with page.expect_navigation():
        panel.locator("input[type=submit]").click()
    kept = ShiftAssignment.objects.get(plan=plan, staff__number=other, date=line.date)
    assert (kept.shift, kept.locked) == (line.shift, True)
    assert "mizan-locked" in (page.locator(cell(other, day)).get_attribute("class") or "")
    assert (tab.wrong, tab.scrolls_sideways()) == ([], False)


def test_the_keyboard_alone_reads_why_replaces_locks_and_publishes(tab: Tab, plan: Plan) -> None:
    """No pointer and no script: Tab, arrows and Enter from one end to the other."""
    Plan.objects.filter(pk=plan.pk).update(state="draft")
    line, _ = a_shift_and_a_free_day(plan)
    day, number = (line.date - plan.start).days, int(line.staff.number.removeprefix("N"))
    page, panel = tab.page, tab.page.locator("#plan-keep")
    page.reload()
    here = ["ArrowDown"] * (number - 1) + ["ArrowRight"] * day

    tab.tab_to("button.mizan-cell")
    tab.presses(*here, "Enter")
    assert line.staff.number in page.locator("#plan-thing h2").inner_text()
    tab.tab_to("a.mizan-around")
    tab.goes_on()
    assert page.locator("#content-main li").count() > 0  # why it is so
    page.go_back()

    tab.tab_to("button.mizan-cell")
    tab.presses(*here, "Enter")
    page.locator("#plan-others .mizan-who").first.wait_for()
    taker = page.locator("#plan-others .mizan-who").first.inner_text()
    tab.tab_to("#plan-others .mizan-who")
    page.keyboard.press("Enter")
    panel.locator(".mizan-cost:not(:empty)").wait_for()
    tab.keeps("agreed between them")
    kept = ShiftAssignment.objects.get(plan=plan, staff__number=taker, date=line.date)
    assert (kept.shift, kept.locked) == (line.shift, True)
    again = page.locator("button.mizan-cell:focus")  # it goes on where it was
    assert again.get_attribute("data-person") == line.staff.number

    free = plan.shiftassignments.filter(locked=False, shift__isnull=False).order_by("date")[0]
    steps = int(free.staff.number.removeprefix("N")) - 1
    tab.presses("Home", *["ArrowUp"] * 3)
    tab.presses(*["ArrowDown"] * steps, *["ArrowRight"] * (free.date - plan.start).days, "Enter")
    tab.tab_to("#plan-thing [name=_lock]")
    tab.goes_on()
    free.refresh_from_db()
    assert free.locked

    tab.tab_to("[name=_publish]")
    tab.goes_on()
    plan.refresh_from_db()
    assert plan.state == "published"
    assert tab.wrong == []


def test_a_cell_says_what_it_would_have_until_that_is_kept_or_taken_back(
    tab: Tab, plan: Plan
) -> None:
    line, _ = a_shift_and_a_free_day(plan)
    page = tab.page
    there = page.locator(cell(line.staff.number, (line.date - plan.start).days))
    before = there.get_attribute("aria-label") or ""
    there.focus()
    page.keyboard.press("Delete")
    assert (there.get_attribute("aria-label") or "").endswith(": off, not kept yet")
    page.keyboard.press("Control+z")
    assert there.get_attribute("aria-label") == before


def test_whoever_is_offered_is_taken_and_several_cells_go_together(tab: Tab, plan: Plan) -> None:
    line, _ = a_shift_and_a_free_day(plan)
    day, number = (line.date - plan.start).days, line.staff.number
    page, panel = tab.page, tab.page.locator("#plan-keep")
    page.locator(cell(number, day)).click()
    best = page.locator("#plan-others .mizan-who").first
    best.wait_for()
    taken = best.inner_text()
    best.focus()
    page.keyboard.press("Enter")
    panel.locator(".mizan-cost:not(:empty)").wait_for()
    assert page.locator(cell(taken, day)).inner_text() == line.shift.code
    assert page.locator(cell(number, day)).inner_text() == ""
    panel.locator(".mizan-forget").click()
    panel.wait_for(state="hidden")
    # The first two people's first three days, copied four days on.
    page.locator(cell("N1", 0)).focus()
    for key in ["Shift+ArrowRight"] * 2 + ["Shift+ArrowDown"]:
        page.keyboard.press(key)
    assert page.locator(".mizan-chosen").count() == 6
    had = [page.locator(cell("N2", day)).inner_text() for day in range(3)]
    page.keyboard.press("Control+c")
    page.locator(cell("N1", 4)).focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+v")
    assert [page.locator(cell("N2", day)).inner_text() for day in range(4, 7)] == had
    panel.locator(".mizan-forget").click()
    page.locator(cell("N1", 0)).focus()
    page.locator(cell("N2", 0)).click(modifiers=["Shift"])
    with page.expect_navigation():
        page.locator(".mizan-lock").click()
    locked = plan.shiftassignments.filter(locked=True, date=plan.start)
    assert set(locked.values_list("staff__number", flat=True)) == {"N1", "N2"}
    assert tab.wrong == []


def test_one_key_locks_what_is_chosen_and_lets_it_go_and_names_are_no_stops_of_tab(
    chromium: Any, live_server: Any, transactional_db: None
) -> None:
    plan = small_ward().plan(days=14)  # names open the copying of weeks: there must be two
    User.objects.update(is_staff=True)
    tab = Tab(chromium, live_server, User.objects.get(username="paula"))
    page = tab.open(reverse("admin:operations_plan_grid", args=[plan.pk]))
    locked = plan.shiftassignments.filter(locked=True).values_list("staff__number", flat=True)
    page.goto(f"{page.url}#content-start")  # as after skipping to the content
    tab.tab_to("button.mizan-cell")
    tab.presses("Shift+ArrowDown")
    tab.goes_on("l")
    assert set(locked) == {"N1", "N2"}
    page.locator("button.mizan-cell[data-person='N2']:focus").wait_for()
    tab.presses("Shift+ArrowUp")
    tab.goes_on("l")
    assert not locked.all().exists()
    page.locator("button.mizan-cell[data-person='N1']:focus").wait_for()
    # Before the first cell the name, from there up and down and back into the row.
    tab.presses("Home", "ArrowLeft", "ArrowDown")
    assert page.locator("button.mizan-person:focus").get_attribute("data-person") == "N2"
    tab.presses("ArrowRight")
    assert page.locator("button.mizan-cell:focus").get_attribute("data-person") == "N2"
    tab.presses("Tab")
    assert page.locator("#roster :focus").count() == 0
    assert tab.wrong == []


def test_commands_are_told_by_the_key_where_letters_are_of_another_script(
    tab: Tab, plan: Plan
) -> None:
    """An Arabic keyboard writes another letter on the key of C: copying is there all the same."""
    page = tab.page
    page.locator(cell("N1", 0)).focus()
    held = page.locator(cell("N1", 0))
    held.dispatch_event("keydown", {"key": "ؤ", "code": "KeyC", "ctrlKey": True, "bubbles": True})
    assert "mizan-held" in (held.get_attribute("class") or "")


def test_a_proposal_is_followed_stopped_and_taken_in_part(tab: Tab, plan: Plan) -> None:
    page = tab.page
    line = plan.shiftassignments.filter(shift__isnull=False).order_by("date", "pk")[0]
    day = (line.date - plan.start).days
    roster_change(
        plan=plan, changes=[Change(line.staff.number, day)], actor=None,
        base_version=plan.edit_version,
    )  # fmt: skip
    plan.shiftassignments.update(locked=False)
    with page.expect_navigation():
        page.locator("[name=_again]").click()
    run = Run.objects.get(params__around=plan.pk)
    making = Run.objects.filter(pk=run.pk)
    making.update(state=RunState.RUNNING, curve=[[0.1, 2500, None], [0.4, 1234, 900]], progress=0.4)
    page.locator(".mizan-run-cost", has_text="1,234").wait_for()
    assert page.locator(".mizan-run-bound").inner_text() == "900"
    with page.expect_navigation():
        page.locator(".mizan-stop").click()
    run.refresh_from_db()
    assert run.stop_requested
    making.update(state=RunState.QUEUED, stop_requested=None, params={**run.params, "seconds": 1})
    with answers_remembered():
        run_execute(run_id=run.pk)
    with page.expect_navigation():
        page.locator(".mizan-made a").click()
    page.locator("#proposal table", has_text=line.staff.number).locator(".mizan-all").check()
    page.locator(".mizan-panel .mizan-cost:not(:empty)").wait_for()
    with page.expect_navigation():
        page.locator("[name=_take]").click()
    assert plan.events.filter(action="taken").exists()
    assert (tab.wrong, tab.scrolls_sideways()) == ([], False)


@pytest.mark.parametrize(("language", "cost"), [("fr", "12\xa0345"), ("ar", "12.345")])
def test_the_cost_of_a_proposal_under_way_is_written_as_the_page_writes_numbers(
    chromium: Any, live_server: Any, plan: Plan, language: str, cost: str
) -> None:
    Plan.objects.filter(pk=plan.pk).update(cost=12_345)
    Run.objects.create(
        network=plan.network, kind="staffing", scope=plan.scope, state=RunState.RUNNING,
        start=plan.start, days=plan.days, for_date=plan.start,
        params={"around": plan.pk, "seconds": 60}, curve=[[0.1, 12_345, 999.6]],
    )  # fmt: skip
    tab = Tab(chromium, live_server, User.objects.get(username="paula"), language)
    page = tab.open(reverse("admin:operations_plan_grid", args=[plan.pk]))
    page.locator(".mizan-run-cost:not(:text('–'))").wait_for()
    assert page.locator(".mizan-run-cost").text_content() == cost
    assert page.locator(".mizan-run-bound").text_content() in {"1\xa0000", "1.000"}
    assert tab.wrong == []


def test_it_reads_from_right_to_left(chromium: Any, live_server: Any, plan: Plan) -> None:
    tab = Tab(chromium, live_server, User.objects.get(username="paula"), "ar")
    page = tab.open(reverse("admin:operations_plan_grid", args=[plan.pk]))
    first, second = (page.locator(cell("N1", day)).bounding_box()["x"] for day in (0, 1))
    assert second < first
    page.locator(cell("N1", 0)).focus()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.day") == "1"
    assert (tab.wrong, tab.scrolls_sideways()) == ([], False)
