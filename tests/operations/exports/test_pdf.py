"""The procurement plan on paper, read again with another library."""

from __future__ import annotations

import io
from dataclasses import replace
from unittest import mock

import pypdf
import pytest

from operations.exports import fonts, typeset
from operations.exports.pdf import to_pdf
from tests.operations.exports.cast import AMOXICILLIN, ORDERS, PARACETAMOL, in_language


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def test_suppliers_totals_and_page_numbers() -> None:
    (text,) = pages(to_pdf(ORDERS))
    assert "S1 Atlas Pharma" in text
    assert "S2 Rif Médical" in text
    assert "125.00" in text
    assert "162.50" in text
    assert "page 1 / 1" in text


def test_how_a_supplier_sends_stands_beside_its_name_or_where_that_differs_on_each_line() -> None:
    by_sea, by_air = replace(PARACETAMOL, mode="sea"), replace(PARACETAMOL, mode="air")
    (text,) = pages(to_pdf(replace(ORDERS, lines=(by_sea,))))
    assert "S1 Atlas Pharma · sea" in text
    assert "transport" not in text
    (text,) = pages(to_pdf(replace(ORDERS, lines=(by_sea, by_air, AMOXICILLIN))))
    assert "Atlas Pharma ·" not in text
    assert text.count("transport") == 1
    assert "DEPOT\nair\n" in text or "DEPOT air" in text


def test_a_long_plan_numbers_its_pages_and_repeats_the_heads() -> None:
    found = pages(to_pdf(replace(ORDERS, lines=(PARACETAMOL,) * 120)))
    assert len(found) > 1
    assert f"page 2 / {len(found)}" in found[1]
    assert all("product code" in " ".join(text.split()) for text in found)


def test_text_is_never_markup() -> None:
    wicked = '#read("/etc/passwd") *b* $x$ _i_ [c] \\ // @ref'
    line = replace(PARACETAMOL, reason=wicked, product=wicked, supplier=wicked)
    (text,) = pages(to_pdf(replace(ORDERS, lines=(line,))))
    assert '#read("/etc/passwd")' in text.replace("\n", " ")
    assert "*b*" in text
    assert "root:" not in text


def test_arabic_is_shaped_and_embedded() -> None:
    content = to_pdf(in_language(ORDERS, "ar"))
    (text,) = pages(content)
    fonts = pypdf.PdfReader(io.BytesIO(content)).pages[0]["/Resources"]["/Font"]
    names = [str(font.get_object()["/BaseFont"]) for font in fonts.values()]
    assert all("DejaVu" in name for name in names)
    assert "المنتج" in text or "جتنملا" in text or "ﺍﻟﻤﻨﺘﺞ" in text


def test_a_host_without_the_fonts_leaves_the_choice_to_the_typesetter() -> None:
    with mock.patch.object(fonts, "find_spec", return_value=None):
        assert fonts.fonts() == []


def test_pages_in_the_place_of_a_document_are_a_fault() -> None:
    with (
        mock.patch("typst.compile", return_value=[b"page 1", b"page 2"]),
        pytest.raises(TypeError, match="pages instead of one document"),
    ):
        typeset.typeset("beds.typ", {})
