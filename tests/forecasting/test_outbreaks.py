"""From counted cases to alarms, decisions and plans: once per outbreak, on the record, in reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.utils import translation

from forecasting.core.outbreak.answer import Alarm, Severity
from forecasting.core.outbreak.jobfiles import Answer, read_request, write_answer
from forecasting.core.outbreak.weeknumbers import week_number
from forecasting.models import AlarmState, ForecastOverride, OutbreakAlarm, OutbreakDecision
from forecasting.selectors import forecast_quantile, forecast_weeks
from forecasting.selectors.outbreaks import (
    alarm_sentence,
    alarms_seen,
    alarms_standing,
    scenario_rows,
    scenario_sentence,
)
from forecasting.services import outbreak_decide, outbreak_make
from forecasting.services.outbreak_decisions import SYSTEM
from hospital.errors import ApplicationError, Conflict, Forbidden
from hospital.models import (
    CaseCount,
    Facility,
    Membership,
    Network,
    Role,
    Specialty,
    Syndrome,
    SyndromeProduct,
    WardSpecialty,
)
from tests.forecasting.records import MONDAY, make_facility, make_network, make_product, make_ward
from tests.forecasting.stored import store_run, store_series

pytestmark = pytest.mark.django_db
SUNDAY = MONDAY - timedelta(days=1)
"""The last day of the last week that was counted; plans begin on MONDAY."""
LAST = week_number(SUNDAY)


def person(name: str, role: str, network: Any, facility: Any = None) -> User:
    user = User.objects.create_user(name, is_staff=True)
    Membership.objects.create(user=user, network=network, facility=facility, role=role)
    return user


@pytest.fixture(autouse=True)
def first_of_january(monkeypatch: pytest.MonkeyPatch) -> None:
    """The network's day is the Monday that plans begin on."""
    monkeypatch.setattr("forecasting.services.outbreak_decisions._today", lambda network: MONDAY)


@pytest.fixture
def network() -> Network:
    """CHU with a medical ward and a health centre CS1 that has none; diarrhoea is counted in both,
    a fifth of the cases stay for three nights and each takes two sachets."""
    network = make_network()
    chu = make_facility(network)
    ward = make_ward(chu)
    Facility.objects.create(network=network, code="CS1", name="CS1", kind="centre")
    medicine = Specialty.objects.create(code="INT", name="Internal medicine")
    WardSpecialty.objects.create(ward=ward, specialty=medicine)
    syndrome = Syndrome.objects.create(
        code="ADD", name="Acute diarrhoea", admitted_share=0.2, nights=3, specialty=medicine
    )
    ors = make_product("ORS", "A07CA")
    SyndromeProduct.objects.create(syndrome=syndrome, product=ors, units_per_case=2)
    for code, cases in (("CHU", 10), ("CS1", 30)):
        CaseCount.objects.create(
            facility=Facility.objects.get(code=code),
            syndrome=syndrome,
            first_day=SUNDAY - timedelta(days=6),
            cases=cases,
        )
    for kind, days, mean in (("admissions", 28, 2.0), ("occupancy", 28, 10.0)):
        run = store_run(network, kind, "D", MONDAY, days)
        store_series(run, chu, MONDAY, ward=ward, mean=[mean] * days, q50=[mean] * days)
    run = store_run(network, "consumption", "W-MON", MONDAY, 12)
    store_series(run, chu, MONDAY, product=ors, mean=[70.0] * 12, q50=[70.0] * 12)
    return network


def alarm(name: str = "CHU/ADD", **changes: Any) -> Alarm:
    """Fourteen cases in each of the last two weeks where seven were expected."""
    usual = Alarm(
        unique_id=name,
        since=LAST - 1,
        last_seen=LAST,
        observed=28,
        expected_total=14.0,
        ratio=2.0,
        ratio_low=1.3,
        ratio_high=2.9,
        severity=Severity.MEDIUM,
        detectors=("farrington_1996", "farrington_flexible", "tail"),
        first_week=LAST - 3,
        counts=(7.0, None, 14.0, 14.0),
        expected=(7.0, 7.0, 7.0, 7.0),
        upper=(12.0, 12.0, 12.0, 12.0),
    )
    return replace(usual, **changes)


def watched(network: Network, *alarms: Alarm, as_of: date = SUNDAY) -> list[OutbreakAlarm]:
    """A night whose child answers so."""

    def child(folder: Path) -> None:
        write_answer(folder, Answer(alarms, week_number(as_of)))

    found = outbreak_make(network=network, as_of=as_of, runner=child)
    assert found is not None
    return found


