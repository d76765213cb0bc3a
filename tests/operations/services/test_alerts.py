"""A night that failed, is late or fell back is told of once, to whoever was named."""

from __future__ import annotations

import json
import threading
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.core import mail

from hospital.models import Facility, Membership, Network, Ward
from hospital.services.break_glass import break_glass_open
from operations.models import NightAlert, NightSchedule, Plan, Run, RunState
from operations.services import alerts, alerts_send, nights_watch
from tests.operations.ward import used_and_stayed

NIGHT = date(2026, 3, 2)
MORNING = datetime(2026, 3, 2, 5, tzinfo=UTC)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> Network:
    return Network.objects.create(code="NET", name="Net", time_zone="UTC")


@pytest.fixture
def told(settings: Any) -> Any:
    settings.ALERT_MAIL = ["night@example.org"]
    return settings


def run(network: Network, state: str, kind: str = "beds", scope: str = "CHU", **facts: Any) -> Run:
    return Run.objects.create(
        network=network, kind=kind, scope=scope, for_date=NIGHT, start=NIGHT, days=14,
        state=state, trigger="nightly", **facts,
    )  # fmt: skip


def troubles(now: datetime = MORNING) -> set[str]:
    nights_watch(now=now)
    return set(NightAlert.objects.values_list("trouble", flat=True))


def test_a_good_night_says_nothing(network: Network) -> None:
    run(network, RunState.DONE)
    assert troubles(NOON) == set()


def test_a_failed_plan_is_told_once_and_by_its_scope(network: Network, told: Any) -> None:
    broken = run(network, RunState.FAILED, error_code="memory")
    run(network, RunState.DONE, scope="PROV")
    assert troubles() == {"failed"}
    assert troubles() == {"failed"}
    assert (alerts_send(), alerts_send()) == (1, 0)
    (letter,) = mail.outbox
    assert letter.to == ["night@example.org"]
    assert "NET" in letter.subject
    assert f"{broken.pk}  beds  CHU: failed memory" in letter.body
    assert "PROV" not in letter.body


def test_while_it_runs_only_lateness_is_told(network: Network) -> None:
    run(network, RunState.FAILED)
    run(network, RunState.RUNNING, scope="PROV")
    assert troubles() == set()
    assert troubles(NOON) == {"late"}


def test_a_night_that_never_began_is_late(network: Network, told: Any) -> None:
    chu = Facility.objects.create(network=network, code="CHU", name="CHU", kind="university")
    used_and_stayed(Ward.objects.create(facility=chu, code="MED", name="Medicine"))
    assert troubles() == set()
    assert troubles(NOON) == {"late"}
    alerts_send()
    assert "do worker and beat run?" in mail.outbox[0].body


def test_a_forecast_that_failed_and_a_plan_that_stayed_a_draft_fall_back(network: Network) -> None:
    forecast = run(network, RunState.ERRORED, "forecast", "NET:flow")
    done = run(network, RunState.DONE)
    Plan.objects.create(
        run=done, network=network, family="beds", scope="CHU", version=1, state="draft",
        start=NIGHT, days=14, status="optimal", problem=b"", answer=b"",
    )  # fmt: skip
    assert troubles() == {"fell_back"}
    assert NightAlert.objects.get().runs == [forecast.pk, done.pk]


def test_a_mail_server_that_is_away_is_tried_again(network: Network, told: Any) -> None:
    run(network, RunState.FAILED)
    troubles()
    with mock.patch.object(alerts, "send_mail", side_effect=OSError("refused")):
        assert alerts_send() == 0
    assert alerts_send() == 0  # not at once
    NightAlert.objects.update(next_try=MORNING)
    assert alerts_send() == 1
    assert NightAlert.objects.get().tries == 2


def test_a_webhook_gets_one_document(network: Network, settings: Any) -> None:
    got: list[dict[str, Any]] = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Ear)
    listening = threading.Thread(target=server.handle_request)
    listening.start()
    settings.ALERT_WEBHOOK = f"http://127.0.0.1:{server.server_port}/"
    broken = run(network, RunState.NO_PLAN)
    troubles()
    assert alerts_send() == 1
    listening.join()
    server.server_close()
    (document,) = got
    assert (document["network"], document["night"], document["trouble"], document["runs"]) == (
        "NET", "2026-03-02", "failed", [broken.pk]
    )  # fmt: skip


def test_where_nobody_is_named_it_waits(network: Network, settings: Any) -> None:
    settings.ALERT_MAIL, settings.ALERT_WEBHOOK = [], ""
    run(network, RunState.FAILED)
    troubles()
    assert alerts_send() == 0
    assert NightAlert.objects.get().tries == 0


def test_a_good_night_is_told_to_who_asked_for_it_and_to_nobody_else(
    network: Network, told: Any
) -> None:
    facilities = [
        Facility.objects.create(network=network, code=code, name=code, kind="provincial")
        for code in ("CHU", "PROV")
    ]
    for facility, address in zip((None, *facilities), ("all", "chu", "prov"), strict=True):
        NightSchedule.objects.create(
            network=network, facility=facility, mail_to=f"{address}@example.org", mail_success=True
        )
    run(network, RunState.DONE)
    run(network, RunState.DONE, kind="forecast", scope="NET:flow")
    troubles(NOON)
    assert alerts_send() == 1
    (letter,) = mail.outbox
    # Not the installation's address, which is for troubles, nor a hospital's that had no run.
    assert letter.to == ["all@example.org", "chu@example.org"]
    assert "all went well" in letter.subject
    assert "2 runs ended" in letter.body


def test_a_long_list_of_runs_is_cut_and_counted(network: Network, told: Any) -> None:
    for number in range(alerts.RUNS_NAMED + 2):
        run(network, RunState.FAILED, scope=f"CHU/W{number}", kind="staffing")
    troubles()
    alerts_send()
    assert "... and 2 more" in mail.outbox[0].body


def test_broken_glass_is_told_without_its_reason(network: Network, told: Any) -> None:
    own, other = (
        Facility.objects.create(network=network, code=code, name=code, kind="provincial")
        for code in ("CHU", "PROV")
    )
    paula = User.objects.create_user("paula")
    Membership.objects.create(user=paula, network=network, facility=own, role="planner")
    reason = "Amina is ill: covering the night of PROV"
    break_glass_open(user=paula, facility=other, reason=reason, hours=1)
    assert (alerts_send(), alerts_send()) == (1, 0)
    (letter,) = mail.outbox
    assert letter.subject == "Mizan: paula broke the glass of PROV"
    assert "Amina" not in letter.body


def test_what_another_worker_is_sending_is_not_sent_again(network: Network, told: Any) -> None:
    run(network, RunState.FAILED)
    troubles()
    alert = NightAlert.objects.get()
    NightAlert.objects.update(tries=1)  # since this one looked
    assert not alerts._sent(alert, lambda _alert: pytest.fail("sent twice"))


def test_a_webhook_s_redirect_is_not_followed() -> None:
    assert alerts.NoDetour().redirect_request("anywhere else") is None
