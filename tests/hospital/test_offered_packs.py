"""An offer may say what its price is for; a price for anything but the product's pack is named."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from hospital.models import Offer, Product, Supplier
from tests.hospital.imports.conftest import Take, place, take

__all__ = ["place", "take"]

HEAD = "supplier,product,price_cents,unit,pack_size\n"


@pytest.fixture
def capsules(place: SimpleNamespace) -> Product:
    Product.objects.update(unit="capsule", pack_size=100)
    Supplier.objects.create(code="S", name="S")
    return Product.objects.get()


@pytest.mark.parametrize("row", ["capsule,100", "Capsule,", ",100", ","])
def test_an_offer_of_the_product_s_pack_comes_in(take: Take, capsules: Product, row: str) -> None:
    assert take("offers", f"{HEAD}S,P,4200,{row}\n").created == 1


@pytest.mark.parametrize(
    ("row", "column", "offered"),
    [("vial,100", "unit", "100 × vial"), (",50", "pack_size", "50 × capsule"),
     ("vial,", "unit", "100 × vial")],
)  # fmt: skip
def test_an_offer_of_another_pack_is_refused_by_its_row_with_what_would_mend_it(
    take: Take, capsules: Product, row: str, column: str, offered: str
) -> None:
    [fault] = take("offers", f"{HEAD}S,P,4200,{row}\n").errors

    assert (fault.row, fault.column) == (2, column)
    assert f"for {offered}, and P is planned in packs of 100 × capsule" in fault.message
    assert "Give the price of such a pack" in fault.message
    assert not Offer.objects.exists()


def test_a_form_refuses_it_at_the_same_field(capsules: Product) -> None:
    offer = Offer(supplier=Supplier.objects.get(), product=capsules, price_cents=1, unit="vial")

    with pytest.raises(ValidationError) as refused:
        offer.full_clean()
    assert list(refused.value.message_dict) == ["unit"]
    offer.unit = "CAPSULE"
    offer.full_clean()


def test_an_offer_that_was_right_before_is_not_held_against_other_rows(
    take: Take, capsules: Product
) -> None:
    take("offers", f"{HEAD}S,P,4200,capsule,100\n")
    Product.objects.update(pack_size=50)
    Product.objects.create(code="Q", name="Q")

    assert take("offers", "supplier,product,price_cents\nS,Q,100\n").created == 1
