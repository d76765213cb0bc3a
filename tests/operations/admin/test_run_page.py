"""A run's page: followed while it works, its curve and gap, what its plan costs, ended and asked
again by who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from operations.models import Run, RunState
from operations.packed import pack
from operations.run_page import run_curve
from tests.operations.admin.pages import client_of, read, words
from tests.operations.cast import Region

CURVE = [[0.5, 1200, None], [2.0, 900, 850.5]]


def page(region: Region, user: Any, name: str = "change") -> Any:
    return client_of(user).get(reverse(f"admin:operations_run_{name}", args=[region.run.pk]))


def ask(region: Region, user: Any, button: str) -> Any:
    where = reverse("admin:operations_run_ask", args=[region.run.pk])
    return client_of(user).post(where, {button: "1"}, follow=True)


@pytest.fixture
def working(region: Region) -> Region:
    """Under way, without a plan yet."""
    region.roster.run = None
    region.roster.save()
    Run.objects.filter(pk=region.run.pk).update(curve=CURVE, params={"seconds": 4})
    return region


def test_a_working_run_shows_how_far_and_how_good_it_is(working: Region) -> None:
    shown = read(page(working, working.vera))
    assert "40 %" in shown
    assert "900" in shown
    assert "5.5 %" in shown  # of 900, 850.5 is proven
    assert "data-live=" in page(working, working.vera).content.decode()


def test_a_search_that_found_one_plan_draws_no_curve_and_says_its_cost(region: Region) -> None:
    Run.objects.filter(pk=region.run.pk).update(curve=CURVE[:1])
    shown = page(region, region.vera).content.decode()
    assert "mizan-curve" not in shown
    assert "No plan was found" not in shown


def test_following_it_costs_nothing_while_nothing_happens(working: Region) -> None:
    client = client_of(working.amina)
    where = reverse("admin:operations_run_live", args=[working.run.pk])
    first = client.get(where)
    assert (first.status_code, first["X-Run-Open"]) == (200, "1")
    again = client.get(where, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Run.objects.update(progress=0.5)
    assert client.get(where, headers={"If-None-Match": first["ETag"]}).status_code == 200
    Run.objects.update(state=RunState.DONE)
    assert client.get(where)["X-Run-Open"] == "0"


def test_it_is_stopped_cancelled_and_asked_again_from_its_page(working: Region) -> None:
    assert "asked to end" in words(ask(working, working.amina, "_stop"))
    working.run.refresh_from_db()
    assert working.run.stop_requested
    ask(working, working.amina, "_cancel")
    working.run.refresh_from_db()
    assert working.run.cancel_requested
    Run.objects.filter(pk=working.run.pk).update(state=RunState.FAILED)
    assert "not running any more" in words(ask(working, working.amina, "_stop"))


def test_asking_again_leads_to_the_new_run(
    working: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Run.objects.create(
        network=working.north, kind="staffing", scope="CHU/MED", for_date=working.run.for_date,
        generation=1, start=working.run.start, days=7,
    )  # fmt: skip
    monkeypatch.setattr("operations.doors.run_ask", lambda **asked: other)
    answer = ask(working, working.amina, "_again")
    assert answer.request["PATH_INFO"].endswith(f"/run/{other.pk}/change/")


def test_readers_follow_and_change_nothing(working: Region) -> None:
    assert "Cancel without a plan" not in read(page(working, working.vera))
    assert ask(working, working.vera, "_cancel").status_code == 403
    assert ask(working, working.charlie, "_cancel").status_code == 404
    assert page(working, working.charlie, "live").status_code == 404
    working.run.refresh_from_db()
    assert working.run.cancel_requested is None


def test_a_plan_s_costs_stand_rule_by_rule_with_what_it_was_asked(region: Region) -> None:
    Run.objects.update(state=RunState.DONE, input_sha256="ab" * 32)
    region.roster.problem = pack({"asked": 1})
    region.roster.save()
    shown = read(page(region, region.amina))
    assert "Minimum cover" in shown
    assert "Below the minimum patients are not safe." in shown
    assert "ab" * 32 in shown
    plan = reverse("admin:operations_plan_change", args=[region.roster.pk])
    opened = f'href="{plan}">Open {region.roster}</a>'
    assert opened in page(region, region.amina).content.decode()
    where = reverse("admin:operations_plan_problem", args=[region.roster.pk])
    assert client_of(region.amina).get(where).json() == {"asked": 1}
    assert client_of(region.vera).get(where).status_code == 403
    assert client_of(region.charlie).get(where).status_code == 404


def test_what_went_wrong_is_shown_as_it_was_said(working: Region) -> None:
    Run.objects.update(state=RunState.ERRORED, message="Traceback: <b>x</b>", curve=[])
    shown = page(working, working.amina).content.decode()
    assert "Traceback: &lt;b&gt;x&lt;/b&gt;" in shown
    assert "No plan was found." in shown


def test_the_curve_is_steps_within_its_frame() -> None:
    drawn = run_curve(CURVE, 4)
    assert drawn is not None
    assert drawn.cost.startswith("M")
    assert drawn.cost.count("H") == 2  # to the second plan, and on to the end
    assert drawn.bound.count("H") == 1
    assert not drawn.logarithmic
    assert run_curve([], 4) is None
    assert run_curve([[1.0, 50, None]], 4) is None
    assert run_curve([[1.0, 50, None], [2.0, 40, None]], 4).bound == ""  # type: ignore[union-attr]


def test_plans_that_break_hard_rules_are_drawn_apart_with_how_many(working: Region) -> None:
    """Their cost rises as fewer are broken: the curve looked as if the search lost what it had."""
    curve = [[0, 500, None, 3], [1, 700, None, 1], [2, 900, None, 0], [3, 800, 750]]
    drawn = run_curve(curve, 4)
    assert drawn is not None
    assert [each.value for each in drawn.broken] == [3, 1]
    assert (drawn.unlawful.count("V"), drawn.cost.count("V")) == (1, 1)
    start = drawn.cost.split()[0].removeprefix("M")
    assert float(drawn.unlawful.rpartition("H")[2]) == float(start)
    Run.objects.filter(pk=working.run.pk).update(curve=curve[:2])
    shown = page(working, working.vera)
    assert shown.context["hard"] == 1
    assert [point[3] for point in shown.context["points"]] == [3, 1]


def test_a_curve_near_its_bound_fills_the_frame_and_its_figures_lie_apart() -> None:
    drawn = run_curve([[1, 829_613_637, None], [8, 757_618_054, 741_107_698]], 10)
    assert drawn is not None
    low, middle, high = sorted(float(tick.at) for tick in drawn.up)
    assert min(middle - low, high - middle) > 40
    assert high == drawn.base


def test_costs_that_fall_by_powers_of_ten_are_drawn_on_a_logarithmic_scale() -> None:
    drawn = run_curve([[1, 1_000_000, 10], [2, 100, 10]], 2)
    assert drawn is not None
    assert drawn.logarithmic
    assert [round(tick.value) for tick in drawn.up] == [10, 3316, 1_000_000]


def test_the_page_asks_little(region: Region, django_assert_max_num_queries: Any) -> None:
    client = client_of(region.basma)
    where = reverse("admin:operations_run_change", args=[region.run.pk])
    with django_assert_max_num_queries(16):
        assert client.get(where).status_code == 200
