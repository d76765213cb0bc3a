"""A password that somebody else chose is good for choosing one's own, and for a week."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hospital.audit.context import acting
from hospital.login.first import LASTS, is_first
from hospital.models import FirstPassword, Membership, Network, Role

pytestmark = pytest.mark.django_db
FIRST, OWN = "chosen at the desk", "known to nobody else"


@pytest.fixture
def anna(db: None) -> User:
    """May make log-ins."""
    cache.clear()
    return User.objects.create_superuser("anna", password="a long password")


@pytest.fixture
def bob(anna: User) -> User:
    """Plans North; anna chose his password on the page of people."""
    user = User.objects.create_user("bob", password="not this one", is_staff=True)
    north = Network.objects.create(code="N", name="N")
    Membership.objects.create(user=user, network=north, role=Role.PLANNER)
    given(anna, user)
    return user


def given(by: User, user: User) -> None:
    client = Client()
    client.force_login(by)
    page = reverse("admin:auth_user_password_change", args=[user.pk])
    body = {"password1": FIRST, "password2": FIRST, "usable_password": "true"}
    assert client.post(page, body).status_code == 302


def came_in(password: str, name: str = "bob", page: str = "/login/") -> Client:
    client = Client()
    client.post(page, {"username": name, "password": password})
    return client


def chosen(client: Client, password: str = OWN, old: str = FIRST):
    body = {"old_password": old, "new_password1": password, "new_password2": password}
    return client.post("/password/", body)


def test_nothing_opens_before_one_s_own_password_is_chosen(bob: User) -> None:
    client = came_in(FIRST)
    for page in ("/", "/operations/plan/", "/password_change/", "/my/"):
        assert client.get(page)["Location"] == "/password/", page
    refused = client.get("/api/plans/")
    assert (refused.status_code, "own" in refused.json()["message"]) == (403, True)
    assert "chosen by somebody else" in client.get("/password/").content.decode()

    assert chosen(client)["Location"] == "/"
    assert client.get("/").status_code == 200
    assert client.get("/api/plans/").status_code == 200
    assert not is_first(bob)
    assert came_in(OWN).get("/").status_code == 200
    assert "_auth_user_id" not in came_in(FIRST).session


def test_the_same_password_is_no_other(bob: User) -> None:
    client = came_in(FIRST)
    answer = chosen(client, FIRST)
    assert (answer.status_code, is_first(bob)) == (200, True)
    assert "another password" in answer.content.decode()
    assert chosen(client, OWN, old="wrong").status_code == 200
    assert client.get("/")["Location"] == "/password/"


def test_a_program_gets_no_token_by_it(bob: User) -> None:
    body = {"username": "bob", "password": FIRST}
    refused = Client().post("/api/token/", body, "application/json")
    assert (refused.status_code, "own" in refused.json()["message"]) == (403, True)
    chosen(came_in(FIRST))
    body["password"] = OWN
    assert Client().post("/api/token/", body, "application/json").status_code == 200


def test_after_a_week_it_opens_nothing_until_another_is_given(anna: User, bob: User) -> None:
    FirstPassword.objects.update(since=timezone.now() - LASTS - timedelta(minutes=1))
    client = Client()
    answer = client.post("/login/", {"username": "bob", "password": FIRST})
    assert "was for a week" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    body = {"username": "bob", "password": FIRST}
    assert Client().post("/api/token/", body, "application/json").status_code == 400
    assert authenticate(username="bob", password=FIRST) is None
    given(anna, bob)
    assert "_auth_user_id" in came_in(FIRST).session


def test_whoever_is_only_rostered_chooses_it_too_and_can_change_it_later(
    anna: User, bob: User
) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=False)
    client = came_in(FIRST, page="/my/login/")
    assert client.get("/my/")["Location"] == "/password/"
    assert chosen(client)["Location"] == reverse("my_shifts")
    assert 'href="/password/"' in client.get("/my/").content.decode()
    assert chosen(client, "another of my own", old=OWN)["Location"] == reverse("my_shifts")


def test_a_new_log_in_begins_with_the_password_that_was_given_to_it(anna: User) -> None:
    client = Client()
    client.force_login(anna)
    body = {"username": "carl", "password1": FIRST, "password2": FIRST, "usable_password": "true"}
    assert client.post(reverse("admin:auth_user_add"), body).status_code == 302
    assert is_first(User.objects.get(username="carl"))


def test_one_s_own_and_what_is_typed_on_the_server_is_no_first_password(anna: User) -> None:
    for by in ("anna", "system:nightly", "system"):
        with acting(by):
            anna.set_password(OWN)
            anna.save()
        assert not is_first(anna)
    anna.set_password(OWN)
    anna.save()
    assert not is_first(anna)
    with acting("bob"):
        anna.first_name = "Anna"
        anna.save()
    assert not is_first(anna)


def test_a_stranger_is_sent_to_the_log_in() -> None:
    assert Client().get("/password/")["Location"].startswith("/my/login/")
