"""What is past its time goes, what forecasts count stays, and nobody comes back with a file."""

from __future__ import annotations

import io
import json
import zlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from forecasting.history.wards import ward_days
from hospital.errors import ApplicationError, NotFound
from hospital.imports.load import import_file
from hospital.models import (
    AuditEntry,
    Equipment,
    Erasure,
    Facility,
    ImportBatch,
    LogInFailure,
    Network,
    Patient,
    Referral,
    Stay,
    StayMove,
    Ward,
)
from hospital.pseudonyms import CLOSED, closed_number, pseudonym_of
from hospital.said import Said
from hospital.services.closing import NOBODY
from operations import tasks
from operations.models import BedAssignment, Finding, Plan, Run
from operations.services import retention
from operations.services.erasure import patient_erase
from operations.services.runs import LostLease, run_claim, run_renew
from tests.operations import cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
LONG_AGO = datetime(2024, 3, 1, 9, tzinfo=UTC)
HEAD = "facility,number,patient,ward,gender,age_band,admitted,discharged,beside\n"
WHY = "asked in writing, file 7 of the DPO"


@pytest.fixture
def network() -> Network:
    found = Network.objects.create(code="N", name="North", time_zone="UTC")
    chu = Facility.objects.create(network=found, code="CHU", name="CHU", kind="university")
    Ward.objects.create(facility=chu, code="MED", name="Medicine")
    return found


def file_of(tmp_path: Path, kind: str, head: str, *rows: str) -> Any:
    path = tmp_path / f"{kind}.csv"
    path.write_text(head + "\n".join(rows))
    return import_file(kind, path, network="N", again=True)


def stays_file(tmp_path: Path, beside: str = "CHU/S1") -> Any:
    return file_of(
        tmp_path, "stays", HEAD,
        "CHU,S1,A,MED,F,16-64,2024-02-20 10:00,2024-02-25 10:00,",
        "CHU,S2,A,MED,F,16-64,2026-11-01 10:00,2026-11-05 10:00,",
        f"CHU,S3,B,MED,M,80+,2024-02-21 10:00,2024-02-27 10:00,{beside}",
        "CHU,S4,C,MED,M,80+,2026-11-20 10:00,,",
    )  # fmt: skip


def moves_file(tmp_path: Path) -> Any:
    return file_of(
        tmp_path, "moves", "stay,ward,starts,ends\n",
        "CHU/S1,CHU/MED,2024-02-20 10:00,2024-02-25 10:00",
    )  # fmt: skip


REFERRALS = "facility,number,patient,gender,age_band,registered,release_day,due_day,state\n"


def referrals_file(tmp_path: Path) -> Any:
    return file_of(
        tmp_path, "referrals", REFERRALS,
        "CHU,R1,A,F,16-64,2024-01-02,2024-01-10,2024-02-10,admitted",
        "CHU,R2,A,F,16-64,2026-11-02,2026-12-10,2026-12-20,waiting",
    )  # fmt: skip


@pytest.fixture
def records(network: Network, tmp_path: Path) -> Network:
    assert stays_file(tmp_path, "").error_count == 0
    assert stays_file(tmp_path).updated == 1  # beside whom, once they are there
    assert moves_file(tmp_path).error_count == 0
    assert referrals_file(tmp_path).error_count == 0
    oxygen = Equipment.objects.create(code="O2", name="Oxygen")
    for row in (*Stay.objects.all(), *Referral.objects.all()):
        row.equipment.add(oxygen)
    return network


def history(network: Network) -> str:
    found = ward_days(network, date(2026, 11, 26))
    return "".join(each.frame.to_csv() for each in found.values())


def due(now: datetime = NOW) -> dict[tuple[str, str], int]:
    return {(each.kind, each.place): each.rows for each in retention.retention_due(now=now)}


