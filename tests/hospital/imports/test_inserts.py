"""Rows that come in many at once are as if each had been made by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hospital.imports import inserts
from hospital.imports.inserts import insert
from hospital.imports.kinds import KINDS
from hospital.models import Patient, Stay

CAME = datetime(2026, 5, 3, 14, 20, tzinfo=ZoneInfo("Africa/Casablanca"))


@pytest.fixture
def stays(place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """Three of them, in two statements."""
    monkeypatch.setattr(inserts, "BATCH", 2)
    patient = Patient.objects.create(network=place.network, pseudonym="P1")
    return {
        "facility_id": [place.hospital.pk] * 3,
        "number": ["c", "a", "b"],
        "patient_id": [patient.pk] * 3,
        "ward_id": [place.w1.pk] * 3,
        "gender": ["F"] * 3,
        "age_band": ["80+"] * 3,
        "admitted": [CAME, CAME + timedelta(days=1), CAME + timedelta(days=2)],
    }


def test_keys_come_back_in_the_order_of_the_rows(stays: dict[str, list[Any]]) -> None:
    keys = insert(Stay, stays)
    assert [Stay.objects.get(pk=key).number for key in keys] == ["c", "a", "b"]


def test_what_is_not_given_is_as_a_single_row_would_have_it(stays: dict[str, list[Any]]) -> None:
    first = insert(Stay, stays)[0]
    alone = Stay.objects.create(
        **{name: column[0] for name, column in stays.items()} | {"number": "d"}
    )
    (kept,) = Stay.objects.filter(pk=first).values()
    (other,) = Stay.objects.filter(pk=alone.pk).values()
    assert kept == other | {"id": first, "number": "c"}


@pytest.mark.parametrize("code", KINDS)
def test_no_kind_has_a_column_that_only_an_instance_would_fill(code: str) -> None:
    fields: Any = KINDS[code].model._meta.concrete_fields
    assert not [
        f.name for f in fields if getattr(f, "auto_now", 0) or getattr(f, "auto_now_add", 0)
    ]
