"""Transport: what order books call it, and offers that differ by it."""

import pytest
from django.core.exceptions import ValidationError

from hospital.imports.kinds import KINDS
from hospital.models import Offer, Product, Supplier
from hospital.modes import CALLED, Mode, mode_of


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("Air Charter", "air"), ("Ocean", "sea"), ("truck", "road"), ("PAR CAMION", "road"),
        ("Air", "air"), ("بحري", "sea"), ("", None), ("N/A", None), ("hair", None),
        ("sea and air", None), ("sea, by ship", "sea"),
    ],
)  # fmt: skip
def test_a_mode_is_named_by_whole_words_and_alone(text, mode):
    assert mode_of(text) == mode


def test_every_mode_is_read_by_its_code_and_no_word_names_two():
    words = [word for called in CALLED.values() for word in called.split()]

    assert {mode_of(mode.value) for mode in Mode} == set(Mode)
    assert len(words) == len(set(words))


@pytest.fixture
def offer(db):
    acme = Supplier.objects.create(code="ACME", name="Acme")
    insulin = Product.objects.create(code="INS", name="Insulin")
    return Offer.objects.create(supplier=acme, product=insulin, price_cents=100)


@pytest.mark.parametrize(("known", "new", "fine"), [
    ("sea", "air", True), ("", "air", False), ("sea", "", False), ("sea", "sea", False),
])  # fmt: skip
def test_of_several_offers_of_a_product_each_says_how_it_travels(offer, known, new, fine):
    Offer.objects.update(mode=known)
    other = Offer(supplier=offer.supplier, product=offer.product, price_cents=150, mode=new)

    if fine:
        other.full_clean()
        return
    with pytest.raises(ValidationError):
        other.full_clean()


def test_an_offer_may_be_kept_as_it_is_and_get_its_mode(offer):
    offer.full_clean()
    offer.mode = "sea"
    offer.full_clean()


def test_new_columns_of_the_file_are_not_asked_for():
    [offers] = [kind for kind in KINDS.values() if kind.code == "offers"]

    assert set(offers.required) == {"supplier", "product", "price_cents"}
