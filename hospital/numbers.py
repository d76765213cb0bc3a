"""Whole numbers that people write, and those that a forged address or button carries."""

from __future__ import annotations

DIGITS = 18
"""What a database's number holds in any case; Python itself refuses a text of more than 4,300."""


def whole_number(text: str, *, signed: bool = False) -> int | None:
    """0 or more, or below it where it may have a sign, in the digits of any script.

    None for anything else: "²", which `str.isdigit` takes and `int` does not, "-1", "1.0", "1_0".
    """
    digits = text.removeprefix("-") if signed else text
    return int(text) if digits.isdecimal() and len(digits) <= DIGITS else None
