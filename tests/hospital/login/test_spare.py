"""Codes for the day a device is lost: kept as passwords are, good for once each."""

from __future__ import annotations

import importlib
from unittest import mock

import pytest
from django.apps import apps
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from hospital.login.second import SPARE_CODES, _spare_codes, code_matches
from hospital.models import SpareCodes

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob() -> User:
    return User.objects.create_user("bob")


def test_nobody_reads_them_out_of_the_database(bob: User) -> None:
    codes = _spare_codes(bob)
    assert len(set(codes)) == SPARE_CODES
    kept = str(SpareCodes.objects.values().get())
    assert not any(code in kept for code in codes)
    hashed = SpareCodes.objects.get().hashed
    assert all(check_password(code, each) for code, each in zip(codes, hashed, strict=True))
    assert len({each.split("$")[2] for each in hashed}) == SPARE_CODES, "each has salt of its own"


def test_each_counts_once_and_new_ones_end_the_former(bob: User) -> None:
    first, second, *_rest = _spare_codes(bob)
    assert code_matches(bob, f" {first[:4]} {first[4:].upper()} ")
    assert not code_matches(bob, first)
    SpareCodes.objects.update(throttling_failure_count=0)
    assert code_matches(bob, second)
    (other, *_others) = _spare_codes(bob)
    assert SpareCodes.objects.count() == 1
    assert not code_matches(bob, second)
    SpareCodes.objects.update(throttling_failure_count=0)
    assert code_matches(bob, other)


def test_after_a_wrong_one_the_right_one_waits(bob: User) -> None:
    (code, *_rest) = _spare_codes(bob)
    assert not code_matches(bob, "aaaaaaaa")
    assert not code_matches(bob, code)
    assert len(SpareCodes.objects.get().hashed) == SPARE_CODES


def test_what_cannot_be_one_costs_no_hash_and_no_pause(bob: User) -> None:
    (code, *_rest) = _spare_codes(bob)
    with mock.patch("hospital.models.logins.check_password") as hashed:
        for typed in ("123456", "aaaaaaaaa", "aaaaaaa1", "ааааaaaa"):
            assert not code_matches(bob, typed)
        hashed.assert_not_called()
    assert code_matches(bob, code)


def test_codes_on_paper_from_before_go_on_counting(bob: User) -> None:
    device = StaticDevice.objects.create(user=bob, name="Mizan")
    StaticToken.objects.create(device=device, token="abcdefgh")
    migration = importlib.import_module("hospital.migrations.0022_spare_codes")
    migration.hash_what_was_plain(apps, None)
    assert not StaticToken.objects.exists()
    assert code_matches(bob, "abcdefgh")
    assert not code_matches(bob, "abcdefgh")


def test_an_operator_sees_how_many_are_left_and_deletes_them(bob: User) -> None:
    _spare_codes(bob)
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    row = SpareCodes.objects.get()
    seen = client.get(reverse("admin:hospital_sparecodes_change", args=[row.pk])).content.decode()
    assert str(SPARE_CODES) in seen
    assert row.hashed[0] not in seen
    assert "_save" not in seen
    client.post(reverse("admin:hospital_sparecodes_delete", args=[row.pk]), {"post": "yes"})
    assert not SpareCodes.objects.exists()
