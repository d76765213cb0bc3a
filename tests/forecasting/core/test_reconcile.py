from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.core.prediction import Prediction
from forecasting.core.reconcile import Hierarchy, exact, hierarchy, recentred, reconcile, rounded

STEPS = 2


@st.composite
def families(draw: st.DrawFn) -> tuple[Hierarchy, np.random.Generator]:
    """A few parts under crossing levels; some belong to no total of a level."""
    parts = draw(st.integers(1, 15))
    columns = {
        f"level {number}": draw(st.lists(st.sampled_from("abc") | st.just(""), min_size=parts))
        for number in range(draw(st.integers(0, 3)))
    }
    short = {name: labels[:parts] for name, labels in columns.items()}
    tree = hierarchy(short | {"network": ["all"] * parts}, parts)
    return tree, np.random.default_rng(draw(st.integers(0, 2**32 - 1)))


def summing(tree: Hierarchy) -> np.ndarray:
    """The summing matrix, written out: one row a total, one column a part."""
    rows = []
    for level in tree.levels:
        rows += [[float(code == n) for code in level.codes] for n in range(len(level.keys))]
    return np.array(rows).reshape(len(rows), tree.parts)


def drawn(tree: Hierarchy, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    parts = random.gamma(1, 10, (tree.parts, STEPS))
    totals = tree.sums(parts) * random.uniform(0.5, 1.5, (len(tree.names), STEPS))
    return parts, totals


@given(families())
def test_sums_and_their_transpose_are_those_of_the_summing_matrix(family):
    tree, random = family
    matrix = summing(tree)
    values = random.normal(size=(tree.parts, STEPS))
    assert tree.sums(values) == pytest.approx(matrix @ values)
    pulled = random.normal(size=(len(tree.names), STEPS))
    assert tree.spread(pulled) == pytest.approx(matrix.T @ pulled)
    weight = random.uniform(0, 2, tree.parts)
    assert tree.crossed(weight) == pytest.approx(matrix @ np.diag(weight) @ matrix.T)
    assert tree.sizes == pytest.approx(matrix.sum(axis=1))


@given(families())
def test_what_is_stored_adds_up_to_the_last_decimal_and_nothing_is_negative(family):
    tree, random = family
    parts, totals = drawn(tree, random)
    variances = random.uniform(0, 50, tree.parts), random.uniform(0.01, 50, len(tree.names))
    agreed = reconcile(tree, parts, totals, *variances)
    stored, sums = exact(tree, agreed)
    assert (stored >= 0).all()
    assert (summing(tree).astype(int) @ rounded(stored) == rounded(sums)).all()
    assert stored == pytest.approx(agreed, abs=1e-4)


@given(families())
def test_the_dual_solution_is_that_of_the_paper(family):
    # Wickramasuriya et al. 2019, equation 9 with a diagonal W: S (S'W^-1 S)^-1 S'W^-1 y.
    tree, random = family
    parts, totals = drawn(tree, random)
    part_variance = random.uniform(0.5, 5, tree.parts)
    total_variance = random.uniform(0.5, 5, len(tree.names))
    told = tree.distinct
    whole = np.vstack([summing(tree)[told], np.eye(tree.parts)])
    inverse = np.diag(1 / np.concatenate([total_variance[told], part_variance]))
    said = np.vstack([totals[told], parts])
    wanted = np.linalg.solve(whole.T @ inverse @ whole, whole.T @ inverse @ said)
    if (wanted >= 0).all():
        found = reconcile(tree, parts, totals, part_variance, total_variance)
        assert found == pytest.approx(wanted)


def test_parts_below_zero_are_held_there_and_the_rest_makes_up_for_it():
    tree = hierarchy({"network": ["all"] * 3}, 3)
    parts, totals = np.array([[1.0], [10.0], [20.0]]), np.array([[16.0]])
    found = reconcile(tree, parts, totals, np.array([10.0, 10.0, 10.0]), np.array([1e-9]))
    # Fifteen too many: 5 off each would put the first below zero; it is held at zero, and the
    # other two give 7 each for what is left.
    assert found[:, 0] == pytest.approx([0, 3, 13])


def test_a_total_that_says_nothing_or_repeats_another_changes_nothing():
    tree = hierarchy({"facility": ["A", "A", "B"], "region": ["R", "R", "S"]}, 3)
    assert tree.names == ("facility:A", "facility:B", "region:R", "region:S")
    assert tree.distinct.tolist() == [True, False, False, False]
    # B is the third part alone; region R is facility A again.
    assert tree.twins.tolist() == [0, -3, 0, -3]
    parts, totals = np.ones((3, 1)), np.full((4, 1), 9.0)
    silent = np.array([np.inf, 1, 1, 1])
    assert reconcile(tree, parts, totals, np.ones(3), silent) == pytest.approx(parts)


def test_no_levels_or_no_parts_are_no_trouble():
    parts = np.array([[3.0], [-1.0]])
    alone = hierarchy({}, 2)
    nothing = np.zeros((0, 1))
    assert reconcile(alone, parts, nothing, np.ones(2), np.ones(0)).tolist() == [[3], [0]]
    empty = hierarchy({"facility": []}, 0)
    assert reconcile(empty, nothing, nothing, np.ones(0), np.ones(0)).shape == (0, 1)


def test_a_steadier_total_moves_its_parts_further():
    tree = hierarchy({"network": ["all", "all"]}, 2)
    parts, totals = np.array([[10.0], [10.0]]), np.array([[30.0]])
    trusted = reconcile(tree, parts, totals, np.ones(2), np.array([0.1]))
    doubted = reconcile(tree, parts, totals, np.ones(2), np.array([100.0]))
    assert trusted.sum() == pytest.approx(30, abs=0.5)
    assert doubted.sum() == pytest.approx(20, abs=0.5)


def test_quantiles_keep_their_shape_around_another_mean():
    given_ = Prediction(np.array([[10.0]]), np.array([[[0.0, 8.0, 20.0]]]))
    assert recentred(given_, np.array([[15.0]])).quantiles[0, 0] == pytest.approx([0, 12, 30])
    # Beyond twice the mean the width stays and the rest is moved.
    assert recentred(given_, np.array([[40.0]])).quantiles[0, 0] == pytest.approx([20, 36, 60])
    assert recentred(given_, np.array([[0.0]])).quantiles[0, 0, 0] == 0
