"""What a line of orders says of itself beside what is kept of it."""

from __future__ import annotations

from dataclasses import replace

from tests.operations.exports.cast import AMOXICILLIN, PARACETAMOL


def test_what_was_suggested_is_told_beside_what_a_person_made_of_it() -> None:
    assert PARACETAMOL.suggested_packs == PARACETAMOL.packs == 10
    changed = replace(PARACETAMOL, suggested=4)
    assert (changed.suggested_packs, changed.suggested_units) == (4, 80)
    assert changed.suggested_cost_cents == 4 * 1250


def test_an_approval_costs_what_the_line_does_where_it_is_for_all_of_it() -> None:
    """A cheaper price from so many packs on is in the line's cost, and not in that of fewer."""
    cheaper = replace(PARACETAMOL, cost_cents=11_000)
    assert cheaper.approved_cost_cents is None
    assert replace(cheaper, approved_packs=10).approved_cost_cents == 11_000
    assert replace(cheaper, approved_packs=4).approved_cost_cents == 5_000
    assert (AMOXICILLIN.approved_units, PARACETAMOL.approved_units) == (80, None)


def test_a_line_without_an_average_rule_has_no_cost_of_it() -> None:
    assert PARACETAMOL.average_rule_cost_cents == 16 * 1250
    assert replace(PARACETAMOL, average_rule_packs=None).average_rule_cost_cents is None
