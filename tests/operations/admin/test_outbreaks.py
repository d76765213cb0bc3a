"""Outbreak alarms in the admin and on the first page: who reads, who decides."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from forecasting.models import AlarmState, OutbreakAlarm
from operations.web.home import home
from tests.operations.admin.pages import client_of
from tests.operations.alarms import alarm
from tests.operations.cast import Region


def page(user: Any, row: OutbreakAlarm) -> Any:
    return client_of(user).get(reverse("admin:forecasting_outbreakalarm_change", args=[row.pk]))


def decided(user: Any, row: OutbreakAlarm, after: str, why: str = "seen") -> Any:
    where = reverse("admin:forecasting_outbreakalarm_decide", args=[row.pk])
    return client_of(user).post(where, {"after": after, "before": row.state, "why": why})


def test_the_page_says_it_draws_it_and_tells_what_it_would_do(region: Region) -> None:
    text = page(region.amina, alarm(region, region.chu)).content.decode()
    assert "31 cases of acute diarrhoea where 12 were expected (2.6 times)" in text
    assert "seen by Farrington and the forecast&#x27;s tail" in text
    assert text.count('<rect class="mizan-struck"') == 1
    assert text.count('<rect class="mizan-counted"') == 1
    assert "CHU/MED" in text
    assert "95 % interval 1.8 to 3.7" in text or "95 % interval 1.7 to 3.7" in text
    assert "Confirm: plans reckon with it" in text


def test_a_reader_sees_no_buttons_and_nobody_elses_wards(region: Region) -> None:
    whole = alarm(region, None)
    assert "Confirm" not in page(region.vera, whole).content.decode()
    text = page(region.basma, whole).content.decode()
    assert "CHU/MED" in text
    assert "PROV/SUR" not in text
    assert "Confirm" not in text


def test_somebody_from_elsewhere_finds_nothing(region: Region) -> None:
    row = alarm(region, region.chu)
    assert page(region.charlie, row).status_code == 302
    assert decided(region.charlie, row, "confirmed").status_code == 404
    listed = client_of(region.charlie).get(reverse("admin:forecasting_outbreakalarm_changelist"))
    assert list(listed.context["cl"].result_list) == []
    assert home(region.charlie).outbreaks == []


def test_a_planner_decides_and_it_is_on_the_record(region: Region) -> None:
    row = alarm(region, region.chu)
    assert decided(region.basma, row, "confirmed", "culture positive").status_code == 302
    row.refresh_from_db()
    assert row.state == AlarmState.CONFIRMED
    text = page(region.basma, row).content.decode()
    assert "culture positive" in text
    assert "Close: it is over" in text


@pytest.mark.parametrize("who", ["vera", "nobody"])
def test_who_does_not_publish_does_not_decide(region: Region, who: str) -> None:
    row = alarm(region, region.chu)
    assert decided(getattr(region, who), row, "confirmed").status_code in {403, 404, 302}
    row.refresh_from_db()
    assert row.state == AlarmState.OPEN


def test_a_refusal_is_a_message(region: Region) -> None:
    row = alarm(region, region.chu)
    answer = decided(region.amina, row, "confirmed", " ")
    assert [str(m) for m in get_messages(answer.wsgi_request)] == ["Say why: others will ask."]
    row.refresh_from_db()
    assert row.state == AlarmState.OPEN


def test_the_first_page_shows_what_stands_within_reach(region: Region) -> None:
    own, elsewhere = alarm(region, region.chu), alarm(region, region.prov, severity="low")
    alarm(region, region.depot, state=AlarmState.DISMISSED)
    assert [row for row, _words in home(region.amina).outbreaks] == [own, elsewhere]
    assert [row for row, _words in home(region.basma).outbreaks] == [own]
    text = client_of(region.basma).get("/").content.decode()
    assert "31 cases of acute diarrhoea" in text