def decide(row: OutbreakAlarm, after: str, actor: User, why: str = "seen on the ward") -> Any:
    return outbreak_decide(alarm=row, after=after, why=why, actor=actor)


def test_an_alarm_speaks_in_a_sentence(network: Network) -> None:
    (row,) = watched(network, alarm())
    assert alarm_sentence(row) == (
        "Since the week of 18 Dec: 28 cases of acute diarrhoea where 14 were expected "
        "(2.0 times), seen by Farrington and the forecast's tail."
    )
    assert (row.facility.code, row.severity, row.state) == ("CHU", "medium", "open")
    with translation.override("fr"):
        assert "28" in alarm_sentence(row)


def test_the_same_outbreak_is_the_same_row_from_night_to_night(network: Network) -> None:
    (first,) = watched(network, alarm())
    watched(network, alarm())
    later = alarm(last_seen=LAST + 1, observed=45, expected_total=21.0)
    (same,) = watched(network, later, as_of=SUNDAY + timedelta(days=7))
    assert same.pk == first.pk
    assert (same.observed, same.last_seen - same.since) == (45, timedelta(weeks=2))
    assert OutbreakAlarm.objects.count() == 1
    assert OutbreakDecision.objects.count() == 0


def test_the_child_is_told_which_alarms_to_follow(network: Network) -> None:
    watched(network, alarm())
    asked: dict[str, int] = {}

    def child(folder: Path) -> None:
        asked.update(read_request(folder).follow)
        write_answer(folder, Answer((), LAST))

    outbreak_make(network=network, as_of=SUNDAY, runner=child)
    assert asked == {"CHU/ADD": LAST - 1}


def test_four_quiet_weeks_close_an_alarm_and_the_next_is_another(network: Network) -> None:
    (row,) = watched(network, alarm())
    watched(network, as_of=SUNDAY + timedelta(weeks=4))
    assert OutbreakAlarm.objects.get().state == AlarmState.OPEN
    watched(network, as_of=SUNDAY + timedelta(weeks=5))
    row.refresh_from_db()
    assert row.state == AlarmState.CLOSED
    assert [d.actor for d in row.decisions.all()] == [SYSTEM]
    (other,) = watched(
        network,
        alarm(since=LAST + 8, last_seen=LAST + 9, first_week=LAST + 6),
        as_of=SUNDAY + timedelta(weeks=9),
    )
    assert other.pk != row.pk


def test_a_dismissed_alarm_is_not_raised_again_while_it_goes_on(network: Network) -> None:
    (row,) = watched(network, alarm())
    decide(row, AlarmState.DISMISSED, person("amina", Role.PLANNER, network))
    (same,) = watched(network, alarm(last_seen=LAST + 1), as_of=SUNDAY + timedelta(days=7))
    assert (same.pk, same.state) == (row.pk, AlarmState.DISMISSED)


def test_a_place_or_syndrome_that_is_gone_has_no_alarm(network: Network) -> None:
    assert watched(network, alarm("GONE/ADD"), alarm("CHU/GONE")) == []


def test_without_counts_there_is_no_watch() -> None:
    assert outbreak_make(network=make_network(), as_of=SUNDAY, runner=lambda folder: None) is None


def test_a_child_without_an_answer_is_an_error_not_an_all_clear(network: Network) -> None:
    with pytest.raises(ApplicationError, match="no answer"):
        outbreak_make(network=network, as_of=SUNDAY, runner=lambda folder: None)


def test_the_scenario_says_what_the_excess_does(network: Network) -> None:
    # Seven more a week than expected: 1.4 admissions and 14 sachets a week while it holds.
    (row,) = watched(network, alarm())
    scenario = row.scenario
    assert scenario["first"] == MONDAY.isoformat()
    assert scenario["cases"][:2] == [7, 7]
    (ward,) = scenario["wards"]
    assert (ward["series"], ward["admissions"][:2]) == ("CHU/MED", [1.4, 1.4])
    (store,) = scenario["products"]
    assert (store["series"], store["units"][0]) == ("CHU/ORS", 14)
    assert scenario_sentence(row).startswith("If it holds for two weeks and then fades")


