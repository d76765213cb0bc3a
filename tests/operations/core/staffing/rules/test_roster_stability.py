from __future__ import annotations

from operations.core.staffing.cells import Previous
from tests.operations.core.staffing.cast import alice, amounts, broken, roster, ward

CODE = "roster_stability"
KNOWN = Previous(roster(Alice="EL-").assignments, price_per_change=6)


def test_without_an_earlier_roster_nothing_changes():
    assert not broken(CODE, ward(alice()), roster(Alice="EL"))


def test_the_same_roster_costs_nothing():
    assert not broken(CODE, ward(alice(), previous=KNOWN), roster(Alice="EL-"))


def test_another_shift_a_new_one_and_a_lost_one_are_each_a_change():
    assert amounts(CODE, ward(alice(), previous=KNOWN), roster(Alice="-EN")) == [1, 1, 1]


def test_the_sentence_says_what_was_and_what_is():
    (violation,) = broken(CODE, ward(alice(), previous=KNOWN), roster(Alice="ELN"))
    assert violation.sentence == "Alice had off on day 2 and now has N."
    assert violation.weight == 6


def test_days_that_the_earlier_roster_did_not_reach_are_free():
    short = Previous(KNOWN.assignments, price_per_change=6, known_days=2)
    assert amounts(CODE, ward(alice(), previous=short), roster(Alice="-LNN")) == [1]
