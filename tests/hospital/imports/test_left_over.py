"""A file of stock that leaves out what was used up says how much of it would count for ever."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from hospital.imports import looker, looks
from hospital.imports.kind import Extent
from hospital.imports.looker import Stale
from hospital.imports.undo import batch_undo
from hospital.models import AuditEntry, Facility, ImportBatch, Membership, Product, StockLot
from tests.hospital.imports.conftest import Take

HEAD = "facility,product,lot,expiry,quantity\n"


@pytest.fixture
def stock(place: SimpleNamespace) -> None:
    other = Facility.objects.create(network=place.network, code="O", name="O")
    for facility, lot, quantity in (
        (place.hospital, "A", 5), (place.hospital, "B", 5), (place.hospital, "EMPTY", 0),
        (other, "ELSEWHERE", 5),
    ):  # fmt: skip
        StockLot.objects.create(
            facility=facility, product=place.product, lot=lot, quantity=quantity,
            expiry=date(2027, 1, 31),
        )  # fmt: skip


def test_lots_that_the_file_does_not_have_are_counted_and_stay(stock: None, take: Take) -> None:
    result = take("lots", f"{HEAD}H,P,A,2027-01-31,3\nH,P,C,2027-01-31,7\n")
    assert (result.created, result.updated, result.left_over) == (1, 1, 1)
    assert StockLot.objects.get(lot="B").quantity == 5
    assert ImportBatch.objects.get().report["left_over"] == 1


def test_a_whole_file_and_one_that_is_refused_have_none(stock: None, take: Take) -> None:
    whole = f"{HEAD}H,P,A,2027-01-31,3\nH,P,B,2027-01-31,0\n"
    assert take("lots", whole).left_over == 0
    assert "left_over" not in ImportBatch.objects.get().report
    assert take("lots", f"{HEAD}H,P,A,soon,3\n").left_over == 0


SOME = f"{HEAD}H,P,A,2027-01-31,3\nH,P,C,2027-01-31,7\n"


def amounts() -> dict[str, int]:
    return dict(StockLot.objects.values_list("lot", "quantity"))


def test_of_a_file_with_all_the_stock_of_its_places_the_rest_becomes_nothing(
    stock: None, take: Take, place: SimpleNamespace
) -> None:
    other = Product.objects.create(code="Q", name="Q")
    StockLot.objects.create(
        facility=place.hospital, product=other, lot="OTHER", quantity=9, expiry=date(2027, 1, 31)
    )
    before = amounts()
    result = take("lots", SOME, extent=Extent.PRODUCTS)
    assert (result.created, result.updated, result.gone) == (1, 2, 1)
    assert result.gone_first == ["H/P/B"]
    assert result.left_over == 1  # of a product that the file does not name
    assert amounts() == {"A": 3, "B": 0, "C": 7, "EMPTY": 0, "ELSEWHERE": 5, "OTHER": 9}

    result = take("lots", SOME, extent=Extent.PLACES)
    assert (result.updated, result.gone_first, result.left_over) == (1, ["H/Q/OTHER"], 0)
    assert amounts() == {"A": 3, "B": 0, "C": 7, "EMPTY": 0, "ELSEWHERE": 5, "OTHER": 0}

    for batch in ImportBatch.objects.order_by("-pk"):
        batch_undo(batch=batch, user=None, reason="not all was counted")
    assert amounts() == before


def test_the_same_file_is_another_once_it_has_all_there_is(stock: None, take: Take) -> None:
    take("lots", SOME)
    assert take("lots", SOME).already_imported
    result = take("lots", SOME, extent=Extent.PLACES)
    assert (result.already_imported, result.gone) == ("", 1)


def test_nothing_becomes_nothing_beside_a_row_that_cannot_be_read(stock: None, take: Take) -> None:
    result = take("lots", f"{SOME}H,P,B,soon,3\n", extent=Extent.PLACES)
    assert (result.error_count, result.gone) == (1, 0)
    assert amounts()["B"] == 5


def test_of_other_kinds_no_file_has_all_there_is(place: SimpleNamespace, take: Take) -> None:
    result = take("products", "code,name\nX,X\n", extent=Extent.PLACES)
    assert "What a file of products does not have stays as it is." in result.errors[0].message
    assert not Product.objects.filter(code="X").exists()


def test_the_look_tells_each_lot_and_another_one_since_stops_it(
    stock: None, place: SimpleNamespace, var: Path
) -> None:
    user = User.objects.create(username="samir")
    Membership.objects.create(user=user, network=place.network, role="supply")
    found = looks.bring(user=user, kind="lots", network="N", chunks=[SOME.encode()], name="s.csv")
    looks.columns_choose(waiting=found, columns=looks.columns_proposed(found), extent=Extent.PLACES)
    seen = looks.look(waiting=found, user=user)
    assert (seen.new, seen.changed, [each.values["lot"] for each in seen.gone]) == (1, 1, ["B"])
    assert amounts()["B"] == 5

    StockLot.objects.create(
        facility=place.hospital, product=place.product, lot="CAME SINCE", quantity=1,
        expiry=date(2027, 1, 31),
    )  # fmt: skip
    with pytest.raises(Stale):
        looks.carry_out(waiting=found, user=user, mark=seen.mark)
    assert amounts()["CAME SINCE"] == 1
    looks.carry_out(waiting=found, user=user, mark=looks.look(waiting=found, user=user).mark)
    assert amounts()["CAME SINCE"] == amounts()["B"] == 0
    changed = AuditEntry.objects.filter(action="changed", model="hospital.StockLot")
    assert {entry.actor for entry in changed} == {"samir"}
    assert {"quantity": 5} in [entry.before for entry in changed]


def test_a_page_empties_no_more_lots_than_it_shows(
    stock: None, place: SimpleNamespace, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted with the rows of the file: the look would have been of none of them."""
    monkeypatch.setattr(looker, "MOST_ROWS", 2)
    user = User.objects.create(username="samir")
    Membership.objects.create(user=user, network=place.network, role="supply")
    found = looks.bring(user=user, kind="lots", network="N", chunks=[SOME.encode()], name="s.csv")
    columns = looks.columns_proposed(found)
    looks.columns_choose(waiting=found, columns=columns)
    assert looks.look(waiting=found, user=user).can_be_done
    looks.columns_choose(waiting=found, columns=columns, extent=Extent.PLACES)
    seen = looks.look(waiting=found, user=user)
    assert not seen.can_be_done
    assert "too many for this page" in seen.faults[0].message


def test_the_page_of_the_import_says_so(stock: None, take: Take) -> None:
    take("lots", f"{HEAD}H,P,A,2027-01-31,3\n")
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    page = client.get(reverse("import_batch", args=[ImportBatch.objects.get().pk]))
    assert "1 lot of these places is not in the file and stays in stock" in page.content.decode()
