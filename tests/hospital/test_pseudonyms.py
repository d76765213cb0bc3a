"""Who a patient is stays with whoever holds the key, whichever way the record came in."""

from __future__ import annotations

import io
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import models
from django.test import Client
from django.urls import reverse

from hospital.errors import ApplicationError
from hospital.imports.load import import_file
from hospital.models import (
    AuditEntry,
    Erasure,
    Facility,
    ImportBatch,
    Network,
    Patient,
    Referral,
    Stay,
    StayMove,
    Ward,
)
from hospital.models.network import CODE
from hospital.pseudonyms import key_mark, pseudonym_of
from hospital.services.patients import patients_rekey
from operations import health

pytestmark = pytest.mark.django_db
IDENTIFIER = "AB123456"
"""As on an identity card."""
STAYS = "facility,number,patient,ward,gender,age_band,admitted,discharged\n"
OTHER = "another-key-of-forty-characters-or-more-0123456789"


@pytest.fixture
def network() -> Network:
    found = Network.objects.create(code="N", name="North", time_zone="UTC")
    chu = Facility.objects.create(network=found, code="CHU", name="CHU", kind="university")
    Ward.objects.create(facility=chu, code="MED", name="Medicine")
    return found


def stays(tmp_path: Path, *patients: str) -> Any:
    rows = [
        f"CHU,S{n},{p},MED,F,16-64,2026-05-03 14:20,2026-05-08 11:00"
        for n, p in enumerate(patients)
    ]
    path = tmp_path / "stays.csv"
    path.write_text(STAYS + "\n".join(rows))
    return import_file("stays", path, network="N", again=True)


def everything() -> str:
    """Whatever is kept about imports and patients, as text."""
    rows = [
        list(model._base_manager.values_list())
        for model in (Patient, Stay, ImportBatch, AuditEntry)
    ]
    return json.dumps(rows, default=str)


def test_the_identifier_is_nowhere(network: Network, tmp_path: Path, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    result = stays(tmp_path, IDENTIFIER, f" {IDENTIFIER} ", "CD9")
    assert (result.created, result.error_count) == (3, 0)
    assert set(Patient.objects.values_list("pseudonym", "key_mark")) == {
        (pseudonym_of(network.pk, IDENTIFIER), key_mark()),
        (pseudonym_of(network.pk, "CD9"), key_mark()),
    }
    assert IDENTIFIER not in everything() + json.dumps(result.as_json()) + caplog.text


def test_a_fault_does_not_quote_it(network: Network, tmp_path: Path) -> None:
    long = IDENTIFIER * 30
    result = stays(tmp_path, long, f"{IDENTIFIER}\x00")
    assert result.error_count == 2
    assert IDENTIFIER not in json.dumps(result.as_json()) + everything()


def test_another_network_another_pseudonym_another_key_another(
    network: Network, settings: Any
) -> None:
    mine = pseudonym_of(network.pk, IDENTIFIER)
    assert mine != pseudonym_of(network.pk + 1, IDENTIFIER)
    assert mine == pseudonym_of(network.pk, f"{IDENTIFIER}\n")
    settings.PATIENT_KEY = OTHER
    assert mine != pseudonym_of(network.pk, IDENTIFIER)
    for empty in ("", "  ", "x" * 201):
        with pytest.raises(ApplicationError):
            pseudonym_of(network.pk, empty)


def test_two_keys_are_not_mixed(network: Network, tmp_path: Path, settings: Any) -> None:
    assert health._patient_key().level is health.Level.OK
    stays(tmp_path, IDENTIFIER)
    settings.PATIENT_KEY = OTHER
    result = stays(tmp_path, IDENTIFIER)
    assert "another key" in result.errors[0].message
    assert Patient.objects.count() == 1
    assert health._patient_key().level is health.Level.BAD


def rekey(monkeypatch: Any, given: str, *options: str) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(given))
    out = io.StringIO()
    call_command("rekey_patients", "N", *options, stdout=out)
    return out.getvalue()


