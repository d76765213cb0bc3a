from __future__ import annotations

from dataclasses import replace

import pytest

from operations.core.beds.rules.admission_window import RULE
from tests.operations.core.beds.cast import AMINA, amounts, here, hospital, lies, sentence

WAITS = replace(AMINA, release_day=1, due_day=3)


@pytest.mark.parametrize(("day", "away"), [(0, [1]), (1, []), (2, []), (3, []), (4, [1])])
def test_from_release_to_due_day(day, away):
    assert amounts(RULE, hospital(WAITS), lies((WAITS, day, "R1"))) == away


def test_without_a_due_day_until_the_horizons_end():
    assert amounts(RULE, hospital(AMINA), lies((AMINA, 4, "R1"))) == []


def test_who_is_here_is_here_from_the_first_day():
    present = here(AMINA)
    assert amounts(RULE, hospital(present), lies((present, 0, "R1"))) == []
    assert amounts(RULE, hospital(present), lies((present, 2, "R1"))) == [2]


def test_released_after_the_horizon_is_too_early_on_any_day():
    later = replace(AMINA, release_day=7)
    assert amounts(RULE, hospital(later), lies((later, 4, "R1"))) == [3]


def test_it_names_the_window():
    assert sentence(RULE, hospital(WAITS), lies((WAITS, 4, "R1"))) == (
        "Amina is admitted on day 4, 1 day outside the window from day 1 to day 3."
    )
