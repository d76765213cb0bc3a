"""Why this bed, why not that one, and what stands in the way where nothing fits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from operations.core.beds.explain import nowhere, why, why_not
from operations.core.beds.problem import Lock
from operations.core.beds.standing import Change, Standing
from operations.core.errors import BadProblem
from tests.operations.core.beds.cast import (
    AMINA,
    BADR,
    CHAIMAE,
    R1,
    R2,
    here,
    hospital,
    lies,
)

HEART = replace(R1, specialties={"heart": 1}, equipment=("oxygen",))
A = here(replace(AMINA, specialty="heart", needs=("oxygen",)))


def codes(found) -> list[str]:
    return [reason.code for reason in found.reasons]


def test_why_this_bed():
    problem = hospital(A, rooms=(HEART, R2), locks=(Lock("Amina", "R1", 0),))
    found = why(Standing(problem, lies((A, 0, "R1"))), "Amina")
    assert codes(found) == [
        "bed_fixed", "bed_same", "bed_specialty", "bed_equipment", "bed_without", "bed_no_other",
    ]  # fmt: skip
    assert found.without.cost == 20_000


def test_the_best_other_room_and_what_it_would_cost():
    found = why(Standing(hospital(here(AMINA)), lies((AMINA, 0, "R1"))), "Amina")
    assert found.reasons[-1].sentence == "Room R2 instead changes the cost by +40."
    assert [option.change for option in found.alternatives] == [Change("Amina", "R2", 0)]


def test_why_not_names_the_rule_and_the_price():
    problem = hospital(here(AMINA), here(BADR, "R2"))
    standing = Standing(problem, lies((AMINA, 0, "R1"), (BADR, 0, "R2")))
    option = why_not(standing, "Badr", "R1")
    assert (option.breaks, option.hard, option.cost) == ({"room_one_gender": 2}, 2, 40)
    assert option.stops()[0].sentence.startswith("Room R1 has 1 women and 1 men on day 0")


@pytest.mark.parametrize(
    ("patient", "room", "day"),
    [("Zoe", "R1", None), ("Amina", "R9", None), ("Amina", "R1", 0), ("Amina", "R2", 5)],
)
def test_what_cannot_be_asked(patient, room, day):
    with pytest.raises(BadProblem):
        why_not(Standing(hospital(here(AMINA)), lies((AMINA, 0, "R1"))), patient, room, day)


def test_a_patient_without_a_bed_has_no_why():
    with pytest.raises(BadProblem, match="what stands in the way"):
        why(Standing(hospital(AMINA), lies()), "Amina")


def test_nothing_fits_and_the_cheapest_thing_to_relax():
    # R1 has two women in its two beds: beds and gender; R2 was ruled out, and that alone stands in
    # the way there.
    man = here(replace(BADR, incompatible_rooms=("R2",)), "")
    women = here(AMINA), here(CHAIMAE)
    standing = Standing(hospital(*women, man), lies((AMINA, 0, "R1"), (CHAIMAE, 0, "R1")))
    found = nowhere(standing, "Badr")
    assert found.lawful == ()
    assert [(stop.rule, stop.places, stop.alone) for stop in found.stops] == [
        ("room_capacity", 1, 0),
        ("room_compatible", 1, 1),
        ("room_one_gender", 1, 0),
    ]
    assert found.relaxed.change == Change("Badr", "R2", 0)
    assert found.relaxed.cost == -20_000


def test_where_something_fits_nothing_is_relaxed():
    found = nowhere(Standing(hospital(BADR), lies()), "Badr", [1])
    assert (found.stops, found.relaxed) == ((), None)
    assert [option.change.room for option in found.lawful] == ["R1", "R2"]