def test_looking_changes_nothing_and_says_what_doing_does(records: Network) -> None:
    before = list(Stay.objects.values_list()), list(Patient.objects.values_list())
    assert due() == {("stays", "CHU"): 2, ("referrals", "CHU"): 1}
    assert before == (list(Stay.objects.values_list()), list(Patient.objects.values_list()))
    assert retention.retention_apply(now=NOW) == {"stays": 2, "referrals": 1}
    assert due() == {}
    assert retention.retention_apply(now=NOW) == {}


def test_what_forecasts_count_is_the_same_before_and_after(records: Network) -> None:
    before = history(records)
    retention.retention_apply(now=NOW)
    assert history(records) == before
    closed = Stay.objects.filter(number__startswith=CLOSED)
    assert {stay.patient.pseudonym for stay in closed} == {NOBODY}
    assert not any(stay.beside_id or stay.equipment.exists() for stay in closed)
    assert StayMove.objects.get().stay.number == closed_number("CHU", "S1")
    assert not Patient.objects.filter(pseudonym=pseudonym_of(records.pk, "B")).exists()
    assert Patient.objects.filter(pseudonym=pseudonym_of(records.pk, "A")).exists()  # S2


def test_stopped_half_way_it_goes_on(records: Network, monkeypatch: Any) -> None:
    monkeypatch.setattr(retention, "BATCH", 1)
    assert retention.retention_apply(now=NOW, stop_after=1) == {"stays": 1}
    assert retention.retention_apply(now=NOW, kinds=["stays"]) == {"stays": 1}
    assert retention.retention_apply(now=NOW) == {"referrals": 1}


def test_a_batch_that_breaks_leaves_nothing_half(records: Network, monkeypatch: Any) -> None:
    def broken(**_renamed: Any) -> None:
        raise OSError("the machine went down")

    monkeypatch.setattr(retention, "plans_forget", broken)
    with pytest.raises(OSError, match="went down"):
        retention.retention_apply(now=NOW)
    assert due()["stays", "CHU"] == 2


def test_a_file_brings_nothing_back(records: Network, tmp_path: Path) -> None:
    retention.retention_apply(now=NOW)
    stays, moves = Stay.objects.count(), StayMove.objects.count()
    for take in (stays_file, moves_file, referrals_file):
        result = take(tmp_path)
        assert result.error_count == 0, result.errors
        assert result.skipped["erased, or not kept any more"] >= 1
    assert (Stay.objects.count(), StayMove.objects.count()) == (stays, moves)
    assert Referral.objects.count() == 2


def plan_of(network: Network, number: str, **facts: Any) -> Plan:
    """A bed plan whose snapshot names the stay, as a patient, in a note and in a fact."""
    stay = Stay.objects.get(number=number)
    text = json.dumps(
        {"patients": [f"stay:{number}", "stay:S10"], "notes": [f"stay {number}"],
         "facts": {"stay": number, "ward": number}}, separators=(",", ":"))  # fmt: skip
    plan = cast.plan(family="beds", scope="CHU", facility=stay.facility, **facts)
    packed = zlib.compress(text.encode())
    Plan.objects.filter(pk=plan.pk).update(problem=packed, answer=packed)
    BedAssignment.objects.create(plan=plan, stay=stay, nights=1)
    Finding.objects.create(
        plan=plan, rule="x", kind="soft", subjects=[f"stay:{number}"], sentence=f"{number} lies"
    )
    return plan


def test_what_a_published_plan_names_is_left_alone(records: Network, settings: Any) -> None:
    start = timezone.localdate() - timedelta(days=30)
    plan_of(records, "S1", state="published", start=start)
    assert due()["stays", "CHU"] == 1
    Plan.objects.update(start=start - timedelta(days=100))
    settings.KEEP_MONTHS = settings.KEEP_MONTHS | {"plans": 1}
    assert due()["stays", "CHU"] == 2
    settings.KEEP_MONTHS = settings.KEEP_MONTHS | {"plans": 0}
    assert due()["stays", "CHU"] == 1  # named for ever
    settings.KEEP_MONTHS = settings.KEEP_MONTHS | {"stays": 0}
    assert due() == {}  # for ever


