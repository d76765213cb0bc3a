"""A person sees where they are logged in, and ends what they do not know."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from hospital.login.own import program_said
from hospital.login.sessions import BEGAN, SEEN, sessions_of
from hospital.models import AuditEntry

pytestmark = pytest.mark.django_db
WORD = "a long password"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture
def bob() -> User:
    cache.clear()
    return User.objects.create_user("bob", password=WORD, is_staff=True)


def entered(agent: str, address: str, name: str = "bob") -> Client:
    client = Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    client.post("/login/", {"username": name, "password": WORD})
    return client


def page(client: Client) -> str:
    return client.get(reverse("own-sessions")).content.decode()


def asked(client: Client, password: str = WORD, **sent: Any) -> str:
    where = reverse("own-sessions")
    return client.post(where, {"password": password, **sent}, follow=True).content.decode()


def test_each_session_is_told_by_its_browser_and_address(bob: User) -> None:
    User.objects.create_user("eve", password=WORD, is_staff=True)
    desk, _phone = entered(FIREFOX, "10.0.0.1"), entered(PHONE, "10.0.0.2")
    entered(FIREFOX, "10.6.6.6", name="eve")
    seen = page(desk)
    assert "Firefox, Windows" in seen
    assert "Chrome, Android" in seen
    assert "10.0.0.2" in seen
    assert "10.6.6.6" not in seen, "somebody else's"
    assert seen.count("this one") == seen.count('type="checkbox"') == 1
    assert not any(each.key in seen for each in sessions_of(bob)), "a page opens no session"


def test_who_is_nowhere_else_has_nothing_to_end(bob: User) -> None:
    seen = page(entered(FIREFOX, "10.0.0.1"))
    assert "logged in nowhere else" in seen
    assert "id_password" not in seen


def test_a_stranger_has_no_sessions(bob: User) -> None:
    assert Client().get(reverse("own-sessions")).status_code == 302


def test_what_is_ticked_is_ended_at_once_and_on_the_record(bob: User) -> None:
    desk, phone, ward = (entered(FIREFOX, f"10.0.0.{n}") for n in (1, 2, 3))
    marks = {each.address: each.mark for each in sessions_of(bob)}
    assert "1 session was ended" in asked(desk, mark=marks["10.0.0.2"])
    assert phone.get("/").status_code == 302
    assert ward.get("/").status_code == desk.get("/").status_code == 200
    entry = AuditEntry.objects.get(action="sessions ended")
    assert (entry.actor, entry.after) == ("bob", {"sessions": 1})


def test_all_others_are_ended_and_never_the_one_that_asks(bob: User) -> None:
    desk, phone = entered(FIREFOX, "10.0.0.1"), entered(PHONE, "10.0.0.2")
    own = next(each.mark for each in sessions_of(bob) if each.address == "10.0.0.1")
    assert "No other session was chosen" in asked(desk, mark=own)
    assert "1 session was ended" in asked(desk, _all="1")
    assert desk.get("/").status_code == 200
    assert phone.get("/").status_code == 302


def test_a_desk_left_open_ends_nobody_s_without_the_password(bob: User) -> None:
    desk, phone = entered(FIREFOX, "10.0.0.1"), entered(PHONE, "10.0.0.2")
    assert "nothing was ended" in asked(desk, password="a guess", _all="1")
    assert phone.get("/").status_code == 200
    assert not AuditEntry.objects.filter(action="sessions ended").exists()


def test_a_session_from_before_this_was_kept_is_shown_all_the_same(bob: User) -> None:
    desk, _old = entered(FIREFOX, "10.0.0.1"), entered(PHONE, "10.0.0.2")
    for row in Session.objects.all():
        held = row.get_decoded()
        if held["_address"] == "10.0.0.2":
            for name in (BEGAN, SEEN, "_address", "_program"):
                held.pop(name)
            row.session_data = Session.objects.encode(held)
            row.save()
    assert page(desk).count('type="checkbox"') == 1
    assert sessions_of(bob)[-1].seen is None


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox, Windows"),
        (PHONE, "Chrome, Android"),
        (f"{PHONE} Edg/140", "Edge, Android"),
        ("Mozilla/5.0 (iPhone; like Mac OS X) Version/18 Safari/604", "Safari, iPhone"),
        ("curl/8", "curl/8"),
        ("", "-"),
    ],
)  # fmt: skip
def test_a_browser_is_told_by_what_it_says_of_itself(agent: str, said: str) -> None:
    assert program_said(agent) == said
