"""The first page: what to decide, the plans as they stand, last night, the orders due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forecasting.models import ForecastRun
from hospital.models import Bed, Product, Room
from operations.models import Finding, NightSchedule, OrderLine, Plan, PlanState, Run, RunState
from operations.web.beds import wards_ahead
from operations.web.home import home
from tests.forecasting.stored import store_run, store_series
from tests.operations import cast
from tests.operations.admin.pages import client_of
from tests.operations.alarms import alarm
from tests.operations.cast import Region


def scopes(region: Region, user: str) -> set[str]:
    found = home(getattr(region, user))
    return {line.plan.scope for family in found.families for line in family.lines}


def shown(user: Any, what: str) -> list[str]:
    """Where something of this kind waits for the person."""
    found = home(user)
    return [each.where for each in (*found.to_decide, *found.folded) if each.what == what]


def test_each_person_reads_their_own_places(region: Region) -> None:
    assert scopes(region, "vera") == {"CHU/MED", "PROV/SUR", "CHU", "NORTH"}
    assert scopes(region, "basma") == {"CHU/MED", "CHU"}
    assert scopes(region, "charlie") == {"SUD/SUR"}
    assert scopes(region, "nobody") == set()


def test_a_supply_officer_begins_with_supply(region: Region) -> None:
    assert home(region.samir).families[0].code == "supply"
    assert home(region.amina).families[0].code == "staffing"


def test_a_draft_newer_than_what_is_published_waits_for_a_decision(region: Region) -> None:
    Plan.objects.filter(pk=region.roster.pk).update(state=PlanState.PUBLISHED)
    newer = cast.plan(
        family="staffing", scope="CHU/MED", facility=region.chu, version=2, why_draft="2 locks"
    )
    found = home(region.basma)
    assert newer in found.decisions
    assert region.roster not in found.decisions
    shown = {line.plan for family in found.families for line in family.lines}
    assert region.roster in shown
    assert newer not in shown


def test_a_draft_that_was_overtaken_waits_for_nobody(region: Region) -> None:
    cast.plan(
        family="staffing",
        scope="CHU/MED",
        facility=region.chu,
        version=2,
        state=PlanState.PUBLISHED,
    )
    assert region.roster not in home(region.basma).decisions


def test_findings_are_counted_and_the_first_hard_one_is_told(region: Region) -> None:
    Finding.objects.create(
        plan=region.roster, rule="rest_between_shifts", kind="hard", sentence="Too little rest."
    )
    (line,) = home(region.basma).families[0].lines
    assert (line.hard, line.medium, line.soft) == (1, 1, 0)
    assert line.worst == "Too little rest."


def test_last_night_says_what_went_wrong(region: Region) -> None:
    Run.objects.update(state=RunState.FAILED, trigger="nightly", message="No cover rules in MED.")
    night = home(region.amina).night
    assert night is not None
    assert [(state, count) for state, _label, count in night.states] == [("failed", 1)]
    assert [str(run.message) for run in night.troubled] == ["No cover rules in MED."]
    assert home(region.charlie).night is None


def test_orders_of_published_plans_due_within_a_week(region: Region) -> None:
    assert home(region.samir).soon is None
    Plan.objects.filter(pk=region.supply.pk).update(state=PlanState.PUBLISHED)
    today = timezone.localdate()
    OrderLine.objects.update(order_date=today + timedelta(days=8))
    assert home(region.samir).soon is None
    OrderLine.objects.update(order_date=today + timedelta(days=7), cost_cents=12345)
    soon = home(region.samir).soon
    assert soon is not None
    assert (soon.lines, soon.cost_cents) == (OrderLine.objects.count(), 12345)
    assert home(region.amina).soon is None


def test_the_page_links_to_lines_findings_and_the_decision(region: Region) -> None:
    page = client_of(region.basma).get("/").content.decode()
    assert f"/operations/plan/{region.roster.pk}/change/" in page
    assert f"/operations/shiftassignment/?plan__id__exact={region.roster.pk}" in page
    assert f"plan__id__exact={region.roster.pk}&amp;kind__exact=hard" in page
    assert "PROV" not in page


def full_ward(region: Region, patients: float) -> None:
    """Ten beds in CHU/MED, and as many patients expected for the next days."""
    room = Room.objects.create(ward=region.ward, code="ten", capacity=10)
    Bed.objects.bulk_create(Bed(room=room, code=str(number)) for number in range(10))
    today = timezone.now().date()
    run = store_run(region.north, "occupancy", "D", today, 14)
    points = {"mean": patients, "q10": patients - 2, "q50": patients, "q90": patients + 2}
    series = {name: [value] * 14 for name, value in points.items()}
    store_series(run, region.chu, today, ward=region.ward, **series)


def test_a_ward_that_may_run_out_of_beds_is_told_to_its_own_people(region: Region) -> None:
    full_ward(region, 12)
    (short,) = wards_ahead(region.basma, ForecastRun.objects.select_related("network")).short
    assert (short.unique_id, short.beds) == ("CHU/MED", 10)
    assert short.chance > 0.8
    assert "more patients than its 10 beds" in short.sentence
    assert "12 are expected" in short.sentence
    assert shown(region.charlie, "Beds may run out") == []
    assert shown(region.basma, "Beds may run out") == ["CHU/MED"]
    page = client_of(region.basma).get("/").content.decode()
    assert short.sentence in page


def test_a_ward_with_room_is_left_in_peace(region: Region) -> None:
    full_ward(region, 6)
    assert shown(region.basma, "Beds may run out") == []
    tiles = {tile.code: tile for tile in home(region.basma).tiles}
    assert "60.0 %" in tiles["occupancy"].value
    assert tiles["occupancy"].level == "good"
    assert tiles["beds"].value == "9"  # one of ten is taken


def gap(plan: Plan, day: date, amount: int = 1) -> None:
    facts = {"on": day.isoformat(), "shift": "N"}
    Finding.objects.create(
        plan=plan, rule="cover_minimum", kind="medium", amount=amount, sentence="-", facts=facts
    )


def tile(user: Any, code: str) -> Any:
    return next((each for each in home(user).tiles if each.code == code), None)


def test_people_short_in_a_week_are_counted_beside_the_week_after(region: Region) -> None:
    today = timezone.localdate()
    Plan.objects.filter(pk=region.roster.pk).update(state=PlanState.PUBLISHED, start=today)
    for ahead, amount in ((0, 2), (6, 1), (7, 5), (14, 9), (-1, 9)):
        gap(region.roster, today + timedelta(days=ahead), amount)
    found = tile(region.basma, "gaps")
    assert (found.value, found.level, found.better) == ("3", "bad", False)
    assert "5" in found.trend
    assert shown(region.basma, "Staffing gap") == ["CHU/MED"]
    assert shown(region.charlie, "Staffing gap") == []
    assert tile(region.charlie, "gaps").level == "good"


def test_from_its_first_day_on_the_later_roster_counts(region: Region) -> None:
    today = timezone.localdate()
    Plan.objects.filter(pk=region.roster.pk).update(state=PlanState.PUBLISHED, start=today)
    later = cast.plan(
        family="staffing",
        scope="CHU/MED",
        facility=region.chu,
        version=2,
        state=PlanState.PUBLISHED,
        start=today + timedelta(days=3),
    )
    gap(region.roster, today + timedelta(days=2))
    gap(region.roster, today + timedelta(days=3))
    gap(later, today + timedelta(days=4), 4)
    assert tile(region.basma, "gaps").value == "5"


def test_medicines_at_risk_are_counted_once_and_vital_ones_are_urgent(region: Region) -> None:
    today = timezone.localdate()
    Plan.objects.filter(pk=region.supply.pk).update(state=PlanState.PUBLISHED, start=today)
    facts = [("A", "vital", 0), ("A", "vital", 1), ("B", "necessary", 1), ("C", "vital", 2)]
    for product, ven, week in facts:
        Finding.objects.create(
            plan=region.supply,
            rule="demand_met",
            kind="medium",
            sentence="-",
            facts={"product": product, "ven_word": ven, "week": str(week)},
        )
    found = tile(region.samir, "stock")
    assert (found.value, found.level) == ("2", "bad")
    assert "1 in the two weeks after" in found.trend
    waiting = [each for each in home(region.samir).to_decide if "will lack" in each.what]
    assert [(each.severity, "A" in each.sentence) for each in waiting] == [
        ("high", True),
        ("medium", False),
    ]
    assert tile(region.basma, "stock") is None
    before = queries(region)
    Product.objects.create(code="A", name="Amoxicillin 500 mg, capsule")
    called = [each for each in home(region.samir).to_decide if "will lack" in each.what]
    assert "Amoxicillin 500 mg, capsule" in called[0].sentence, "people know names, not codes"
    assert queries(region) == before


def test_whoever_may_not_decide_of_an_outbreak_is_only_led_to_it(region: Region) -> None:
    alarm(region, region.chu)
    asked = {}
    for user in ("amina", "vera"):
        waiting = home(getattr(region, user)).to_decide
        asked[user] = [each.action for each in waiting if "diarrhoea" in each.what]
    assert asked == {"amina": ["Confirm or dismiss"], "vera": ["See the outbreak"]}


def test_the_page_leads_to_each_family_s_plans_and_an_officer_to_the_orders(
    region: Region,
) -> None:
    orders = f"/operations/plan/{region.supply.pk}/orders/"
    found = client_of(region.samir).get("/").content.decode()
    assert 'href="#plans-supply"' in found
    assert 'id="plans-supply"' in found
    assert orders in found
    assert orders not in client_of(region.vera).get("/").content.decode()


def test_a_weekend_without_nights_is_no_late_night(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    friday = date(2026, 3, 6)
    Run.objects.update(state=RunState.DONE, trigger="nightly", for_date=friday)
    chosen = NightSchedule.objects.create(network=region.north, weekdays="1111100")
    monday = datetime(2026, 3, 9, 12, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: monday)
    assert tile(region.amina, "night").level == "good"
    chosen.weekdays = "1111110"
    chosen.save()
    assert tile(region.amina, "night").level == "bad"


def test_a_failed_night_is_urgent_where_nothing_is_published(region: Region) -> None:
    Run.objects.update(state=RunState.FAILED, trigger="nightly")
    assert tile(region.amina, "night").level == "bad"
    (failed,) = [each for each in home(region.amina).to_decide if "Last night" in each.what]
    assert (failed.where, failed.severity) == ("CHU/MED", "high")
    Plan.objects.filter(pk=region.roster.pk).update(state=PlanState.PUBLISHED)
    (failed,) = [each for each in home(region.amina).to_decide if "Last night" in each.what]
    assert failed.severity == "medium"


def test_the_gravest_comes_first_whatever_it_is_about(region: Region) -> None:
    full_ward(region, 12)
    Run.objects.update(state=RunState.FAILED, trigger="nightly")
    severities = [each.severity for each in home(region.amina).to_decide]
    assert severities == sorted(severities, key=["high", "medium", "low"].index)
    assert len(set(severities)) > 1


def test_who_works_nowhere_is_told_that_nothing_waits(region: Region) -> None:
    page = client_of(region.nobody).get("/").content.decode()
    assert "Nothing waits for you." in page
    assert "mizan-tile" not in page


def test_all_of_it_is_read_in_at_most_fifteen_queries(
    region: Region, django_assert_max_num_queries: Any
) -> None:
    full_ward(region, 12)
    Plan.objects.filter(family="supply").update(state=PlanState.PUBLISHED)
    for user in (region.samir, region.basma, region.amina, region.admin):
        with django_assert_max_num_queries(15):
            home(user)


def queries(region: Region) -> int:
    client = client_of(region.amina)
    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    return len(asked)


def test_queries_do_not_grow_with_plans(region: Region) -> None:
    Finding.objects.create(plan=region.beds, rule="room_capacity", kind="hard", sentence="Full.")
    few = queries(region)
    for number in range(20):
        cast.plan(family="beds", scope=f"X{number}", facility=region.chu)
    assert queries(region) == few


@pytest.mark.parametrize(("code", "direction"), [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl")])
def test_the_language_is_chosen_in_the_header(region: Region, code: str, direction: str) -> None:
    client = client_of(region.amina)
    client.post("/i18n/setlang/", {"language": code, "next": "/"})
    page = client.get("/").content.decode()
    assert f'dir="{direction}"' in page
    assert f'value="{code}" lang="{code}" aria-current="true"' in page


def test_strangers_choose_their_language_before_they_log_in(db: None) -> None:
    assert 'name="language"' in Client().get("/login/").content.decode()
