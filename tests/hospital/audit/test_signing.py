"""A mark is the same before its values are written and after they are read, in every release."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from hospital.audit.signing import mac


def test_it_stays_what_former_releases_wrote(settings: Any) -> None:
    settings.AUDIT_KEY = "k"
    values = {"ward": 3, "number": "é", "at": datetime(2026, 5, 3, 14, 20, tzinfo=UTC)}
    assert mac("imported", "hospital.Stay", 7, values | {"left": None}) == (
        "44df284cc463207376017add5ca00f62669a28aff5fc62c4c57cd1e5d391e2e1"
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ({10: "ten", 9: "nine"}, {"10": "ten", "9": "nine"}),
        ([{"deep": ({10: 1, 9: 2},)}], [{"deep": [{"10": 1, "9": 2}]}]),
    ],
)
def test_a_number_as_a_key_is_the_text_that_is_read_again(written: Any, read: Any) -> None:
    assert mac(written) == mac(read)
