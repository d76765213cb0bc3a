"""What machines ask: alive, ready, and how the nights go."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from django.test import Client

from hospital.models import Network
from operations import health
from operations.models import Run, RunState
from operations.services import heartbeat_keep
from tests.operations.services.test_alerts import NIGHT

pytestmark = pytest.mark.django_db
TOKEN = {"Authorization": "Bearer a-long-token"}


@pytest.fixture
def token(settings: Any) -> None:
    settings.METRICS_TOKEN = "a-long-token"


def test_ready_is_who_reaches_database_and_broker_and_is_migrated(client: Client) -> None:
    assert client.get("/readyz").json() == {"status": "ok"}
    with mock.patch.object(health.app, "connection_for_write", side_effect=OSError("at 10.0.0.1")):
        found = client.get("/readyz")
    assert found.status_code == 503
    assert found.json() == {"status": "not ready", "failing": ["broker"]}


def test_metrics_are_for_who_has_the_token(client: Client, token: None) -> None:
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 401
    assert client.get("/metrics", headers=TOKEN).status_code == 200


def test_without_a_token_set_there_is_no_page(client: Client) -> None:
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_metrics_tell_the_latest_night_the_queue_and_the_ages(client: Client, token: None) -> None:
    network = Network.objects.create(code="NET", name="Net")
    for number, state in enumerate((RunState.DONE, RunState.DONE, RunState.FAILED)):
        Run.objects.create(
            network=network, kind="beds", scope=f"CHU{number}", for_date=NIGHT, start=NIGHT,
            days=1, state=state, trigger="nightly",
        )  # fmt: skip
    Run.objects.create(
        network=network, kind="beds", scope="CHU", for_date=NIGHT, start=NIGHT, days=1
    )
    heartbeat_keep(name="worker")
    text = client.get("/metrics", headers=TOKEN).content.decode()
    assert 'mizan_night_runs{kind="beds",network="NET",state="done"} 2.0' in text
    assert 'mizan_night_runs{kind="beds",network="NET",state="failed"} 1.0' in text
    assert "mizan_runs_queued 1.0" in text
    assert 'mizan_heartbeat_age_seconds{of="worker"}' in text
    assert "# HELP mizan_disk_free_bytes" in text
