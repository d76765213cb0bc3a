"""Nothing of a hospital stays in a browser that others use next."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/api/wards/", "/api/plans/", "/login/", "/api/nowhere/"])
def test_no_answer_is_stored(address: str) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("admin"))
    answer = client.get(address)
    assert "no-store" in answer.headers["Cache-Control"], address


def test_whoever_logs_out_leaves_nothing_behind() -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("admin"))
    assert client.get("/").headers.get("Clear-Site-Data") is None
    assert client.post("/logout/").headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/").status_code == 302
