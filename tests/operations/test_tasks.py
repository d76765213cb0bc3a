"""Celery's doors: what each does, in order, and what it then tells the broker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest

from hospital.audit import context
from operations import services, tasks
from operations.models import Heartbeat

DOORS: dict[str, tuple[tuple[Any, ...], list[str]]] = {
    # task: (what it is told, what it asks of the services, and whether the broker is told)
    "run_execute": ((7,), ["run_execute", "nudge"]),
    "ensure_due_runs": ((), ["ensure_due_runs", "nudge"]),
    "watch_nights": ((), ["nights_watch", "alerts_send"]),
    "tell": ((), ["alerts_send"]),
    "reconcile": ((), ["runs_reconcile", "nudge"]),
}


@pytest.fixture
def done() -> Iterator[list[str]]:
    """What was asked for, in order; nothing of it is done."""
    told: list[str] = []
    names = {name for _given, asked in DOORS.values() for name in asked if name != "nudge"}
    doubles = {name: mock.Mock(side_effect=_noting(told, name)) for name in names}
    with (
        mock.patch.object(tasks, "nudge_ready", side_effect=_noting(told, "nudge")),
        mock.patch.multiple(services, **doubles),
    ):
        yield told


def _noting(told: list[str], name: str) -> Any:
    return lambda **_given: told.append(name)


@pytest.mark.parametrize("name", DOORS)
def test_a_door_does_its_one_thing(name: str, done: list[str]) -> None:
    given, asked = DOORS[name]
    getattr(tasks, name)(*given)
    assert done == asked


@pytest.mark.parametrize(("on", "acted"), [(True, ["system:retention"]), (False, [])])
def test_what_is_past_its_time_goes_where_the_installation_has_not_said_no(
    on: bool, acted: list[str], settings: Any
) -> None:
    settings.RETENTION = on
    seen: list[str] = []
    with mock.patch.object(
        services, "retention_apply", side_effect=lambda: seen.append(context.actor())
    ):
        tasks.past_their_time()
    assert seen == acted


@pytest.mark.django_db
def test_a_heartbeat_is_kept_once_and_renewed() -> None:
    tasks.heartbeat()
    first = Heartbeat.objects.get(name="worker").at
    tasks.heartbeat()
    assert Heartbeat.objects.get(name="worker").at >= first
