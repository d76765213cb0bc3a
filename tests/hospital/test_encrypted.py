"""Pages are sent on to HTTPS, programs are told no."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_program_that_speaks_in_the_clear_is_told_no(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    refused = Client().post("/api/token/", {"username": "u", "password": "p"})
    assert (refused.status_code, refused.json()["extra"]) == (403, {})
    assert "https://" in refused.json()["message"]
    assert Client().get("/api/plans/", secure=True).status_code == 401


@pytest.mark.parametrize("page", ["/login/", "/api/docs/"])
def test_a_person_is_sent_on(page: str, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    sent = Client().get(page)
    assert (sent.status_code, sent["Location"]) == (301, f"https://testserver{page}")


def test_where_there_is_no_https_both_are_answered() -> None:
    assert Client().get("/api/plans/").status_code == 401
    assert Client().get("/login/").status_code == 200
