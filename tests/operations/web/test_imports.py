"""The pages of imports: who opens them, whose files they show, what they say."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hospital.imports import waiting
from hospital.models import (
    AuditEntry,
    ImportBatch,
    Membership,
    Network,
    Product,
    Role,
    Stay,
    StockLot,
    Ward,
)
from operations import launch, services
from operations.models import Heartbeat, Run
from operations.services import execute
from tests.operations.admin.pages import client_of
from tests.operations.cast import Region

pytestmark = pytest.mark.usefixtures("var")


@pytest.fixture
def admin(region: Region) -> User:
    user = User.objects.create(username="adele", is_staff=True)
    north = Network.objects.get(code="NORTH")
    Membership.objects.create(user=user, network=north, role=Role.ADMINISTRATOR)
    return user


def upload(client: Client, kind: str, text: str, network: str = "NORTH") -> Any:
    file = SimpleUploadedFile("mine.csv", text.encode())
    sent = {"kind": kind, "network": network, "file": file}
    return client.post(reverse("import"), sent)


def test_only_who_may_change_records_opens_them(region: Region, admin: User) -> None:
    batch = ImportBatch.objects.create(
        kind="wards", file_name="x", sha256="0", report={"network": "NORTH"}
    )
    pages = [reverse("import"), reverse("import_template", args=["wards", "csv"]),
             reverse("import_batch", args=[batch.pk])]  # fmt: skip
    for page in pages:
        assert client_of(region.vera).get(page).status_code == 403
        assert client_of(admin).get(page).status_code == 200
        assert Client().get(page).status_code == 302
    assert b"records" in client_of(admin).get(reverse("import")).content
    assert reverse("import") in client_of(admin).get("/").content.decode()
    assert reverse("import") not in client_of(region.vera).get("/").content.decode()
    officer = client_of(region.samir)
    assert reverse("import") in officer.get("/").content.decode()
    assert officer.get(reverse("import_batch", args=[batch.pk])).status_code == 404
    assert upload(officer, "wards", "facility,code,name\n").status_code == 200
    book = client_of(admin).get(reverse("import_template", args=["wards", "xlsx"]))
    assert book.content.startswith(b"PK")


def test_a_file_is_its_person_s_and_its_patients_are_not_shown(region: Region, admin: User) -> None:
    mine, chu = client_of(admin), region.chu
    ward = Ward.objects.filter(facility=chu).first()
    assert ward is not None
    text = (
        "facility,number,patient,ward,gender,age_band,admitted\n"
        f"{chu.code},77,secret-person,{ward.code},F,16-64,2026-01-02 10:00\n"
    )
    page = upload(mine, "stays", text)
    assert page.status_code == 302, page.content
    address = page.headers["Location"]
    other = User.objects.create_superuser("root")
    assert client_of(other).get(address).status_code == 404
    assert client_of(region.vera).get(address).status_code == 403
    offered = mine.get(address).content.decode()
    assert 'data-first="2026-01-02 10:00"' in offered
    assert "secret-person" not in offered
    columns = {f"column_{name}": name for name in text.splitlines()[0].split(",")}
    mine.post(address, columns)
    shown = mine.get(address)
    look = shown.context["look"]
    assert (look.new, look.changed, look.same, look.wrong) == (1, 0, 0, 0)
    assert "secret-person" not in shown.content.decode()
    before = Stay.objects.count()
    done = mine.post(address, {"_apply": "1", "mark": look.mark})
    again = mine.post(address, {"_apply": "1", "mark": look.mark})
    assert done.headers["Location"] == again.headers["Location"]
    assert Stay.objects.count() == before + 1
    undone = mine.post(done.headers["Location"], {"reason": "the wrong month"})
    assert undone.status_code == 302
    assert Stay.objects.count() == before
    assert "secret-person" not in str(list(AuditEntry.objects.values()))


def test_what_is_wrong_is_a_list_that_no_spreadsheet_computes(region: Region, admin: User) -> None:
    mine = client_of(admin)
    address = upload(mine, "wards", "facility,code,name\n=1+1,W,W\n").headers["Location"]
    mine.post(address, {f"column_{name}": name for name in ("facility", "code", "name")})
    shown = mine.get(address)
    assert shown.context["look"].wrong == 1
    assert b"_apply" not in shown.content
    listed = mine.get(f"{address}faults.csv").content.decode("utf-8-sig").splitlines()
    assert listed[1].startswith("2,facility,'=1+1,")
    gone = mine.post(address, {"_away": "1"})
    assert gone.headers["Location"] == reverse("import")
    assert mine.get(address).status_code == 404


def test_what_is_wrong_is_said_in_the_reader_s_language(region: Region, admin: User) -> None:
    mine = client_of(admin)
    address = upload(mine, "wards", "facility,code,name\n,W1,One\nNOWHERE,W2,Two\n")["Location"]
    mine.post(address, {f"column_{name}": name for name in ("facility", "code", "name")})
    for language, said in (("fr", "Aucun enregistrement de ce nom"), ("ar", "لا يوجد سجل")):
        shown = mine.get(address, headers={"Accept-Language": language})
        needed, unknown = (fault.message for fault in shown.context["faults"])
        assert said in unknown
        assert "needed" not in needed


def follow(client: Client, address: str, **headers: str) -> Any:
    return client.get(f"{address}live/", headers=headers)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is large, a worker was heard of, and the broker keeps still."""
    monkeypatch.setattr(waiting, "LARGE_BYTES", 1)
    monkeypatch.setattr(launch, "_nudge", lambda: None)
    monkeypatch.setattr(execute, "close_old_connections", lambda: None)  # the test's own
    services.heartbeat_keep(name="worker")


