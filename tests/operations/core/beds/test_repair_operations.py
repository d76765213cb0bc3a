"""A theatre closed, a surgeon away: whoever was to be operated comes on another day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.beds.repair import repair
from operations.core.outcome import Options
from tests.operations.core.beds.cast import (
    AMINA,
    CHAIMAE,
    DAYS,
    SURGEON,
    THEATRES,
    hospital,
    lies,
    operated,
)

OPEN = (120,) * DAYS
CLOSED = (0, *OPEN[1:])


def asked(**facts: object) -> Problem:
    """Two operations of an hour on day 0, one in each theatre."""
    waiting = operated(AMINA, 60), operated(CHAIMAE, 60)
    problem = hospital(*waiting, surgeons=(SURGEON,), theatres=THEATRES)
    return replace(problem, **facts)  # type: ignore[arg-type]


@pytest.fixture
def known() -> Plan:
    return lies((AMINA, 0, "R1", "T1"), (CHAIMAE, 0, "R1", "T2"))


def mended(problem: Problem, known: Plan) -> dict[str, tuple[int, str]]:
    found = repair(problem, known, Options(0.5))
    assert found.after.hard == 0
    return {place.patient: (place.day, place.theatre) for place in found.plan.placements}


def test_who_was_in_a_closed_theatre_is_operated_in_the_other(known: Plan) -> None:
    closed = (replace(THEATRES[0], minutes=CLOSED), THEATRES[1])
    found = mended(asked(theatres=closed), known)
    assert found == {"Amina": (0, "T2"), "Chaimae": (0, "T2")}


def test_whose_surgeon_is_away_comes_when_the_surgeon_is_back(known: Plan) -> None:
    away = replace(SURGEON, minutes=CLOSED)
    found = mended(asked(surgeons=(away,)), known)
    assert {day for day, _theatre in found.values()} == {1}


def test_of_a_shorter_day_only_as_many_go_as_do_not_fit(known: Plan) -> None:
    short = replace(SURGEON, minutes=(60, *OPEN[1:]))
    found = mended(asked(surgeons=(short,)), known)
    assert sorted(day for day, _theatre in found.values()) == [0, 1]