def test_a_patient_is_erased(records: Network, tmp_path: Path) -> None:
    plan = plan_of(records, "S2", state="published", start=date(2026, 11, 1))
    name, before = pseudonym_of(records.pk, "A"), history(records)
    asked = {"network": records, "pseudonym": name, "reason": WHY, "by": "dpo"}
    looked = patient_erase(**asked, dry_run=True)
    assert (looked.stays, looked.referrals, looked.plans) == (2, 2, 1)
    assert Patient.objects.filter(pseudonym=name).exists()
    done = patient_erase(**asked)
    assert done == looked

    assert history(records) == before
    assert not Patient.objects.filter(pseudonym=name).exists()
    assert not Referral.objects.filter(state="waiting").exists()
    plan.refresh_from_db()
    closed = closed_number("CHU", "S2")
    kept = json.loads(zlib.decompress(bytes(plan.problem)))
    assert kept == {
        "patients": [f"stay:{closed}", "stay:S10"], "notes": [f"stay {closed}"],
        "facts": {"stay": closed, "ward": "S2"},
    }  # fmt: skip
    finding = Finding.objects.get(plan=plan, rule="x")
    assert (finding.subjects, str(finding.sentence)) == ([], "")

    for take in (stays_file, referrals_file):
        assert take(tmp_path).error_count == 0
    assert not Patient.objects.filter(pseudonym=name).exists()
    # Nor does a stay of theirs of which no file told before.
    late = file_of(tmp_path, "stays", HEAD, "CHU,S8,A,MED,F,16-64,2026-10-01 10:00,,")
    assert (late.created, late.skipped["erased, or not kept any more"]) == (0, 1)
    # Whoever comes again, after they were erased, is a patient again.
    Erasure.objects.update(at=timezone.now() - timedelta(days=2))
    yesterday = timezone.now() - timedelta(days=1)
    again = f"CHU,S9,A,MED,F,16-64,{yesterday:%Y-%m-%d %H:%M},,"
    assert file_of(tmp_path, "stays", HEAD, again).created == 1
    assert Erasure.objects.get().counts == {"stays": 2, "referrals": 2, "plans": 1}
    assert AuditEntry.objects.get(action="erased a patient").reason == WHY


def test_what_is_being_planned_forgets_them_too_and_is_planned_again(records: Network) -> None:
    facts = {
        "network": records, "kind": "beds", "for_date": NOW.date(), "start": NOW.date(), "days": 7,
    }  # fmt: skip
    found = {"placements": [{"patient": "stay:S2", "room": "1"}]}
    other = {"placements": [{"patient": "stay:S20", "room": "1"}]}
    broke = Said(verbatim="KeyError: 'S2'")
    waits, ended, beside, away = (
        Run.objects.create(**facts, scope=scope, generation=number, state=state, **more)
        for number, (scope, state, more) in enumerate(
            (
                ("CHU", "queued", {"incumbent": found}),
                ("CHU", "errored", {"incumbent": found, "message": broke}),
                ("CHU", "errored", {"incumbent": other, "message": Said(verbatim="S20 is late")}),
                ("PROV", "running", {"incumbent": found}),
            )
        )
    )
    busy = Run.objects.create(**facts, scope="CHU", generation=9)
    claim = run_claim(run_id=busy.pk, owner="w")
    assert claim is not None
    patient_erase(network=records, pseudonym=pseudonym_of(records.pk, "A"), reason=WHY, by="dpo")
    for run in (waits, ended, beside, away):
        run.refresh_from_db()
    assert (waits.incumbent, ended.incumbent, str(ended.message)) == (None, None, "")
    assert (beside.incumbent, str(beside.message)) == (other, "S20 is late")
    assert (away.incumbent, away.state) == (found, "running")  # another hospital's S2
    with pytest.raises(LostLease):
        run_renew(claim)
    again = run_claim(run_id=busy.pk, owner="v")
    assert again is not None
    assert again.attempt == 2


