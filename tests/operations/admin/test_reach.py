"""Who sees what, and how much a list asks of the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from forecasting.models import ForecastRun, ForecastSeries
from hospital.models import Ward
from operations.models import (
    Finding,
    PlanEvent,
    RulePolicy,
    Run,
)
from tests.operations import cast
from tests.operations.admin.pages import LISTS, client_of, listed
from tests.operations.cast import Region


def test_plans_within_reach(region: Region) -> None:
    chu = {region.roster.pk, region.beds.pk}
    assert listed(region.basma, "plan") == chu
    assert listed(region.vera, "plan") == chu | {region.elsewhere.pk, region.supply.pk}
    assert listed(region.charlie, "plan") == {region.foreign.pk}


@pytest.mark.parametrize("name", [name for name in LISTS if name != "rulepolicy"])
def test_another_hospital_s_rows_are_not_there(name: str, region: Region) -> None:
    of_north = listed(region.amina, name)
    assert of_north
    assert not listed(region.charlie, name) & of_north
    page = reverse(f"admin:operations_{name}_change", args=[min(of_north)])
    assert client_of(region.amina).get(page).status_code == 200
    # The admin sends whoever asks for what is not there back to its index.
    assert client_of(region.charlie).get(page).status_code == 302


def test_filters_name_no_other_hospital(region: Region) -> None:
    page = client_of(region.charlie).get(reverse("admin:operations_plan_changelist"))
    assert "CHU" not in page.content.decode()


def test_who_works_nowhere_is_refused(region: Region) -> None:
    for name in LISTS:
        page = reverse(f"admin:operations_{name}_changelist")
        assert client_of(region.nobody).get(page).status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_at_most_fifteen_questions(
    name: str, region: Region, django_assert_max_num_queries: Any
) -> None:
    for at in range(12):
        ward = Ward.objects.create(facility=region.chu, code=f"W{at}", name="Ward")
        made = cast.plan(family="staffing", scope=ward.scope, facility=region.chu, ward=ward)
        made.shiftassignments.create(staff=region.nurses[0], date=cast.MONDAY, shift=region.morning)
        Finding.objects.create(plan=made, rule="r", kind="soft", sentence="s")
        PlanEvent.objects.create(plan=made, actor="a", action="made")
        Run.objects.create(
            network=region.north,
            kind="beds",
            scope="CHU",
            for_date=cast.NIGHT,
            generation=at,
            start=cast.NIGHT,
            days=1,
        )
        RulePolicy.objects.create(
            network=region.north, family="staffing", rule=f"r{at}", kind="soft"
        )
    client = client_of(region.amina)
    with django_assert_max_num_queries(15):
        page = client.get(reverse(f"admin:operations_{name}_changelist"))
    assert page.status_code == 200


def test_nothing_is_added_or_deleted_here(region: Region) -> None:
    client = client_of(region.admin)
    for name in LISTS:
        if name == "rulepolicy":
            continue
        assert client.get(reverse(f"admin:operations_{name}_add")).status_code == 403
        row = min(listed(region.admin, name))
        assert (
            client.post(
                reverse(f"admin:operations_{name}_delete", args=[row]), {"post": "yes"}
            ).status_code
            == 403
        )
        page = client.get(reverse(f"admin:operations_{name}_changelist"))
        assert "delete_selected" not in page.content.decode()


def test_forecasts_are_read_within_reach(region: Region) -> None:
    run = ForecastRun.objects.create(
        network=region.north,
        kind="occupancy",
        as_of=cast.NIGHT,
        frequency="D",
        horizon=2,
        model="lightgbm",
        scores={"lightgbm": {"mae": 1.25, "mase": None}},
    )
    series = ForecastSeries.objects.create(
        run=run,
        unique_id="CHU/MED",
        facility=region.chu,
        ward=region.ward,
        start=cast.MONDAY,
        points={"mean": [10.5, 11.0], "q90": [14.0, 15.0]},
        model="lightgbm",
    )
    for name, row in (("forecastrun", run), ("forecastseries", series)):
        page = reverse(f"admin:forecasting_{name}_change", args=[row.pk])
        for user in (region.amina, region.basma, region.vera):
            assert client_of(user).get(page).status_code == 200
        assert client_of(region.charlie).get(page).status_code == 302
        assert client_of(region.admin).post(page, {}).status_code == 403
    text = client_of(region.vera).get(page).content.decode()
    assert "14" in text
    changelist = reverse("admin:forecasting_forecastseries_changelist")
    assert "CHU/MED" in client_of(region.basma).get(changelist).content.decode()


def test_totals_over_several_facilities_are_for_people_of_the_whole_network(
    region: Region,
) -> None:
    run = ForecastRun.objects.create(
        network=region.north,
        kind="occupancy",
        as_of=cast.NIGHT,
        frequency="D",
        horizon=1,
        model="m",
    )
    made = {
        name: ForecastSeries.objects.create(
            run=run,
            level=level,
            unique_id=name,
            facility=facility,
            start=cast.MONDAY,
            points={"mean": [7.0]},
            model="m",
        )
        for level, name, facility in (
            ("series", "CHU/MED", region.chu),
            ("facility", "CHU", region.chu),
            ("facility", "PROV", region.prov),
            ("network", "NORTH", None),
        )
    }

    def seen(user: Any) -> set[str]:
        address = "admin:forecasting_forecastseries_change"
        pages = {name: reverse(address, args=[row.pk]) for name, row in made.items()}
        client = client_of(user)
        return {name for name, page in pages.items() if client.get(page).status_code == 200}

    assert seen(region.vera) == set(made)
    assert seen(region.basma) == {"CHU/MED", "CHU"}
    assert seen(region.charlie) == set()
    changelist = reverse("admin:forecasting_forecastseries_changelist")
    client = client_of(region.vera)
    assert client.get(changelist).context["cl"].result_list.get().unique_id == "CHU/MED"
    totals = client.get(f"{changelist}?level=facility").context["cl"].result_list
    assert {row.unique_id for row in totals} == {"CHU", "PROV"}
    override = reverse("admin:forecasting_forecastseries_override", args=[made["CHU"].pk])
    assert client.get(override).status_code == 404


BASELINE = {"compare": 11, "what_if": 9}
"""Questions of the pages beside a plan, however much there is to compare or was asked before."""


@pytest.mark.parametrize("page", BASELINE)
def test_comparing_asks_as_much_of_many_plans_as_of_one(
    page: str, region: Region, django_assert_num_queries: Any
) -> None:
    plan = region.roster
    assert plan.ward is not None
    here = {"family": "staffing", "scope": plan.scope, "facility": region.chu, "ward": plan.ward}
    other = cast.plan(**here, version=7)
    address = f"{reverse(f'admin:operations_plan_{page}', args=[plan.pk])}?with={other.pk}"
    client = client_of(region.amina)
    client.get(address)  # what is asked once a process
    with django_assert_num_queries(BASELINE[page]):
        client.get(address)
    for number in range(8):
        more = cast.plan(**here, version=8 + number)
        day = cast.MONDAY + timedelta(days=number)
        for each in (more, other):
            each.shiftassignments.create(
                staff=region.nurses[0], date=day, shift=region.morning, locked=bool(number % 2)
            )
        Run.objects.create(
            network=region.north, kind="staffing", scope=plan.scope, for_date=cast.NIGHT,
            generation=90 + number, start=cast.NIGHT, days=7,
            params={"what_if": {"plan": plan.pk, "absent": number + 1}},
        )  # fmt: skip
    with django_assert_num_queries(BASELINE[page]):
        assert client.get(address).status_code == 200
