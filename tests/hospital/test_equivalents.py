"""Which product may stand in for which: what ratios agree, and what doors refuse."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from hospital.demo.catalogue import CATALOGUE, formulary
from hospital.demo.equivalents import interchanged, pairs
from hospital.equivalents import Tie, contradicting
from hospital.models import Equivalent, Product
from tests.hospital.imports.conftest import take

__all__ = ["take"]

HEAD = "product,stand_in,units,stand_in_units,unit_cents\n"


@pytest.mark.parametrize(
    ("ties", "wrong"),
    [
        ([], []),
        ([(1, 2, 2, 1)], []),
        ([(1, 2, 2, 1), (2, 1, 1, 2)], []),  # both ways, and they agree
        ([(1, 2, 2, 1), (2, 1, 1, 3)], [0, 1]),
        ([(1, 2, 2, 1), (2, 3, 3, 1), (3, 1, 1, 6)], []),
        ([(1, 2, 2, 1), (2, 3, 3, 1), (3, 1, 1, 5), (4, 1, 1, 1)], [0, 1, 2]),
        ([(1, 3, 2, 1), (1, 2, 1, 1), (2, 3, 1, 1)], []),  # no way round
        ([(1, 2, 2, 1), (2, 1, 1, 2), (3, 4, 1, 1), (4, 3, 2, 1)], [2, 3]),
    ],
)
def test_ratios_on_a_way_round_come_to_one(ties, wrong):
    known = [Tie(*each) for each in ties]

    assert contradicting(known) == [known[k] for k in wrong]


def test_the_sample_interchanges_what_is_in_its_formulary_both_ways_by_one_ratio():
    small = interchanged(formulary(80))

    assert ("M01AE01-01", "M01AB05-01", 3, 2) in small  # 3 x 400 mg a day, 2 x 50 mg a day
    assert contradicting([Tie(*each) for each in (*small, *pairs(formulary(80)))]) == []
    assert {(b, a, n, m) for a, b, m, n in small} == set(small)
    assert interchanged(formulary(20)) == []


@pytest.fixture
def strengths(db):
    return [Product.objects.create(code=f"AMOX{mg}", name=f"Amoxicillin {mg} mg")
            for mg in (250, 500)]  # fmt: skip


def test_a_file_says_what_stands_in_for_what(take, strengths):
    result = take("equivalents", HEAD + "AMOX250,AMOX500,2,1,3\nAMOX500,AMOX250,1,2,1\n")

    assert (result.created, result.error_count) == (2, 0)
    kept = Equivalent.objects.values_list("product__code", "stand_in__code", "units",
                                          "stand_in_units", "unit_cents")  # fmt: skip
    assert list(kept) == [("AMOX250", "AMOX500", 2, 1, 3), ("AMOX500", "AMOX250", 1, 2, 1)]


@pytest.mark.parametrize(
    ("rows", "where", "said"),
    [
        ("AMOX250,AMOX250,1,1,0\n", (2, "stand_in"), "must differ"),
        ("AMOX250,AMOX500,0,1,0\n", (2, "units"), "1"),
        ("AMOX250,AMOX500,2,0,0\n", (2, "stand_in_units"), "1"),
        ("AMOX250,AMOX500,2,1,-1\n", (2, "unit_cents"), "0"),
        ("AMOX250,AMOX1000,4,1,0\n", (2, "stand_in"), "No record of this name"),
        ("AMOX250,AMOX500,2,1,0\nAMOX500,AMOX250,1,3,0\n", (2, "units"), "another ratio"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_comes_in(take, strengths, rows, where, said):
    result = take("equivalents", HEAD + rows)

    fault = result.errors[0]
    assert ((fault.row, fault.column), said in fault.message) == (where, True)
    assert not Equivalent.objects.exists()


def test_a_row_that_contradicts_what_is_there_is_named_itself(take, strengths):
    weak, strong = strengths
    Equivalent.objects.create(product=weak, stand_in=strong, units=2, stand_in_units=1)

    result = take("equivalents", HEAD + "AMOX500,AMOX250,1,3,0\n")

    assert [(fault.row, fault.column) for fault in result.errors] == [(2, "units")]
    assert Equivalent.objects.count() == 1


def test_forms_refuse_a_ratio_that_contradicts_another(strengths):
    weak, strong = strengths
    kept = Equivalent.objects.create(product=weak, stand_in=strong, units=2, stand_in_units=1)

    kept.full_clean()
    Equivalent(product=strong, stand_in=weak, units=1, stand_in_units=2).full_clean()
    with pytest.raises(ValidationError, match="another ratio"):
        Equivalent(product=strong, stand_in=weak, units=1, stand_in_units=3).full_clean()


def test_the_database_refuses_what_is_no_equivalent(strengths):
    weak, strong = strengths
    for wrong in ({"stand_in": weak}, {"units": 0}, {"stand_in_units": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Equivalent.objects.create(**({"product": weak, "stand_in": strong} | wrong))


def test_the_sample_s_strengths_do_each_other_s_work():
    names = {item.code: item.name for item in CATALOGUE}
    found = [(names[lacks], names[other], *ratio) for lacks, other, *ratio in pairs(CATALOGUE)]

    assert ("Amlodipine 5 mg, tablet", "Amlodipine 10 mg, tablet", 2, 1) in found
    assert ("Amlodipine 10 mg, tablet", "Amlodipine 5 mg, tablet", 1, 2) in found
    assert contradicting(Tie(*each) for each in pairs(CATALOGUE)) == []
