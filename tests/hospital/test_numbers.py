"""A whole number is one that `int` reads and a database holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospital.numbers import DIGITS, whole_number
from operations.words.supply import dated
from tests.operations.ward import MONDAY

pytestmark = pytest.mark.core


@given(st.text(max_size=25) | st.text("0123456789-+_. ٣²", max_size=25), st.booleans())
def test_it_is_what_int_says_or_nothing(text: str, signed: bool) -> None:
    found = whole_number(text, signed=signed)
    assert found is None or (found == int(text) and abs(found) < 10**DIGITS)
    assert found is None or signed or found >= 0


@pytest.mark.parametrize(
    ("text", "found"),
    [("7", 7), ("0", 0), ("٣٠", 30), ("-7", None), ("²", None), ("", None), ("9" * 5000, None)],
)
def test_a_number_and_what_is_none(text: str, found: int | None) -> None:
    assert whole_number(text) == found
    assert whole_number(text, signed=True) == (-7 if text == "-7" else found)


def test_a_product_whose_code_is_a_raised_digit_is_a_code() -> None:
    assert dated("stock_below", {"product": "²"}, MONDAY) == {"product": "²"}
