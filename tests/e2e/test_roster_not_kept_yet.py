"""What a planner has not kept yet, in a real browser: nothing on the way to the server loses it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.urls import reverse

from operations.core.staffing.cells import Change
from operations.models import Plan, ShiftAssignment
from operations.services import roster_change
from tests.browser import Tab
from tests.e2e.test_roster_page import a_shift_and_a_free_day, cell, plan, tab

__all__ = ["plan", "tab"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.core]  # no database's matter


def made_free(tab: Tab, plan: Plan) -> ShiftAssignment:
    """A shift that the person at the page has taken from somebody, and not kept yet."""
    line, _other = a_shift_and_a_free_day(plan)
    tab.page.locator(cell(line.staff.number, (line.date - plan.start).days)).focus()
    tab.presses("Delete")
    tab.page.locator("#plan-keep .mizan-cost:not(:empty)").wait_for()
    return line


def still_there(tab: Tab, line: ShiftAssignment) -> bool:
    panel = tab.page.locator("#plan-keep")
    panel.locator(".mizan-cost:not(:empty)").wait_for()
    assert panel.locator(".mizan-again").is_visible()
    return line.staff.number in panel.locator(".mizan-what").inner_text()


def keep(tab: Tab) -> None:
    with tab.page.expect_navigation():
        tab.page.locator(".mizan-keep").click()


def test_who_was_slower_than_somebody_else_has_their_changes_still(tab: Tab, plan: Plan) -> None:
    line = made_free(tab, plan)
    rest = plan.shiftassignments.exclude(staff=line.staff).filter(shift__isnull=False)
    other = rest.select_related("staff")[0]
    away = [Change(other.staff.number, (other.date - plan.start).days)]
    roster_change(plan=plan, changes=away, actor=None, base_version=plan.edit_version, reason="ill")
    tab.page.locator("#id_why").fill("agreed between them")
    keep(tab)
    said = tab.page.locator(".messagelist").inner_text()
    assert "Somebody changed this plan first" in said
    assert still_there(tab, line)
    assert tab.page.locator("#id_why").input_value() == "agreed between them"
    keep(tab)
    line.refresh_from_db()
    assert line.shift is None
    assert tab.page.locator("#plan-keep").is_hidden()  # it is kept: nothing of it waits any more


def test_a_log_in_that_is_over_costs_a_password_and_no_work(tab: Tab, plan: Plan) -> None:
    line = made_free(tab, plan)
    Session.objects.all().delete()
    keep(tab)
    tab.page.locator("#id_username").wait_for()
    tab.page.context.clear_cookies()
    again = Tab(tab.page.context.browser, tab.server, User.objects.get(username="paula"))
    tab.page.context.add_cookies(again.context.cookies())
    tab.open(reverse("admin:operations_plan_grid", args=[plan.pk]))
    assert still_there(tab, line)


def test_a_network_that_is_away_is_said_and_asked_again(tab: Tab, plan: Plan) -> None:
    page = tab.page
    page.context.set_offline(True)
    line, _other = a_shift_and_a_free_day(plan)
    page.locator(cell(line.staff.number, (line.date - plan.start).days)).focus()
    tab.presses("Delete")
    page.locator("#plan-keep .mizan-new", has_text="The server does not answer").wait_for()
    page.context.set_offline(False)
    page.locator("#plan-keep .mizan-cost:not(:empty)").wait_for()
    keep(tab)
    line.refresh_from_db()
    assert line.shift is None


def test_what_was_forgotten_does_not_come_back(tab: Tab, plan: Plan) -> None:
    made_free(tab, plan)
    tab.page.locator(".mizan-forget").click()
    tab.page.reload()
    assert tab.page.locator("#plan-keep").is_hidden()


def test_what_breaks_the_law_is_named_first_and_a_published_roster_asks_why(
    tab: Tab, plan: Plan
) -> None:
    page, panel = tab.page, tab.page.locator("#plan-keep")
    night = plan.shiftassignments.filter(shift__code="N").order_by("date")[0]
    day = (night.date - plan.start).days + 1
    page.locator(cell(night.staff.number, day)).click()
    page.locator("#plan-thing [data-shift=M]").click()
    panel.locator(".mizan-hard:visible").wait_for()
    marked = panel.locator(".mizan-new li").evaluate_all(
        "all => all.map(each => each.classList.contains('mizan-is-hard'))"
    )
    assert marked == sorted(marked, reverse=True)
    assert marked[0]
    assert f" {page.locator('thead [data-head]').nth(day).inner_text().split()[-1]}: " in (
        panel.locator(".mizan-what").inner_text()
    )
    panel.locator(".mizan-keep").click()
    assert page.locator("#id_why:invalid").count() == 1  # the browser asks for it
    panel.locator("#id_why").fill("nobody else came")
    keep(tab)
    assert plan.events.filter(reason="nobody else came").exists()


def test_with_ctrl_a_click_chooses_one_more_cell_or_one_less(tab: Tab, plan: Plan) -> None:
    page = tab.page
    page.locator(cell("N1", 0)).focus()
    for where, chosen in ((("N3", 2), "2"), (("N2", 4), "3"), (("N3", 2), "2")):
        page.locator(cell(*where)).click(modifiers=["Control"])
        assert page.locator("#roster-chosen .mizan-number").inner_text() == chosen
    assert page.locator("#plan-thing").is_hidden()
