"""What a run was asked is said in words on its page, in the reader's language."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from operations.admin.asked import run_asked_said
from operations.models import Run
from tests.operations.admin.pages import client_of, read
from tests.operations.cast import Region

pytestmark = pytest.mark.django_db
VERSION = 4_321
SAID = {
    "en": "what if: +20 % patients, 2 people away (plan v4321), 1,500 s of search, seed 98765",
    "fr": "et si : +20 % de patients, 2 personnes absentes (plan v4321), 1\xa0500 s de recherche",
    "ar": "ماذا لو:",
}


@pytest.fixture
def asked(region: Region) -> Region:
    """A what-if of the published roster."""
    region.roster.version = VERSION
    region.roster.save()
    Run.objects.filter(pk=region.run.pk).update(
        params={
            "seconds": 1_500,
            "seed": 98_765,
            "what_if": {
                "plan": region.roster.pk, "seed": 1, "admissions_percent": 20, "absent": 2,
            },
        }
    )  # fmt: skip
    region.run.refresh_from_db()
    return region


@pytest.mark.parametrize("language", SAID)
def test_a_what_if_is_said_in_words_on_its_run_s_page(asked: Region, language: str) -> None:
    client = client_of(asked.amina)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    shown = read(client.get(reverse("admin:operations_run_change", args=[asked.run.pk])))
    assert SAID[language] in shown
    assert "admissions_percent" not in shown
    assert "{" not in shown


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({}, ""),
        ({"seconds": 7.5, "workers": 2}, "8 s of search, 2 threads"),
        ({"around": "ROSTER", "around_version": 3}, "keeping what is locked in plan v4321"),
        (
            {"replan": {"plan": "ROSTER", "version": 1, "products": ["A", "B"]}},
            "2 products of plan v4321 planned again",
        ),
        ({"step": "take", "file": "a.csv", "records": "stays", "mark": "x"}, "take in a.csv"),
        ({"step": "look", "file": "a.csv", "language": "fr", "upload": "ab"}, "look at a.csv"),
        ({"what_if": {"plan": 0, "lead_days": 1}}, "what if: orders 1 day later (plan -)"),
        ({"another": 7}, "another 7"),
    ],
)  # fmt: skip
def test_each_thing_that_is_asked_has_words(asked: Region, params: Any, said: str) -> None:
    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: filled(each) for name, each in value.items()}
        return asked.roster.pk if value == "ROSTER" else value

    asked.run.params = filled(params)
    with translation.override("en"):
        assert run_asked_said(asked.run) == said
