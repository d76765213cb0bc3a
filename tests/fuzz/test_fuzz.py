"""A thousand drawn requests: no error of ours, no door open, no answer that the schema denies."""

from __future__ import annotations

import pytest

from tests.fuzz.cases import LEAST_REACHED, Fuzz
from tests.fuzz.grounds import grounds, one_connection

CASES = 1_000


@pytest.mark.django_db
def test_a_thousand_requests_drawn_from_the_schema() -> None:
    with one_connection():
        found = Fuzz(grounds()).run(CASES)
    assert found.failures == {}, found.said()
    assert found.cases >= CASES
    assert len(found.reached) > LEAST_REACHED * found.operations, found.said()
