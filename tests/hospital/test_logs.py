"""A log line is read by machines, tells request and run, and names nobody."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hospital.logs import JsonFormatter, request_id, run_id

SECRET = "Amina Alaoui"


def line(message: str, *args: object, **extra: Any) -> dict[str, Any]:
    record = logging.LogRecord("a.logger", logging.WARNING, "here", 1, message, args, None)
    record.__dict__.update(extra)
    found: dict[str, Any] = json.loads(JsonFormatter().format(record))
    return found


def test_a_line_is_one_document_in_utc() -> None:
    found = line("run %s: %s plans", 7, 3)
    assert found["message"] == "run 7: 3 plans"
    assert found["time"].endswith("+00:00")
    assert (found["level"], found["logger"]) == ("WARNING", "a.logger")
    assert "request" not in found


def test_it_tells_the_request_and_the_run_that_it_belongs_to() -> None:
    request, run = request_id.set("abc"), run_id.set(12)
    try:
        found = line("something")
    finally:
        request_id.reset(request)
        run_id.reset(run)
    assert (found["request"], found["run"]) == ("abc", 12)


def test_an_exceptions_words_may_quote_a_record_and_are_left_out() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        found = line("run %s broke: %s", 7, error, exc_info=sys.exc_info())
    assert found["error"] == "ValueError"
    assert found["message"] == "run 7 broke: ValueError"
    assert found["frames"][-1].startswith("test_logs.py:")
    assert SECRET not in json.dumps(found)


@pytest.mark.django_db
def test_a_request_has_a_number_and_its_line_says_nothing_of_what_was_sent(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    user = User.objects.create_user("amina", is_staff=True, is_superuser=True)
    client.force_login(user)
    with caplog.at_level(logging.INFO, "hospital.request"):
        response = client.get(
            "/hospital/staffmember/", {"q": SECRET}, headers={"X-Request-ID": "from-the-proxy-1"}
        )
    assert response["X-Request-ID"] == "from-the-proxy-1"
    (record,) = [each for each in caplog.records if each.name == "hospital.request"]
    told = json.loads(JsonFormatter().format(record))
    assert (told["status"], told["user"], told["method"]) == (200, user.pk, "GET")
    assert "staffmember" in told["route"]
    assert SECRET not in json.dumps(told)
    assert "amina" not in json.dumps(told)


@pytest.mark.django_db
def test_a_number_that_is_none_is_replaced_and_probes_leave_no_line(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "hospital.request"):
        response = client.get("/healthz", headers={"X-Request-ID": "a b\tc"})
    assert len(response["X-Request-ID"]) == 32
    assert not [each for each in caplog.records if each.name == "hospital.request"]


@pytest.mark.django_db
def test_djangos_own_line_of_a_refusal_has_the_number_and_no_address_as_typed(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(User.objects.create_user("amina", is_staff=True))
    with caplog.at_level(logging.WARNING, "django.request"):
        response = client.get("/api/stays/Alaoui/")
    assert response.status_code in (403, 404)
    (record,) = [each for each in caplog.records if each.name == "django.request"]
    told = json.loads(JsonFormatter().format(record))
    assert told["request"] == response["X-Request-ID"]
    assert "Alaoui" not in json.dumps(told)
