"""What log-ins say no to beside a wrong password."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client, RequestFactory
from rest_framework.exceptions import NotAuthenticated

from hospital import access, api
from hospital.demo.people_logins import PASSWORD as DEMO_PASSWORD
from hospital.errors import ApplicationError
from hospital.login.limits import TRIES_HERE, LimitedBackend
from hospital.login.second import second_step
from hospital.login.sessions import BEGAN, SEEN
from hospital.login.tokens import token_make

pytestmark = pytest.mark.django_db


def test_a_token_is_for_acts_that_there_are() -> None:
    user = User.objects.create(username="u")
    with pytest.raises(ApplicationError, match="nothing that can be allowed"):
        token_make(user=user, acts=["fly"])
    assert not user.api_tokens.exists()


def test_who_is_not_logged_in_has_no_second_step() -> None:
    request = RequestFactory().get("/second-step/")
    request.user = AnonymousUser()
    answer = second_step(request)
    assert (answer.status_code, answer["Location"]) == (302, "/login/")


def test_without_a_name_or_a_password_nobody_is_asked() -> None:
    assert LimitedBackend().authenticate(None, username="u", password=None) is None


def test_the_demo_s_password_opens_nothing_once_the_demo_is_over(settings: Any) -> None:
    User.objects.create_user("u", password=DEMO_PASSWORD)
    asked = {"username": "u", "password": DEMO_PASSWORD}
    settings.DEMO = True
    assert LimitedBackend().authenticate(None, **asked)
    settings.DEMO = False
    assert LimitedBackend().authenticate(None, **asked) is None


def test_who_tried_too_often_waits_also_where_no_page_asked() -> None:
    for _each in range(TRIES_HERE):
        assert LimitedBackend().authenticate(None, username="u", password="wrong") is None
    with pytest.raises(PermissionDenied):
        LimitedBackend().authenticate(None, username="u", password="wrong")


def test_a_password_s_help_says_what_it_may_not_have_in_it() -> None:
    assert "names of hospitals" in password_validators_help_text_html()


def test_a_session_from_before_the_limits_begins_to_count() -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    session = client.session
    for name in (BEGAN, SEEN):
        session.pop(name, None)
    session.save()
    assert client.get("/").status_code == 200
    assert client.session[BEGAN] <= int(time.time())


def test_strangers_open_nothing() -> None:
    assert not access.openable(AnonymousUser()).exists()
    assert access.opened(AnonymousUser()) == []


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ValidationError(["one", "two"]), 400),
        (OverflowError("year 0"), 400),
        (RecursionError(), 400),
        (NotAuthenticated(), 401),
        (KeyError("ours"), None),
    ],
)
def test_every_refusal_has_one_shape_and_a_fault_of_ours_none(error: Any, status: Any) -> None:
    view = SimpleNamespace(get_authenticate_header=lambda _request: "Token")
    answer = api.exception_handler(error, {"view": view, "request": None})
    if status is None:
        assert answer is None
    else:
        assert answer is not None
        assert answer.status_code == status
        assert set(answer.data) == {"message", "extra"}
