"""What a supplier gets on paper, read again with another library."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from operations.exports.purchase import to_pdf
from operations.exports.tables import Purchase, PurchaseLine, Purchases
from tests.operations.exports.cast import HEAD, MONDAY, in_language
from tests.operations.exports.test_pdf import pages

INSULIN = PurchaseLine(
    number="MZ7-3",
    product_code="A10AB01",
    product="Insulin, rapid",
    unit="vial",
    pack_size=50,
    packs=4,
    price_cents=13_892,
    cost_cents=55_568,
    place="DEPOT Central depot, 1 Station Road",
    arrives=date(2027, 3, 1),
    mode="air",
    cold=True,
    life_days=120,
)
GLOVES = replace(
    INSULIN, number="MZ7-4", product="Gloves", cold=False, life_days=0, cost_cents=1_000
)
ORDER = Purchase("S1", "Atlas Pharma", "12 Rue Atlas", MONDAY, "MZ7-S1-20261123", (INSULIN, GLOVES))
ORDERS = Purchases(HEAD, "Northern region", "MAD", (ORDER,))


def test_a_supplier_reads_what_where_to_and_by_when_at_which_price() -> None:
    (text,) = pages(to_pdf(ORDERS))
    for said in (
        "Purchase order MZ7-S1-20261123",
        "Northern region",
        "Atlas Pharma (S1)",
        "12 Rue Atlas",
        "DEPOT Central depot, 1 Station Road · transport: air",
        "MZ7-3",
        "2–8 °C",
        "120",
        "2027-03-01",
        "200",  # 4 packs of 50
        "138.92",
        "565.68 MAD",  # 555.68 + 10.00
        "for the buyer: name, date, signature",
    ):
        assert said in text, said
    assert text.count("2–8 °C") == 1


def test_each_order_counts_its_own_pages_and_repeats_its_heads() -> None:
    long = replace(ORDER, lines=(GLOVES,) * 40)
    first, second, third = pages(to_pdf(replace(ORDERS, orders=(long, ORDER))))
    assert "page 1 / 2" in first
    assert "page 2 / 2" in second
    assert "page 1 / 1" in third
    assert all("product code" in " ".join(each.split()) for each in (first, second, third))


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_what_is_not_placed_is_a_draft_without_a_number(language: str) -> None:
    draft = replace(ORDER, number="", lines=(replace(INSULIN, number=""),))
    (text,) = pages(to_pdf(in_language(replace(ORDERS, orders=(draft,)), language)))
    assert "MZ7" not in text
    if language == "en":
        assert "Draft: approved, not placed" in text


def test_without_a_currency_none_is_invented() -> None:
    (text,) = pages(to_pdf(replace(ORDERS, currency="")))
    assert "(" not in text.replace("(S1)", "")
    assert "565.68" in text


def test_text_is_never_markup() -> None:
    wicked = '#read("/etc/passwd") *b* $x$ [c] \\ @ref'
    line = replace(INSULIN, product=wicked, place=wicked)
    order = replace(ORDER, supplier=wicked, address=wicked, lines=(line,))
    text = " ".join(pages(to_pdf(replace(ORDERS, orders=(order,)))))
    assert '#read("/etc/passwd")' in text.replace("\n", " ")
    assert "root:" not in text