def test_a_health_centres_patients_lie_in_the_nearest_hospital(network: Network) -> None:
    (row,) = watched(network, alarm("CS1/ADD"))
    (ward,) = row.scenario["wards"]
    assert (ward["from"], ward["series"]) == ("CS1", "CHU/MED")
    assert row.scenario["products"][0]["series"] == "CS1/ORS"


def test_a_networks_excess_is_divided_as_its_cases_are(network: Network) -> None:
    (row,) = watched(network, alarm("*/ADD"))
    assert row.facility is None
    units = {each["from"]: each["units"][0] for each in row.scenario["products"]}
    assert units == {"CHU": 3.5, "CS1": 10.5}


def test_a_confirmed_outbreak_is_in_what_plans_read(network: Network) -> None:
    (row,) = watched(network, alarm())
    read = {"network": network, "kind": "admissions", "start": MONDAY, "days": 7}
    assert forecast_quantile(quantile=0.5, **read)["CHU/MED"] == [2.0] * 7
    decide(row, AlarmState.CONFIRMED, person("amina", Role.PLANNER, network))
    assert forecast_quantile(quantile=0.5, **read)["CHU/MED"] == pytest.approx([2.2] * 7)
    beds = forecast_quantile(quantile=0.5, **(read | {"kind": "occupancy"}))["CHU/MED"]
    assert all(10 < value < 10.8 for value in beds)
    weeks = forecast_weeks(network=network, quantile=0.5, start=MONDAY, weeks=8)["CHU/ORS"]
    assert weeks[0] > 75
    assert weeks[0] > weeks[-1] > 70
    told = ForecastOverride.objects.filter(withdrawn_at__isnull=True)
    assert {row.author for row in told} == {"system:outbreak"}
    assert {row.source_key for row in told} == {f"outbreak:{row.pk}"}


@pytest.mark.parametrize("after", [AlarmState.DISMISSED, AlarmState.CLOSED, AlarmState.OPEN])
def test_what_is_no_longer_confirmed_leaves_the_plans(network: Network, after: str) -> None:
    amina = person("amina", Role.PLANNER, network)
    (row,) = watched(network, alarm())
    row = decide(row, AlarmState.CONFIRMED, amina)
    decide(row, after, amina, "it was the new test")
    assert not ForecastOverride.objects.filter(withdrawn_at__isnull=True).exists()
    assert {r.withdrawn_why for r in ForecastOverride.objects.all()} == {"it was the new test"}
    read = {"network": network, "kind": "admissions", "start": MONDAY, "days": 7}
    assert forecast_quantile(quantile=0.5, **read)["CHU/MED"] == [2.0] * 7


def test_a_night_without_news_leaves_the_plans_overrides_alone(network: Network) -> None:
    (row,) = watched(network, alarm())
    decide(row, AlarmState.CONFIRMED, person("amina", Role.PLANNER, network))
    before = list(ForecastOverride.objects.values_list("pk", "withdrawn_at"))
    watched(network, alarm())
    assert list(ForecastOverride.objects.values_list("pk", "withdrawn_at")) == before


def test_newer_figures_replace_the_overrides(network: Network) -> None:
    (row,) = watched(network, alarm())
    decide(row, AlarmState.CONFIRMED, person("amina", Role.PLANNER, network))
    watched(network, alarm(counts=(7.0, None, 14.0, 28.0), observed=42))
    read = {"network": network, "kind": "admissions", "start": MONDAY, "days": 1}
    # (7 + 21) / 2 more a week, a fifth of them admitted, a seventh each day.
    assert forecast_quantile(quantile=0.5, **read)["CHU/MED"] == pytest.approx([2.4])


def test_a_facilitys_own_alarm_is_not_counted_twice(network: Network) -> None:
    amina = person("amina", Role.PLANNER, network)
    own, whole = watched(network, alarm("CHU/ADD"), alarm("*/ADD"))
    decide(whole, AlarmState.CONFIRMED, amina)
    decide(own, AlarmState.CONFIRMED, amina)
    standing = ForecastOverride.objects.filter(withdrawn_at__isnull=True, unique_id="CHU/ORS")
    assert {row.source_key for row in standing} == {own.source_key}
    # The centre's patients still come to the ward, by the network's alarm.
    beds = ForecastOverride.objects.filter(
        withdrawn_at__isnull=True, kind="admissions", first_day=MONDAY
    )
    numbers = {row.source_key: row.number for row in beds}
    assert numbers[own.source_key] == pytest.approx(0.2, abs=1e-3)
    assert numbers[whole.source_key] == pytest.approx(0.15, abs=1e-3)