NAMES = {f"column_{name}": name for name in ("facility", "code", "name")}


def test_a_large_file_is_looked_at_and_taken_in_beside_the_requests(
    region: Region, admin: User, large: None
) -> None:
    mine = client_of(admin)
    text = f"facility,code,name\n{region.chu.code},NEW,New\n"
    address = upload(mine, "wards", text).headers["Location"]
    assert b"waits for you" in mine.get(reverse("import")).content
    mine.post(address, NAMES)
    look = Run.objects.get(kind="import")
    page = mine.get(address).content.decode()
    assert "What the file would do is looked at." in page
    assert f'data-live="{address}live/"' in page
    assert "It waits for its turn." in page
    live = follow(mine, address)
    assert live.headers["X-Run-Open"] == "1"
    assert follow(mine, address, **{"If-None-Match": live.headers["ETag"]}).status_code == 304
    assert mine.get(reverse("import")).content.count(b"mizan-queued") == 1
    services.run_execute(run_id=look.pk)
    assert follow(mine, address).headers["X-Run-Open"] == "0"
    shown = mine.get(address)
    assert shown.context["look"].new == 1
    assert mine.get(f"{address}faults.csv").status_code == 200
    mine.post(address, {"_apply": "1", "mark": shown.context["look"].mark})
    take = Run.objects.filter(kind="import").latest("pk")
    assert "The file is taken in." in mine.get(address).content.decode()
    Run.objects.filter(pk=take.pk).update(state="running")
    assert "of about 1 rows read" in follow(mine, address).content.decode()
    assert not Ward.objects.filter(code="NEW").exists()
    refused = mine.post(address, {"_away": "1"}, follow=True)
    assert b"taken in already" in refused.content
    Run.objects.filter(pk=take.pk).update(state="queued")
    services.run_execute(run_id=take.pk)
    batch = ImportBatch.objects.get(kind="wards")
    assert mine.get(address).headers["Location"] == reverse("import_batch", args=[batch.pk])
    kept = waiting.find(token=address.split("/")[-2], user=admin)
    kept.batch = 0  # the worker was killed before it said so beside the file
    waiting.note(kept)
    assert mine.get(address).headers["Location"] == reverse("import_batch", args=[batch.pk])


def test_a_run_that_ends_without_the_file_says_why(
    region: Region, admin: User, large: None
) -> None:
    mine = client_of(admin)
    address = upload(mine, "wards", "facility,code,name\nCHU,NEW,New\n").headers["Location"]
    assert follow(mine, address).status_code == 404
    mine.post(address, NAMES)
    mine.post(address, {"_end": "1"})
    ended = mine.get(address).content.decode()
    assert "The file was not looked at." in ended
    assert "Cancelled by adele." in ended
    assert mine.post(address, {"_end": "1"}).status_code == 302
    assert Run.objects.get(kind="import").state == "cancelled"


def test_without_a_worker_the_page_says_so_and_the_request_does_it(
    region: Region, admin: User, large: None
) -> None:
    mine = client_of(admin)
    address = upload(mine, "wards", "facility,code,name\nCHU,NEW,New\n").headers["Location"]
    mine.post(address, NAMES)
    Heartbeat.objects.all().delete()
    assert "No worker has been heard of" in follow(mine, address).content.decode()
    mine.post(address, {"_end": "1"})
    mine.post(address, NAMES)
    look = mine.get(address).context["look"]
    done = mine.post(address, {"_apply": "1", "mark": look.mark})
    assert done.headers["Location"] == reverse("import_batch", args=[ImportBatch.objects.get().pk])


