"""Coming in, and going out again."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from hospital.access import Act, may
from hospital.login import limits
from hospital.login.tokens import token_make
from hospital.models import ApiToken, AuditEntry, LogInFailure, Membership, Network, Role

pytestmark = pytest.mark.django_db
WORD = "a long password"


@pytest.fixture
def bob() -> User:
    cache.clear()
    user = User.objects.create_user("bob", password=WORD, is_staff=True)
    north = Network.objects.create(code="N", name="N")
    Membership.objects.create(user=user, network=north, role=Role.PLANNER)
    return user


def tried(client: Client, password: str, name: str = "bob", address: str = "10.0.0.1") -> Any:
    body = {"username": name, "password": password}
    return client.post("/login/", body, REMOTE_ADDR=address)


def test_passwords_are_hashed_with_argon2_in_little_memory(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["hospital.login.limits.Argon2"]
    assert make_password(WORD).startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_who_tried_too_often_waits_and_nothing_is_hashed(bob: User) -> None:
    client = Client()
    for _each in range(limits.TRIES_HERE):
        tried(client, "wrong")
    with mock.patch.object(User, "check_password") as hashed:
        answer = tried(client, WORD)
        hashed.assert_not_called()
    assert "Too many tries" in answer.content.decode()
    # At another desk bob still comes in; nobody locks him out from here.
    assert tried(Client(), WORD, address="10.0.0.2").status_code == 302
    past = timezone.now() - limits.WINDOW - timedelta(seconds=1)
    LogInFailure.objects.update(at=past)
    assert tried(client, WORD).status_code == 302


def test_one_address_does_not_try_every_name(bob: User) -> None:
    for number in range(limits.TRIES_ADDRESS):
        limits.failed(f"name {number}", "10.0.0.9")
    assert limits.waits("bob", "10.0.0.9")
    assert not limits.waits("bob", "10.0.0.1")


def test_names_that_were_tried_are_not_kept(bob: User) -> None:
    tried(Client(), "x", name="my password by mistake")
    assert "password" not in str(LogInFailure.objects.values().get())


def test_a_stranger_s_header_is_believed_only_behind_a_proxy(settings: Any) -> None:
    request = mock.Mock(
        META={"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "6.6.6.6, 8.8.8.8"}
    )
    assert limits.address_of(request) == "10.0.0.1"
    settings.PROXIES = 1
    assert limits.address_of(request) == "8.8.8.8"


@pytest.mark.parametrize(("later", "inside"), [(20 * 60, True), (31 * 60, False)])
def test_who_was_away_too_long_logs_in_again(
    bob: User, settings: Any, later: int, inside: bool
) -> None:
    settings.SESSION_IDLE_SECONDS = 30 * 60
    client = Client()
    tried(client, WORD)
    with mock.patch("hospital.login.sessions.time.time", return_value=time.time() + later):
        assert (client.get("/").status_code == 200) is inside


def test_nobody_stays_longer_than_a_session_lasts(bob: User, settings: Any) -> None:
    settings.SESSION_IDLE_SECONDS = 3 * 3600
    client, now = Client(), time.time()
    tried(client, WORD)
    for hours in (2, 4, 6, 8, 9.9, 10.1):
        with mock.patch("hospital.login.sessions.time.time", return_value=now + hours * 3600):
            assert (client.get("/").status_code == 200) is (hours < 10)


def test_a_closed_log_in_ends_every_session_and_token(bob: User) -> None:
    client = Client()
    tried(client, WORD)
    _made, text = token_make(user=bob)
    bob.is_active = False
    bob.save()
    bob.is_active = True
    bob.save()
    assert client.get("/").status_code == 302
    assert asked(text).status_code == 401


def asked(text: str, where: str = "/api/networks/") -> Any:
    return Client().get(where, HTTP_AUTHORIZATION=f"Token {text}")


def test_a_token_is_kept_as_a_hash_and_ends(bob: User) -> None:
    made, text = token_make(user=bob)
    secret = text.rpartition("_")[2]
    assert secret not in str(ApiToken.objects.values().get(pk=made.pk))
    assert asked(text).status_code == 200
    assert asked(text[:-1]).status_code == asked("mz_x_y").status_code == 401
    assert asked("é").status_code == asked("").status_code == 401
    ApiToken.objects.update(expires=timezone.now())
    assert asked(text).status_code == 401


def test_a_token_may_do_no_more_than_it_is_for(bob: User) -> None:
    root = User.objects.create_superuser("root")
    for user in (bob, root):
        user.token_acts = frozenset({"view"})  # type: ignore[attr-defined]
        assert may(user, Act.VIEW)
        assert not may(user, Act.PUBLISH)
    _made, text = token_make(user=bob, acts=["view"])
    assert asked(text).status_code == 200
    post = Client().post("/api/runs/", {}, HTTP_AUTHORIZATION=f"Token {text}")
    assert post.status_code == 403


def code_of(device: TOTPDevice, shift: int = 0) -> str:
    return f"{totp(device.bin_key, device.step, device.t0, device.digits, shift):06d}"


def test_who_can_change_plans_takes_a_second_step(bob: User, settings: Any) -> None:
    settings.SECOND_STEP = True
    client = Client()
    tried(client, WORD)
    sent = client.get("/operations/plan/")
    assert sent["Location"] == "/second-step/?next=/operations/plan/"
    assert client.get("/api/plans/").status_code == 403
    assert "<svg" in client.get("/second-step/").content.decode()
    device = TOTPDevice.objects.get(user=bob)
    assert not device.confirmed
    wrong = client.post("/second-step/", {"code": "000000"})
    assert "does not fit" in wrong.content.decode()
    TOTPDevice.objects.update(throttling_failure_count=0)
    elsewhere = Client()
    tried(elsewhere, WORD)
    done = client.post("/second-step/", {"code": code_of(device), "next": "https://evil.example"})
    codes = done.context["codes"]
    assert (len(codes), done.context["next"]) == (10, "/")
    assert client.get("/operations/plan/").status_code == 200
    assert elsewhere.get("/second-step/")["Location"].startswith("/login/")  # a new device is told
    # The next day: the device's code, or a spare one, once.
    again = Client()
    tried(again, WORD)
    assert again.get("/").status_code == 302
    assert 'name="code"' in again.get("/second-step/").content.decode()
    assert again.post("/second-step/", {"code": codes[0], "next": "/"}).status_code == 302
    assert again.get("/").status_code == 200
    third = Client()
    tried(third, WORD)
    assert third.post("/second-step/", {"code": codes[0]}).status_code == 200
    told = AuditEntry.objects.filter(action__startswith="second").order_by("pk")
    assert list(told.values_list("action", flat=True)) == [
        "second step failed", "second step set up", "second step taken", "second step failed",
    ]  # fmt: skip
    assert set(told.values_list("actor", flat=True)) == {"bob"}


def test_a_token_asks_for_the_second_step_too(bob: User, settings: Any) -> None:
    settings.SECOND_STEP = True
    device = TOTPDevice.objects.create(user=bob, confirmed=True)
    body = {"username": "bob", "password": WORD}
    ask, kind = Client().post, "application/json"
    assert ask("/api/token/", body, kind).status_code == 403
    made = ask("/api/token/", body | {"code": code_of(device)}, kind)
    assert made.status_code == 200
    assert asked(made.json()["token"]).status_code == 200


def test_readers_need_no_second_step(bob: User, settings: Any) -> None:
    settings.SECOND_STEP = True
    Membership.objects.update(role=Role.VIEWER)
    client = Client()
    tried(client, WORD)
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "password", ["I love Mizan 2026", "My-Hospital-12345", "north atlas 1234567"]
)
def test_words_of_the_house_are_no_part_of_a_password(password: str) -> None:
    Network.objects.create(code="ABC", name="North Atlas")
    with pytest.raises(ValidationError, match="others here would try"):
        validate_password(password)
    validate_password("four abc horses eat plums")


def test_who_is_rostered_and_no_more_is_told_which_door_is_theirs(bob: User) -> None:
    """The password was right: to say that it was wrong sends a nurse in circles."""
    User.objects.create_user("nina", password=WORD)
    page = tried(Client(), WORD, name="nina").content.decode()
    assert "has no role here" in page
    assert "correct username and password" not in page
    assert "has no role here" not in tried(Client(), "wrong", name="nina").content.decode()