def test_decisions_are_on_the_record_with_the_figures_of_their_day(network: Network) -> None:
    amina = person("amina", Role.PLANNER, network)
    (row,) = watched(network, alarm())
    row = decide(row, AlarmState.CONFIRMED, amina, "three stools positive")
    decide(row, AlarmState.CLOSED, amina, "well is closed")
    told = [(d.actor, d.before, d.after, d.why, d.observed) for d in row.decisions.all()]
    assert told == [
        ("amina", "open", "confirmed", "three stools positive", 28),
        ("amina", "confirmed", "closed", "well is closed", 28),
    ]


def test_decisions_need_a_reason_a_change_and_the_state_that_was_seen(network: Network) -> None:
    amina = person("amina", Role.PLANNER, network)
    (row,) = watched(network, alarm())
    with pytest.raises(ApplicationError, match="Say why"):
        decide(row, AlarmState.CONFIRMED, amina, "  ")
    with pytest.raises(ApplicationError, match="It is open"):
        decide(row, AlarmState.OPEN, amina)
    with pytest.raises(ApplicationError, match="no state"):
        decide(row, "maybe", amina)
    with pytest.raises(Conflict):
        outbreak_decide(
            alarm=row, after=AlarmState.CLOSED, before=AlarmState.CONFIRMED, why="x", actor=amina
        )
    assert not OutbreakDecision.objects.exists()


def test_who_may_see_and_decide(network: Network) -> None:
    chu = Facility.objects.get(code="CHU")
    elsewhere = make_facility(make_network("SUD"), "SUD")
    amina = person("amina", Role.PLANNER, network)
    basma = person("basma", Role.PLANNER, network, chu)
    vera = person("vera", Role.VIEWER, network)
    charlie = person("charlie", Role.ADMINISTRATOR, elsewhere.network)
    centre = person("driss", Role.PLANNER, network, Facility.objects.get(code="CS1"))
    own, whole = watched(network, alarm("CHU/ADD"), alarm("*/ADD"))
    seen = {u.username: set(alarms_seen(u)) for u in (amina, basma, vera, charlie, centre)}
    assert seen["amina"] == seen["basma"] == seen["vera"] == {own, whole}
    assert seen["driss"] == {whole}
    assert seen["charlie"] == set()
    for user, row in ((vera, own), (charlie, own), (centre, own), (basma, whole)):
        with pytest.raises(Forbidden):
            decide(row, AlarmState.CONFIRMED, user)
    decide(own, AlarmState.CONFIRMED, basma)
    # Of the whole network's scenario a person reads only the places that are theirs.
    assert {row.series for row in scenario_rows(whole, centre)} == {"CS1/ORS"}
    assert {row.series for row in scenario_rows(whole, amina)} == {"CS1/ORS", "CHU/ORS", "CHU/MED"}


def test_the_gravest_alarms_stand_first_and_decided_ones_leave(network: Network) -> None:
    amina = person("amina", Role.PLANNER, network)
    low, high = watched(
        network,
        alarm("CHU/ADD", severity=Severity.LOW),
        alarm("CS1/ADD", severity=Severity.HIGH),
    )
    assert list(alarms_standing(amina)) == [high, low]
    decide(high, AlarmState.DISMISSED, amina)
    assert list(alarms_standing(amina)) == [low]


def test_counted_cases_become_an_alarm_by_the_real_child(network: Network) -> None:
    CaseCount.objects.all().delete()
    syndrome, chu = Syndrome.objects.get(), Facility.objects.get(code="CHU")
    counts = np.random.default_rng(5).poisson(8, 110)
    counts[-2:] = [30, 34]
    CaseCount.objects.bulk_create(
        CaseCount(
            facility=chu,
            syndrome=syndrome,
            first_day=MONDAY - timedelta(weeks=110 - week),
            cases=int(cases),
        )
        for week, cases in enumerate(counts)
    )
    found = outbreak_make(network=network, as_of=SUNDAY)
    assert found is not None
    (row,) = found
    assert row.unique_id == "CHU/ADD"
    assert MONDAY - timedelta(weeks=4) <= row.since <= MONDAY - timedelta(weeks=2)
    assert row.last_seen == MONDAY - timedelta(weeks=1)
    assert row.ratio > 2
    again = outbreak_make(network=network, as_of=SUNDAY)
    assert again == [row]
