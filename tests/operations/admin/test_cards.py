"""The model card: who reads it, what it says, and how much it asks of the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from forecasting.models import ForecastFinding, ForecastRun, ForecastSeries
from tests.operations import cast
from tests.operations.admin.pages import client_of
from tests.operations.cast import Region

MEASURES = {"mae": 2.0, "wape": 0.2, "mase": 0.9, "smape": 20, "wql": 0.16, "coverage80": 0.8}
GROUPS = [
    {"by": "facility_kind", "group": "provincial", "n": None},
    {"by": "facility_kind", "group": "university", "n": 56, "wape": 0.31, "naive_wape": 0.4,
     "bias": -0.02, "coverage80": 0.79},
]  # fmt: skip


def member(name: str, wql: float) -> dict[str, Any]:
    scores = {**MEASURES, "wql": wql}
    return {"name": name, "overall": scores, "windows": [scores, scores]}


def make_run(region: Region, back: int = 0, **changes: Any) -> ForecastRun:
    bucket = {"first": 1, "last": 7, "values": 70, "bias": 0.1, "naive_mae": 3, "naive_wape": 0.3}
    fields: dict[str, Any] = {
        "network": region.north,
        "kind": "occupancy",
        "as_of": cast.NIGHT - timedelta(days=back),
        "is_current": not back,
        "frequency": "D",
        "horizon": 28,
        "model": "ets + theta",
        "scores": {"ets + theta": MEASURES, "seasonal_naive": {**MEASURES, "wql": 0.2}},
        "members": [member("ets", 0.17), member("seasonal_naive", 0.2), member("lightgbm", 0.25)],
        "buckets": [bucket | MEASURES | {"below": {"0.1": 0.11, "0.5": 0.52, "0.9": 0.9}}],
        "drivers": {"level": 0.97, "weekday": 0.12, "ramadan": 0.01},
        "fairness": {"places": GROUPS, "patients": []},
        "versions": {"lightgbm": "4.6"},
    }
    return ForecastRun.objects.create(**(fields | changes))


def card(user: Any, run: ForecastRun) -> Any:
    return client_of(user).get(reverse("admin:forecasting_forecastrun_card", args=[run.pk]))


def note(run: ForecastRun, facility: Any, name: str, text: str = "12 days of history") -> None:
    ForecastSeries.objects.create(
        run=run,
        unique_id=name,
        facility=facility,
        start=cast.MONDAY,
        points={"mean": [1.0]},
        model="simple",
        note=text,
    )


def test_a_card_is_read_by_the_people_of_its_network(region: Region) -> None:
    run = make_run(region)
    for user in (region.admin, region.amina, region.basma, region.vera):
        assert card(user, run).status_code == 200
    assert card(region.charlie, run).status_code == 404
    assert card(region.nobody, run).status_code == 404


def test_series_and_findings_on_it_are_those_in_reach(region: Region) -> None:
    run = make_run(region)
    note(run, region.chu, "CHU/MED")
    note(run, region.prov, "PROV/SUR")
    for name, place in (("CHU/MED", region.chu), ("PROV/SUR", region.prov)):
        ForecastFinding.objects.create(
            network=region.north,
            kind="occupancy",
            unique_id=name,
            facility=place,
            code="silent",
            facts={"periods": 4, "usual": 7.0, "frequency": "D"},
            since=cast.NIGHT,
            last_seen=cast.NIGHT,
        )
    assert card(region.vera, run).content.decode().count("PROV/SUR") == 2
    own = card(region.basma, run).content.decode()
    assert "PROV/SUR" not in own
    assert own.count("CHU/MED") == 2


def test_it_says_what_is_used_and_why_beside_what_was_tried(region: Region) -> None:
    text = card(region.vera, make_run(region)).content.decode()
    assert "The plain mean of ETS + Theta is used: on 2 walk-forward windows" in text
    assert "0.160, that of seasonal naive 0.200 (20.0 % less)" in text
    assert "−25.0 %" in text  # LightGBM lost
    assert "days 1 to 7" in text
    assert "no open finding" in text.lower()


def test_a_family_without_a_better_member_says_so(region: Region) -> None:
    run = make_run(region, model="seasonal_naive", scores={"seasonal_naive": MEASURES})
    assert "so seasonal naive is used" in card(region.vera, run).content.decode()
    untested = make_run(region, back=1, members=[], buckets=[], scores={}, fairness={}, drivers={})
    text = card(region.vera, untested).content.decode()
    assert "too short for a test window" in text
    assert "a newer one" in text


def test_groups_too_small_are_named_and_not_told(region: Region) -> None:
    text = card(region.vera, make_run(region)).content.decode()
    assert "provincial hospital" in text
    assert "too few to say" in text
    assert "31.0 %" in text


def test_past_nights_are_drawn(region: Region) -> None:
    for back in (3, 2, 1):
        make_run(region, back)
    run = make_run(region)
    chart = card(region.vera, run).context["card"].history
    assert [len(line.dots) for line in chart.lines] == [4, 4, 4]
    assert chart.lines[0].points.count(",") == 4


def test_its_questions_do_not_grow_with_nights_series_or_findings(
    region: Region, django_assert_max_num_queries: Any
) -> None:
    run = make_run(region)
    for number in range(30):
        make_run(region, 1 + number)
        note(run, region.chu, f"CHU/W{number}")
        ForecastFinding.objects.create(
            network=region.north,
            kind="occupancy",
            unique_id=f"CHU/W{number}",
            facility=region.chu,
            code="silent",
            since=cast.NIGHT,
            last_seen=cast.NIGHT,
        )
    client = client_of(region.amina)
    with django_assert_max_num_queries(12):
        client.get(reverse("admin:forecasting_forecastrun_card", args=[run.pk]))
    with django_assert_max_num_queries(15):
        client.get(reverse("admin:forecasting_forecastrun_changelist"))


@pytest.mark.parametrize(("code", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_it_is_laid_out_in_both_directions(region: Region, code: str, direction: str) -> None:
    client = client_of(region.vera)
    client.post("/i18n/setlang/", {"language": code, "next": "/"})
    where = reverse("admin:forecasting_forecastrun_card", args=[make_run(region).pk])
    assert f'dir="{direction}"' in client.get(where).content.decode()
