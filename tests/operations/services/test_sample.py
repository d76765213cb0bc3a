"""The sample region, and what its networks decided about rules."""

from __future__ import annotations

from datetime import date

import pytest

from operations.core.rule import Kind, Measure
from operations.models import RulePolicy
from operations.services.sample import sample_make
from operations.sources.policies import SAMPLE
from operations.sources.records.staffing import problem, scopes

TODAY = date(2026, 3, 4)


@pytest.mark.django_db
def test_sample_wards_have_nights_and_days_off_in_pairs_at_a_price_until_somebody_decides() -> None:
    (network,) = sample_make(size="small", seed=1, today=TODAY)
    ward = problem(network, scopes(network)[0], TODAY, 28).problem
    assert {person.minimum_consecutive_days_off for person in ward.people} == {2}
    assert [shift.minimum_consecutive for shift in ward.shifts if shift.is_night] == [2]
    assert {rule: ward.policies[rule] for rule in SAMPLE} == {
        rule: policy for rule, (policy, _) in SAMPLE.items()
    }
    assert ward.policies["nights_balance"].measure is Measure.RISING

    rows = RulePolicy.objects.filter(network=network)
    rows.update(kind=Kind.HARD, weight=1)
    sample_make(size="small", seed=1, today=TODAY)
    assert sorted((row.rule, row.kind) for row in rows.all()) == [
        (rule, "hard") for rule in sorted(SAMPLE)
    ]
