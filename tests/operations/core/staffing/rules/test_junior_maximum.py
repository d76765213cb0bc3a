from __future__ import annotations

import pytest

from operations.core.staffing.people import Person
from tests.operations.core.staffing.cast import amounts, broken, cover, roster, ward

CODE = "junior_maximum"
LINE = (cover(0, "E", 1, skill="ICU", junior_maximum=1),)


def team(**levels: int) -> tuple[Person, ...]:
    return tuple(Person(name, skills={"ICU": level}) for name, level in levels.items())


@pytest.mark.parametrize(
    ("rows", "over"),
    [({}, []), ({"Alice": "E"}, []), ({"Alice": "E", "Bob": "E"}, [1])],
)
def test_below_at_and_above_one_junior(rows, over):
    problem = ward(*team(Alice=1, Bob=1, Chloe=2), cover=LINE)
    assert amounts(CODE, problem, roster(**rows, Chloe="E")) == over


def test_the_sentence_counts():
    problem = ward(*team(Alice=1, Bob=0), cover=LINE)
    (violation,) = broken(CODE, problem, roster(Alice="E", Bob="E"))
    assert violation.sentence == "E on day 0 has 2 people new to ICU; 1 are allowed."
    assert amounts(CODE, problem, roster(Alice="E", Bob="L")) == []
