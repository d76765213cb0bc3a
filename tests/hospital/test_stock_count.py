"""A shelf that holds something else than the list: counted, thrown away, on the record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hospital.errors import ApplicationError, Conflict, Forbidden
from hospital.models import (
    AuditEntry,
    Facility,
    Membership,
    Network,
    Product,
    Role,
    StockLot,
)
from hospital.services.stock import MOST_UNITS, Counted, stock_count

pytestmark = pytest.mark.django_db
LIST = "admin:hospital_stocklot_changelist"


@pytest.fixture
def lots() -> dict[str, StockLot]:
    network = Network.objects.create(code="N", name="North")
    insulin = Product.objects.create(code="INS", name="Insulin", unit="vial")
    places = {
        code: Facility.objects.create(network=network, code=code, name=code)
        for code in ("DEP", "HC1")
    }
    today = timezone.localdate()
    return {
        lot: StockLot.objects.create(
            facility=places[place], product=insulin, lot=lot, quantity=5,
            expiry=today + timedelta(days=days),
        )
        for place, lot, days in (("DEP", "OLD", -1), ("DEP", "GOOD", 90), ("HC1", "FAR", 90))
    }  # fmt: skip


def person(lots: dict[str, StockLot], role: Role, place: str = "") -> User:
    user = User.objects.create_user(f"{role}{place}", is_staff=True)
    network = Network.objects.get()
    facility = Facility.objects.get(code=place) if place else None
    Membership.objects.create(user=user, network=network, facility=facility, role=role)
    return user


def client_of(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def sent(action: str, lots: list[StockLot], *units: object, why: str = "counted") -> dict:
    found = {"action": action, "_selected_action": [lot.pk for lot in lots]}
    if units:
        found |= {"_counted": "1", "reason": why}
        for lot, there in zip(lots, units, strict=True):
            found |= {f"units-{lot.pk}": there, f"was-{lot.pk}": lot.quantity}
    return found


def amounts() -> dict[str, int]:
    return dict(StockLot.objects.values_list("lot", "quantity"))


def test_a_shelf_is_counted_and_the_record_says_by_whom_and_why(lots: dict[str, StockLot]) -> None:
    officer = client_of(person(lots, Role.SUPPLY))
    chosen = list(lots.values())
    page = officer.post(reverse(LIST), sent("count", chosen)).content.decode()
    assert "Insulin" in page
    assert page.count("expired") == 1
    assert amounts() == {"OLD": 5, "GOOD": 5, "FAR": 5}

    done = officer.post(
        reverse(LIST), sent("count", chosen, "", 3, 5, why="a jar broke"), follow=True
    )
    said = done.content.decode()
    for each in ("1 lot was corrected.", "1 was as it should be.", "1 was not counted."):
        assert each in said
    assert amounts() == {"OLD": 5, "GOOD": 3, "FAR": 5}
    entry = AuditEntry.objects.get(action="changed", model="hospital.StockLot")
    assert (entry.actor, entry.reason) == ("supply", "a jar broke")
    assert (entry.before, entry.after) == ({"quantity": 5}, {"quantity": 3})
    assert LogEntry.objects.get().change_message == "a jar broke (5 → 3)"


def test_what_was_thrown_away_is_on_the_list_with_nothing(lots: dict[str, StockLot]) -> None:
    officer = client_of(person(lots, Role.SUPPLY))
    page = officer.post(reverse(LIST), sent("write_off", [lots["OLD"]])).content.decode()
    assert f'name="units-{lots["OLD"].pk}" value="0"' in page
    officer.post(reverse(LIST), sent("write_off", [lots["OLD"]], 0, why="expired"))
    assert amounts() == {"OLD": 0, "GOOD": 5, "FAR": 5}


def test_nothing_is_corrected_without_a_reason_or_over_what_came_since(
    lots: dict[str, StockLot],
) -> None:
    officer, good = client_of(person(lots, Role.SUPPLY)), lots["GOOD"]
    refused = officer.post(reverse(LIST), sent("count", [good], 3, why=" "))
    assert "Say why the stock is corrected" in refused.content.decode()
    assert f'name="units-{good.pk}" value="3"' in refused.content.decode()
    StockLot.objects.filter(pk=good.pk).update(quantity=25)
    refused = officer.post(reverse(LIST), sent("count", [good], 3)).content.decode()
    assert "GOOD of Insulin: 5 → 25" in refused
    assert f'name="was-{good.pk}" value="25"' in refused
    refused = officer.post(reverse(LIST), sent("count", [good], "many")).content.decode()
    assert "GOOD: write the units that are there as a whole number." in refused
    lots["FAR"].delete()
    refused = officer.post(
        reverse(LIST), sent("count", [good, StockLot(pk=10**6, quantity=1)], 25, 1)
    )
    assert "Lots that are not there any more: 1." in refused.content.decode()
    assert amounts() == {"OLD": 5, "GOOD": 25}


def test_each_corrects_the_stock_of_their_own_places(lots: dict[str, StockLot]) -> None:
    of_post, reader = person(lots, Role.SUPPLY, "HC1"), person(lots, Role.VIEWER)
    Membership.objects.create(user=of_post, network=Network.objects.get(), role=Role.VIEWER)
    everything = list(lots.values())
    refused = client_of(of_post).post(reverse(LIST), sent("count", everything), follow=True)
    assert "of places that are yours to supply" in refused.content.decode()
    client_of(reader).post(reverse(LIST), sent("count", everything, 1, 1, 1))
    assert set(amounts().values()) == {5}
    far = [Counted(lots["FAR"].pk, 5, 1)]
    with pytest.raises(Forbidden, match="DEP"):
        stock_count(user=of_post, counts=[*far, Counted(lots["OLD"].pk, 5, 1)], reason="counted")
    with pytest.raises(Forbidden):
        stock_count(user=reader, counts=far, reason="counted")
    with pytest.raises(Conflict):
        stock_count(user=of_post, counts=[Counted(lots["FAR"].pk, 4, 1)], reason="counted")
    with pytest.raises(ApplicationError, match="whole number"):
        stock_count(user=of_post, counts=[Counted(far[0].lot, 5, MOST_UNITS + 1)], reason="counted")
    assert [each.lot.lot for each in stock_count(user=of_post, counts=far, reason="counted")] == [
        "FAR"
    ]


def test_a_lot_is_entered_or_mended_with_a_reason_and_not_deleted(
    lots: dict[str, StockLot],
) -> None:
    officer, far = client_of(person(lots, Role.SUPPLY, "HC1")), lots["FAR"]
    entered = {
        "facility": far.facility_id, "product": far.product_id, "lot": "FOUND", "quantity": 2,
        "expiry": "2031-01-31", "why": "found behind the shelf",
    }  # fmt: skip
    officer.post(reverse("admin:hospital_stocklot_add"), entered)
    assert amounts()["FOUND"] == 2
    elsewhere = entered | {"facility": lots["OLD"].facility_id, "lot": "ELSEWHERE"}
    officer.post(reverse("admin:hospital_stocklot_add"), elsewhere)
    assert "ELSEWHERE" not in amounts()

    address = reverse("admin:hospital_stocklot_change", args=[far.pk])
    seen = officer.get(address).context["adminform"].form.initial | {
        "seen": officer.get(address).context["adminform"].form.fields["seen"].initial
    }
    mended = {**seen, "lot": "FAR-2", "why": ""}
    assert "This field is required" in officer.post(address, mended).content.decode()
    officer.post(address, mended | {"why": "a slip in the lot"})
    assert "FAR-2" in amounts()
    reasons = AuditEntry.objects.filter(model="hospital.StockLot").values_list("action", "reason")
    assert set(reasons) == {
        ("created", "found behind the shelf"), ("changed", "a slip in the lot")
    }  # fmt: skip
    assert LogEntry.objects.filter(change_message="a slip in the lot (lot: FAR-2)").exists()
    assert (
        officer.post(
            reverse("admin:hospital_stocklot_delete", args=[far.pk]), {"post": "yes"}
        ).status_code
        == 403
    )
