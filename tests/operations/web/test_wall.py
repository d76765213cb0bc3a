"""The screen on the wall: large figures and wards, within reach, nobody's name, brought up to date
by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from operations.models import Plan, PlanState
from tests.operations.admin.pages import client_of
from tests.operations.cast import Region
from tests.operations.web.test_home import full_ward, gap


def wall(user: Any) -> Any:
    return client_of(user).get("/wall/")


def test_wards_stand_with_their_beds_and_what_lacks(region: Region) -> None:
    full_ward(region, 12)
    today = timezone.localdate()
    Plan.objects.filter(pk=region.roster.pk).update(state=PlanState.PUBLISHED, start=today)
    gap(region.roster, today + timedelta(days=1), 2)
    gap(region.roster, today + timedelta(days=2), 5)
    (ward,) = wall(region.basma).context["wards"]
    assert (ward.name, ward.expected, ward.beds, ward.short, ward.level) == (
        "CHU/MED", 12, 10, 2, "bad",
    )  # fmt: skip
    assert list(wall(region.charlie).context["wards"]) == []


def test_it_names_nobody_and_comes_again_by_itself(region: Region) -> None:
    full_ward(region, 12)
    page = wall(region.basma).content.decode()
    assert 'data-every="60"' in page
    for name in (*(nurse.number for nurse in region.nurses), "ST1", "p1"):
        assert f">{name}<" not in page


def test_it_is_for_readers_and_only_read(region: Region) -> None:
    assert wall(region.nobody).status_code == 403
    assert client_of(region.basma).post("/wall/").status_code == 405
    assert (
        "Nothing is planned" in wall(region.charlie).content.decode()
        or wall(region.charlie).context["tiles"]
    )


def test_it_asks_little(region: Region, django_assert_max_num_queries: Any) -> None:
    full_ward(region, 12)
    client = client_of(region.samir)
    with django_assert_max_num_queries(16):
        assert client.get("/wall/").status_code == 200