def test_who_is_cared_for_is_not_erased(records: Network) -> None:
    def ask(patient: str, reason: str = WHY) -> None:
        name = pseudonym_of(records.pk, patient)
        patient_erase(network=records, pseudonym=name, reason=reason, by="dpo")

    with pytest.raises(ApplicationError, match="in the house"):
        ask("C")
    plan_of(records, "S3", state="published", start=timezone.localdate())
    with pytest.raises(ApplicationError, match="published plan names"):
        ask("B")
    with pytest.raises(NotFound):
        ask("NOBODY")
    with pytest.raises(ApplicationError, match="Say who"):
        ask("A", "because")
    assert Stay.objects.filter(number__startswith=CLOSED).count() == 0


def test_the_rest_goes_by_its_own_time(network: Network) -> None:
    old = timezone.now() - timedelta(days=500)
    user = User.objects.create(username="u")
    LogEntry.objects.create(user=user, action_flag=CHANGE, object_repr="x", action_time=old)
    LogInFailure.objects.create(name="n", address="a", at=timezone.now() - timedelta(days=31))
    batch = ImportBatch.objects.create(
        kind="stays", file_name="f", sha256="0", report={"errors": ["q"]}
    )
    ImportBatch.objects.filter(pk=batch.pk).update(at=old)
    run = Run.objects.create(
        network=network, kind="beds", scope="CHU", for_date=old.date(), start=old.date(), days=7,
        state="done", finished=old, incumbent={"stay": "S1"}, curve=[[1, 2, 3]],
    )  # fmt: skip
    alone = Patient.objects.create(network=network, pseudonym="Palone")
    AuditEntry.objects.create(actor="x", action="y", at=timezone.now() - timedelta(days=4000))
    found = retention.retention_due()
    assert {each.kind for each in found if each.kept} == {"the record"}
    assert len(found) == 6
    retention.retention_apply()
    run.refresh_from_db()
    batch.refresh_from_db()
    assert (run.incumbent, run.curve, batch.report["errors"]) == (None, [], [])
    assert not LogEntry.objects.exists()
    assert not LogInFailure.objects.exists()
    assert not Patient.objects.filter(pk=alone.pk).exists()
    assert [each.kind for each in retention.retention_due()] == ["the record"]


def test_the_commands(records: Network, tmp_path: Path) -> None:
    def run(name: str, *arguments: str) -> str:
        out = io.StringIO()
        call_command(name, *arguments, stdout=out)
        return out.getvalue()

    assert "Nothing was changed" in run("retention")
    assert json.loads(run("retention", "--json", "--kind", "stays"))["due"] == [
        {"kind": "stays", "place": "CHU", "rows": 2, "kept": False}
    ]
    assert "stays: 2 done" in run("retention", "--apply")
    assert "Nothing is past its time." in run("retention")
    name = pseudonym_of(records.pk, "A")
    asked = ("erase", "N", name, "--reason", WHY)
    assert "1 stays and 1 referrals would be unlinked" in run(*asked, "--dry-run")
    assert "1 stays and 1 referrals unlinked, 0 plans rewritten" in run(*asked)
    with pytest.raises(CommandError, match="no patient"):
        run(*asked)
    with pytest.raises(CommandError, match="no network"):
        run("erase", "NOWHERE", name, "--reason", WHY)


def test_the_night_s_job_is_the_installation_s_choice(records: Network, settings: Any) -> None:
    settings.RETENTION = False
    tasks.past_their_time()
    assert not Stay.objects.filter(number__startswith=CLOSED).exists()
    settings.RETENTION = True
    tasks.past_their_time()
    assert Stay.objects.filter(number__startswith=CLOSED).count() == 2
    assert set(
        AuditEntry.objects.filter(action="past its time").values_list("actor", flat=True)
    ) == {"system:retention"}