def test_the_rows_of_a_workbook_are_not_counted_ahead(
    region: Region, admin: User, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = client_of(admin)
    address = upload(mine, "wards", "facility,code,name\nCHU,NEW,New\n").headers["Location"]
    mine.post(address, NAMES)
    Run.objects.filter(kind="import").update(state="running")
    monkeypatch.setattr(waiting, "rows_about", lambda _found: 0)
    assert "0 rows read" in follow(mine, address).content.decode()


def test_the_run_of_a_file_is_a_run_among_the_others(
    region: Region, admin: User, large: None
) -> None:
    mine = client_of(admin)
    address = upload(mine, "wards", "facility,code,name\nCHU,NEW,New\n").headers["Location"]
    mine.post(address, NAMES)
    run = Run.objects.get(kind="import")
    page = mine.get(reverse("admin:operations_run_change", args=[run.pk])).content.decode()
    assert "_again" not in page
    assert "cost of the best plan" not in page
    assert "_cancel" in page
    assert address.split("/")[-2] not in page, "its page's address is its person's"
    client_of(region.samir).post(
        reverse("admin:operations_run_ask", args=[run.pk]), {"_cancel": "1"}
    )
    run.refresh_from_db()
    assert run.state == "queued", "a supply officer ends no import"


def test_an_officer_brings_all_the_stock_of_a_place_and_takes_it_back(region: Region) -> None:
    product = Product.objects.create(code="P", name="Paracetamol 500 mg")
    for lot in ("A", "USED UP"):
        StockLot.objects.create(
            facility=region.chu, product=product, lot=lot, quantity=5, expiry="2030-01-31"
        )
    officer = client_of(region.samir)
    text = f"facility,product,lot,expiry,quantity\n{region.chu.code},P,A,2030-01-31,5\n"
    address = upload(officer, "lots", text).headers["Location"]
    columns = {f"column_{name}": name for name in text.splitlines()[0].split(",")}
    officer.post(address, columns)
    page = officer.get(address).content.decode()
    assert "1 lot of these places is not in the file and stays in stock" in page
    assert "The file changes nothing." in page

    officer.post(address, {**columns, "extent": "places"})
    shown = officer.get(address)
    page = shown.content.decode()
    assert "no longer there 1" in page
    assert "Paracetamol 500 mg (P)" in page
    listed = officer.get(f"{address}gone.csv").content.decode()
    assert "USED UP" in listed
    assert listed.splitlines()[1].endswith(",5")
    assert StockLot.objects.get(lot="USED UP").quantity == 5

    done = officer.post(address, {"_apply": "1", "mark": shown.context["look"].mark}, follow=True)
    assert "1 that the file does not have are 0" in done.content.decode()
    assert "P/USED UP" in done.content.decode()
    assert StockLot.objects.get(lot="USED UP").quantity == 0
    batch = ImportBatch.objects.get()
    officer.post(reverse("import_batch", args=[batch.pk]), {"reason": "half of it was missing"})
    assert StockLot.objects.get(lot="USED UP").quantity == 5


def test_a_worker_tells_what_a_large_file_of_all_the_stock_does_not_have(
    region: Region, large: None
) -> None:
    product = Product.objects.create(code="P", name="Paracetamol 500 mg")
    StockLot.objects.create(
        facility=region.chu, product=product, lot="GONE", quantity=5, expiry="2030-01-31"
    )
    officer = client_of(region.samir)
    text = f"facility,product,lot,expiry,quantity\n{region.chu.code},P,A,2030-01-31,5\n"
    address = upload(officer, "lots", text).headers["Location"]
    columns = {f"column_{name}": name for name in text.splitlines()[0].split(",")}
    officer.post(address, {**columns, "extent": "products"})
    services.run_execute(run_id=Run.objects.get(kind="import").pk)
    shown = officer.get(address)
    assert "GONE" in shown.content.decode()
    assert "GONE" in officer.get(f"{address}gone.csv").content.decode()
    officer.post(address, {"_apply": "1", "mark": shown.context["look"].mark})
    services.run_execute(run_id=Run.objects.filter(kind="import").latest("pk").pk)
    assert StockLot.objects.get(lot="GONE").quantity == 0


def test_an_empty_installation_begins_with_a_file_of_networks(db: None) -> None:
    """The list of networks had to be chosen from, and was empty."""
    it = User.objects.create_superuser("it")
    page = client_of(it).get(reverse("import")).content.decode()
    assert 'id="id_network"' not in page
    assert reverse("admin:hospital_network_add") in page
    refused = upload(client_of(it), "facilities", "network,code,name,kind\n", network="")
    assert "begin with a file of networks" in refused.content.decode()
    brought = upload(client_of(it), "networks", "code,name\nRIF,Rif\n", network="")
    assert brought.status_code == 302
    client_of(it).post(brought["Location"], {"_look": "1", "column_code": "code",
                                             "column_name": "name"})  # fmt: skip
    assert "RIF" in client_of(it).get(brought["Location"]).content.decode()


def test_prices_in_the_currency_become_cents_and_the_page_says_so(
    region: Region, admin: User
) -> None:
    text = "supplier;product;{head}\nS;P;57,85\n"
    for head, said in (("Prix", True), ("Prix en centimes", False)):
        brought = upload(client_of(admin), "offers", text.format(head=head))
        client_of(admin).post(
            brought["Location"],
            {"_look": "1", "column_supplier": "supplier", "column_product": "product",
             "column_price_cents": head},
        )  # fmt: skip
        page = client_of(admin).get(brought["Location"]).content.decode()
        assert ("taken in the currency" in page) is said
        assert ("A whole number is expected" in page) is not said
