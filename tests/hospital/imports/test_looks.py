"""A file of a person: looking writes nothing, doing is the command's import, undoing is exact."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User

from hospital.admin.base import SHARED
from hospital.errors import ApplicationError, Conflict, Forbidden, NotFound
from hospital.imports import looker, looks, waiting
from hospital.imports.guess import columns_guessed
from hospital.imports.kinds import KINDS
from hospital.imports.looker import Stale
from hospital.imports.reach import OPERATOR, PLACES, changeable, kinds_of
from hospital.imports.undo import batch_seen, batch_undo, refusal
from hospital.imports.waiting import Waiting
from hospital.models import (
    AuditEntry,
    Facility,
    ImportBatch,
    Membership,
    Network,
    Offer,
    OfferTier,
    Patient,
    Room,
    Stay,
    Supplier,
    Ward,
)
from tests.hospital.imports.conftest import Take

WARDS = "facility,code,name\nH,W1,Eins\nH,W2,Two\nH,W3,Three\n"
WHY = "the wrong file"


pytestmark = pytest.mark.usefixtures("var")


@pytest.fixture
def amina(place: SimpleNamespace) -> User:
    user = User.objects.create(username="amina", is_staff=True)
    Membership.objects.create(user=user, network=place.network, role="administrator")
    return user


def brought(user: User, kind: str, text: str, **columns: str) -> Waiting:
    found = looks.bring(user=user, kind=kind, network="N", chunks=[text.encode()], name="mine.csv")
    proposed = looks.columns_proposed(found) | columns
    looks.columns_choose(waiting=found, columns=proposed)
    return found


def imported(user: User, kind: str, text: str) -> ImportBatch:
    found = brought(user, kind, text)
    seen = looks.look(waiting=found, user=user)
    assert not seen.faults
    return looks.carry_out(waiting=found, user=user, mark=seen.mark)


def state() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Ward, Room, Stay, Patient, Offer, OfferTier)
    ]


def test_looking_writes_nothing_and_tells_of_each_row(
    place: SimpleNamespace, amina: User, var: Path
) -> None:
    before = state()
    found = brought(amina, "wards", WARDS + "H,W4," + "x" * 500 + "\nNOWHERE,W5,Five\n")
    seen = looks.look(waiting=found, user=amina)

    assert (seen.new, seen.changed, seen.same, seen.wrong) == (1, 1, 1, 2)
    assert [(row.number, row.state, row.before) for row in seen.rows[:1]] == [
        (2, "changed", {"name": "One"})
    ]
    assert [(fault.row, fault.column) for fault in seen.faults] == [(5, "name"), (6, "facility")]
    assert not seen.can_be_done
    assert state() == before
    assert not ImportBatch.objects.exists()
    assert found.path.stat().st_mode & 0o077 == found.folder.stat().st_mode & 0o077 == 0


def test_doing_is_what_the_command_does_and_a_second_press_finds_the_same(
    place: SimpleNamespace, amina: User, take: Take
) -> None:
    found = brought(amina, "wards", WARDS)
    seen = looks.look(waiting=found, user=amina)
    batch = looks.carry_out(waiting=found, user=amina, mark=seen.mark)
    by_page = list(Ward.objects.order_by("code").values_list("facility__code", "code", "name"))
    again = waiting.find(token=found.token, user=amina)

    assert looks.carry_out(waiting=again, user=amina, mark=seen.mark) == batch
    assert not found.path.exists()
    assert ImportBatch.objects.count() == 1
    batch_undo(batch=batch, user=amina, reason=WHY)
    result = take("wards", WARDS, network="N", name="mine.csv")
    assert (result.created, result.updated, result.unchanged) == (
        batch.created, batch.updated, batch.unchanged,
    )  # fmt: skip
    assert by_page == list(
        Ward.objects.order_by("code").values_list("facility__code", "code", "name")
    )


def test_what_changed_since_the_look_is_not_written_over(
    place: SimpleNamespace, amina: User
) -> None:
    found = brought(amina, "wards", WARDS)
    seen = looks.look(waiting=found, user=amina)
    Ward.objects.filter(code="W1").update(name="By hand")
    with pytest.raises(Stale):
        looks.carry_out(waiting=found, user=amina, mark=seen.mark)
    assert Ward.objects.get(code="W1").name == "By hand"
    assert not Ward.objects.filter(code="W3").exists()
    new = looks.look(waiting=found, user=amina)
    assert looks.carry_out(waiting=found, user=amina, mark=new.mark).updated == 1


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("wards", WARDS),
        ("stays", "facility,number,patient,ward,gender,age_band,admitted,discharged\n"
                  "H,1,secret-person,W1,F,16-64,2026-01-02 10:00,2026-01-05 09:00\n"),
        ("offers", "supplier,product,price_cents,tiers\nS,P,100,10:90 50:80\n"),
    ],
)  # fmt: skip
def test_undoing_restores_exactly(
    place: SimpleNamespace, amina: User, kind: str, text: str
) -> None:
    offer = Offer.objects.create(
        supplier=Supplier.objects.create(code="S", name="S"), product=place.product, price_cents=7
    )
    OfferTier.objects.create(offer=offer, from_packs=20, price_cents=6)
    before = [[row | {"id": 0} for row in rows] for rows in state()]
    batch = imported(amina, kind, text)
    assert [[row | {"id": 0} for row in rows] for rows in state()] != before

    assert not refusal(batch)
    batch_undo(batch=batch, user=amina, reason=WHY)
    assert [[row | {"id": 0} for row in rows] for rows in state()] == before
    entry = AuditEntry.objects.get(action="import undone")
    assert (entry.actor, entry.reason) == ("amina", WHY)
    assert "secret-person" not in str(list(AuditEntry.objects.values()))
    with pytest.raises(Conflict):
        batch_undo(batch=batch, user=amina, reason=WHY)


@pytest.mark.parametrize("what", ["changed", "used", "gone"])
def test_nothing_is_undone_over_what_happened_since(
    place: SimpleNamespace, amina: User, what: str
) -> None:
    batch = imported(amina, "wards", WARDS)
    made = Ward.objects.get(code="W3")
    if what == "changed":
        Ward.objects.filter(code="W1").update(name="By hand")
    elif what == "used":
        Room.objects.create(ward=made, code="1", capacity=1)
    else:
        made.delete()
    before = state()
    with pytest.raises(Conflict) as refused:
        batch_undo(batch=batch, user=amina, reason=WHY)
    assert len(refused.value.extra["held"]) == 1
    assert state() == before
    assert ImportBatch.objects.get().undone is None


def test_patients_rows_that_changed_are_not_undone(place: SimpleNamespace, amina: User) -> None:
    head = "facility,number,patient,ward,gender,age_band,admitted,discharged\n"
    imported(amina, "stays", head + "H,1,p,W1,F,16-64,2026-01-02 10:00,2026-01-05 09:00\n")
    changed = imported(
        amina, "stays", head + "H,1,p,W2,F,16-64,2026-01-02 10:00,2026-01-05 09:00\n"
    )
    assert "erasure" in refusal(changed)
    with pytest.raises(Conflict):
        batch_undo(batch=changed, user=amina, reason=WHY)


def test_each_person_reaches_their_own_places(place: SimpleNamespace, amina: User) -> None:
    other = Facility.objects.create(network=place.network, code="B", name="B", kind="provincial")
    far = Network.objects.create(code="FAR", name="Far")
    basma = User.objects.create(username="basma", is_staff=True)
    Membership.objects.create(
        user=basma, network=place.network, facility=other, role="administrator"
    )
    vera = User.objects.create(username="vera", is_staff=True)
    Membership.objects.create(user=vera, network=place.network, role="viewer")

    seen = looks.look(
        waiting=brought(basma, "wards", "facility,code,name\nB,X,X\nH,Y,Y\nH,W1,Z\n"), user=basma
    )
    assert (seen.new, sorted(fault.row or 0 for fault in seen.faults)) == (1, [3, 4])
    with pytest.raises(Forbidden):
        brought(vera, "wards", WARDS)
    with pytest.raises(Forbidden):
        brought(basma, "budgets", WARDS)
    with pytest.raises(Forbidden):
        brought(amina, "networks", "code,name\nX,X\n")
    with pytest.raises(Forbidden):
        looks.bring(user=amina, kind="wards", network=far.code, chunks=[b"a"], name="a.csv")
    mine = brought(amina, "wards", WARDS)
    with pytest.raises(NotFound):
        waiting.find(token=mine.token, user=basma)
    batch = looks.carry_out(
        waiting=mine, user=amina, mark=looks.look(waiting=mine, user=amina).mark
    )
    assert batch_seen(amina, batch)
    assert not batch_seen(basma, batch)
    with pytest.raises(Forbidden):
        batch_undo(batch=batch, user=basma, reason=WHY)


def test_an_hour_later_the_file_is_gone(place: SimpleNamespace, amina: User) -> None:
    found = brought(amina, "wards", WARDS)
    assert waiting.sweep() == 0
    assert waiting.sweep(now=time.time() + waiting.KEPT_SECONDS + 5) == 1
    with pytest.raises(NotFound):
        waiting.find(token=found.token, user=amina)
    for token in ("../etc", "x" * 30):
        with pytest.raises(NotFound):
            waiting.find(token=token, user=amina)


def test_too_large_and_hostile_files_are_refused(
    place: SimpleNamespace, amina: User, monkeypatch: pytest.MonkeyPatch, var: Path
) -> None:
    monkeypatch.setattr(waiting, "MOST_BYTES", 10)
    for name, content in (("a.csv", b"x" * 11), ("a.exe", b"x"), ("a.xlsx", b"no zip")):
        with pytest.raises(ApplicationError):
            looks.bring(user=amina, kind="wards", network="N", chunks=[content], name=name)
    assert not list((var / "imports").glob("*"))


def test_columns_are_guessed_in_three_languages_and_remembered(
    place: SimpleNamespace, amina: User
) -> None:
    wards = KINDS["wards"]
    assert columns_guessed(wards, ["Établissement", "CODE", "Libellé"]) == {
        "facility": "Établissement", "code": "CODE", "name": "Libellé",
    }  # fmt: skip
    assert columns_guessed(wards, ["المستشفى", "الرمز", "الاسم"]).keys() == {
        "facility", "code", "name",
    }  # fmt: skip
    assert columns_guessed(KINDS["suppliers"], ["Supplier name", "Code fournisseur"]) == {
        "code": "Code fournisseur", "name": "Supplier name",
    }  # fmt: skip
    assert columns_guessed(wards, ["Nom du service", "ward code", "Ward"]) == {
        "code": "ward code", "name": "Nom du service",
    }  # fmt: skip
    assert columns_guessed(wards, ["Service", "Nom du service"]) == {
        "code": "Service", "name": "Nom du service",
    }  # fmt: skip
    assert columns_guessed(KINDS["staff"], ["Matricule", "Fonction", "Service"])["home_ward"] == (
        "Service"
    )
    odd = "Hospital;Zimmer;name\nH;W3;Three\n"
    first = looks.bring(
        user=amina, kind="wards", network="N", chunks=[odd.encode()], name="odd.csv"
    )
    assert looks.columns_missing(first, looks.columns_proposed(first)) == ["code"]
    looks.columns_choose(waiting=first, columns=looks.columns_proposed(first) | {"code": "Zimmer"})
    seen = looks.look(waiting=first, user=amina)
    looks.carry_out(waiting=first, user=amina, mark=seen.mark)
    second = looks.bring(
        user=amina, kind="wards", network="N", chunks=[odd.encode()], name="odd.csv"
    )
    assert looks.columns_proposed(second)["code"] == "Zimmer"
    with pytest.raises(ApplicationError):
        looks.columns_choose(waiting=second, columns={"code": "Zimmer", "name": "Zimmer"})


def test_every_kind_has_a_place_and_it_is_the_admin_s() -> None:
    from django.contrib import admin

    assert PLACES.keys() == KINDS.keys()
    for kind in KINDS.values():
        page = admin.site._registry.get(kind.model)
        if page is None or PLACES[kind.code] == OPERATOR:
            continue
        assert PLACES[kind.code] == page.place, kind.code  # type: ignore[attr-defined]
    assert SHARED in PLACES.values()


def test_a_refused_file_has_nothing_to_undo(place: SimpleNamespace, take: Take) -> None:
    take("wards", "facility,code,name\nNOWHERE,W9,Nine\n", network="N")
    assert "nothing to undo" in refusal(ImportBatch.objects.get())


def test_who_lost_a_hospital_since_takes_nothing_of_it_back(
    place: SimpleNamespace, amina: User
) -> None:
    other = Facility.objects.create(network=place.network, code="B", name="B", kind="provincial")
    batch = imported(amina, "wards", WARDS)
    Membership.objects.filter(user=amina).update(facility=other)
    amina = User.objects.get(pk=amina.pk)
    assert batch_seen(amina, batch)  # who brought it
    with pytest.raises(Conflict) as refused:
        batch_undo(batch=batch, user=amina, reason=WHY)
    assert {held.why for held in refused.value.extra["held"]} == {
        "Your role does not allow you to change it."
    }


def test_what_holds_an_import_of_patients_is_named_without_them(
    place: SimpleNamespace, amina: User
) -> None:
    head = "facility,number,patient,ward,gender,age_band,admitted,discharged\n"
    batch = imported(amina, "stays", head + "H,1,p,W1,F,16-64,2026-01-02 10:00,2026-01-05 09:00\n")
    stay = Stay.objects.get()
    Stay.objects.update(ward=place.w2)
    with pytest.raises(Conflict) as refused:
        batch_undo(batch=batch, user=amina, reason=WHY)
    (held,) = refused.value.extra["held"]
    assert (held.subject, held.why) == (f"stays {stay.pk}", "It was changed since.")


def test_a_file_is_taken_in_by_one_press_at_a_time(place: SimpleNamespace, amina: User) -> None:
    found = brought(amina, "wards", WARDS)
    waiting.claim(found)
    with pytest.raises(Conflict, match="being taken in already"):
        waiting.claim(found)
    waiting.drop(found)
    with pytest.raises(NotFound):
        waiting.claim(found)


def test_an_operator_brings_networks_and_takes_them_back(place: SimpleNamespace) -> None:
    root = User.objects.create_superuser("root")
    batch = imported(root, "networks", "code,name\nX,Far away\n")
    assert kinds_of(root) == list(KINDS.values())
    assert batch_seen(root, batch)
    batch_undo(batch=batch, user=root, reason=WHY)
    assert not Network.objects.filter(code="X").exists()


def test_who_only_reads_brings_nothing_and_nobody_s_network_is_one_s_own(
    place: SimpleNamespace, amina: User
) -> None:
    vera = User.objects.create(username="vera", is_staff=True)
    Membership.objects.create(user=vera, network=place.network, role="viewer")
    assert kinds_of(vera) == []
    assert changeable(KINDS["networks"], [place.network.pk], amina) == set()


def test_a_file_is_looked_at_before_it_is_taken_in_and_must_be_there_then(
    place: SimpleNamespace, amina: User
) -> None:
    found = brought(amina, "wards", WARDS)
    with pytest.raises(ApplicationError, match="has no such column"):
        looks.columns_choose(waiting=found, columns={"name": "nothing of the kind"})
    with pytest.raises(ApplicationError, match="Look at what the file would do first"):
        looks.carry_out(waiting=found, user=amina, mark="")
    mark = looks.look(waiting=found, user=amina).mark
    found.path.unlink()
    with pytest.raises(ApplicationError, match="The file was refused; nothing was written"):
        looks.carry_out(waiting=found, user=amina, mark=mark)


def test_the_letters_and_the_commas_of_a_foreign_file_go_along(
    place: SimpleNamespace, amina: User
) -> None:
    text = "Hôpital,Zimmer,Libellé\nH,W1,Médecine\n"
    found = looks.bring(
        user=amina, kind="wards", network="N", chunks=[text.encode("cp1252")], name="x.csv",
        encoding="cp1252",
    )  # fmt: skip
    columns = {"facility": "Hôpital", "code": "Zimmer", "name": "Libellé"}
    looks.columns_choose(waiting=found, columns=columns)
    assert looks.first_row(found, looks.header(found))["Libellé"] == "Médecine"
    seen = looks.look(waiting=found, user=amina)
    assert (seen.faults, seen.rows[0].before) == ([], {"name": "One"})


def test_a_page_takes_so_many_rows_and_sends_more_to_the_command(
    place: SimpleNamespace, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looker, "MOST_ROWS", 2)
    seen = looks.look(waiting=brought(amina, "wards", WARDS), user=amina)
    assert "import_records" in seen.faults[0].message