def test_the_key_is_changed(
    network: Network, tmp_path: Path, settings: Any, monkeypatch: Any
) -> None:
    stays(tmp_path, "A", "B", "C")
    Erasure.objects.create(
        network=network, pseudonym=pseudonym_of(network.pk, "Z"), by="dpo", reason="asked"
    )
    before = settings.PATIENT_KEY
    with pytest.raises(CommandError, match="not set"):
        rekey(monkeypatch, "A\n")
    settings.PATIENT_KEY, settings.PATIENT_KEY_BEFORE = OTHER, before
    said = "2 identifiers given, 1 pseudonyms made anew, 2 patients left"
    assert said in rekey(monkeypatch, "A\n\nZ\n")
    assert Erasure.objects.get().pseudonym == pseudonym_of(network.pk, "Z")
    assert "0 pseudonyms made anew, 2 patients left" in rekey(monkeypatch, "A\n")  # again
    assert stays(tmp_path, "A", "B", "C").error_count
    assert "1 pseudonyms made anew, 0 patients left" in rekey(monkeypatch, "B\n", "--give-up-rest")
    assert stays(tmp_path, "A", "B", "C").error_count == 0
    assert Patient.objects.count() == 4  # C is another from now on
    with pytest.raises(ApplicationError, match="the same"):
        patients_rekey(network=network, identifiers=[], before=OTHER)


def test_commands_say_what_they_lack(network: Network, monkeypatch: Any, settings: Any) -> None:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{IDENTIFIER}\n\n"))
    call_command("pseudonym", "N", stdout=out)
    assert out.getvalue().split() == [pseudonym_of(network.pk, IDENTIFIER)]
    monkeypatch.setattr("sys.stdin", io.StringIO("x" * 300))
    with pytest.raises(CommandError, match="identifier"):
        call_command("pseudonym", "N")
    settings.PATIENT_KEY_BEFORE = settings.PATIENT_KEY
    with pytest.raises(CommandError, match="the same"):
        call_command("rekey_patients", "N")
    for command in ("pseudonym", "rekey_patients"):
        with pytest.raises(CommandError, match="no network"):
            call_command(command, "NOWHERE")


def test_a_form_keeps_the_pseudonym_alone(network: Network) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    url = reverse("admin:hospital_patient_add")
    assert client.post(url, {"network": network.pk, "pseudonym": IDENTIFIER}).status_code == 302
    patient = Patient.objects.get()
    assert (patient.pseudonym, patient.key_mark) == (
        pseudonym_of(network.pk, IDENTIFIER), key_mark(),
    )  # fmt: skip
    again = client.post(url, {"network": network.pk, "pseudonym": IDENTIFIER})
    assert again.status_code == 200  # there already
    page = client.get(reverse("admin:hospital_patient_change", args=[patient.pk]))
    assert 'name="pseudonym"' not in page.content.decode()
    assert IDENTIFIER not in everything()


@pytest.mark.parametrize("model", [Patient, Stay, StayMove, Referral])
def test_nothing_of_a_patient_is_free_text_or_a_birthday(model: type[models.Model]) -> None:
    for each in model._meta.concrete_fields:
        assert not isinstance(each, models.TextField | models.JSONField | models.FileField)
        if isinstance(each, models.CharField):
            assert each.choices or CODE in each.validators or each.name == "key_mark", each
        assert "birth" not in each.name


def test_patients_are_made_with_the_key_alone() -> None:
    """By imports, the form of a stay and the sample, and nobody; a new way in is a line here."""
    root = Path(__file__).resolve().parents[2]
    made = {
        path.relative_to(root).as_posix()
        for package in ("hospital", "forecasting", "operations")
        for path in (root / package).rglob("*.py")
        if any(
            call in path.read_text()
            for call in (
                "Patient(network",
                "insert(Patient",
                "add(Patient",
                "Patient.objects.create",
                "Patient.objects.get_or",
            )
        )
    }
    assert made == {
        "hospital/demo/referrals.py",
        "hospital/demo/stays.py",
        "hospital/imports/resolve.py",
        "hospital/services/closing.py",
        "hospital/services/stays.py",
    }
