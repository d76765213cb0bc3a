"""Drawn requests: no error of ours, no door open, no answer that the schema denies."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.fuzz.cases import Fuzz
from tests.fuzz.grounds import grounds, one_connection

CASES = {"sqlite": 1_000, "postgresql": 100}
"""The same requests, and what another database says of some of them; `make fuzz` sends more."""


@pytest.mark.django_db
@pytest.mark.timeout(900)
def test_requests_drawn_from_the_schema() -> None:
    cases = CASES[connection.vendor]
    with one_connection():
        found = Fuzz(grounds()).run(cases)
    assert found.failures == {}, found.said()
    assert found.cases >= cases
    assert found.never == []
