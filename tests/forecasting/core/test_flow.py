from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.core.flow import Doubt, Flow, agreed, net_moves, settled, usual_moves
from forecasting.core.reconcile import DECIMALS

DAYS = 5


def units(values: np.ndarray) -> np.ndarray:
    return np.rint(values * 10**DECIMALS).astype(int)


@st.composite
def flows(draw: st.DrawFn) -> tuple[Flow, Doubt]:
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    wards = draw(st.integers(1, 4))
    shape = (wards, DAYS)
    size = draw(st.sampled_from([0.2, 3.0, 40.0]))
    moved = random.normal(0, size / 3, shape)
    moved[-1] -= moved.sum(axis=0)
    flow = Flow(
        random.gamma(1, size, shape),
        random.gamma(1, size, shape),
        random.gamma(1, 5 * size, shape),
        np.round(moved, DECIMALS),
        np.floor(random.gamma(1, 5 * size, wards)),
    )
    doubt = Doubt(*random.uniform(0, 10, (2, wards)), random.uniform(0.1, 50, shape))
    return flow, doubt


@given(flows())
def test_each_night_is_exactly_what_made_it_and_nothing_is_negative(given_):
    flow, doubt = given_
    found = agreed(flow, doubt)
    before = np.column_stack([units(flow.before), units(found.there)[:, :-1]])
    made = before + units(found.came) - units(found.went) + units(found.moved)
    assert (units(found.there) == made).all()
    for values in (found.came, found.went, found.there):
        assert (values >= 0).all()
    assert (units(found.moved) == units(flow.moved)).all()


def test_what_agrees_already_stays_as_it_is():
    came, went = np.full((1, DAYS), 4.0), np.full((1, DAYS), 3.0)
    there = 20 + np.cumsum(came - went, axis=1)
    flow = Flow(came, went, there, np.zeros((1, DAYS)), np.array([20.0]))
    found = agreed(flow, Doubt(np.ones(1), np.ones(1), np.ones((1, DAYS))))
    assert found.came == pytest.approx(came)
    assert found.there == pytest.approx(there)


def test_the_solution_is_that_of_generalised_least_squares():
    random = np.random.default_rng(5)
    came, went = random.uniform(5, 9, (2, 1, DAYS))
    there, before = random.uniform(30, 40, (1, DAYS)), np.array([35.0])
    doubt = Doubt(np.array([2.0]), np.array([3.0]), random.uniform(1, 5, (1, DAYS)))
    found = agreed(Flow(came, went, there, np.zeros((1, DAYS)), before), doubt)
    # The unknowns are admissions and discharges; each forecast is an observation of them.
    runs = np.tril(np.ones((DAYS, DAYS)))
    design = np.vstack([np.eye(2 * DAYS), np.hstack([runs, -runs])])
    said = np.concatenate([came[0], went[0], there[0] - before[0]])
    weight = np.diag(1 / np.concatenate([np.full(DAYS, 2.0), np.full(DAYS, 3.0), doubt.there[0]]))
    wanted = np.linalg.solve(design.T @ weight @ design, design.T @ weight @ said)
    assert np.concatenate([found.came[0], found.went[0]]) == pytest.approx(wanted, abs=1e-3)


def test_a_trusted_occupancy_stands_and_the_others_follow():
    zeros = np.zeros((1, DAYS))
    flow = Flow(zeros + 4, zeros + 4, zeros + 25, zeros, np.array([20.0]))
    sure = agreed(flow, Doubt(np.ones(1), np.ones(1), zeros + 1e-6))
    assert sure.there == pytest.approx(zeros + 25, abs=0.01)
    unsure = agreed(flow, Doubt(np.ones(1), np.ones(1), zeros + 1e6))
    assert unsure.came == pytest.approx(zeros + 4, abs=0.01)


def test_nobody_leaves_an_empty_ward_and_moves_out_need_arrivals():
    zeros = np.zeros((1, 2))
    emptied = settled(Flow(zeros, zeros + 3, zeros, zeros, np.array([4.0])))
    assert emptied.went[0].tolist() == [3, 1]
    assert emptied.there[0].tolist() == [1, 0]
    moved = settled(Flow(zeros, zeros, zeros, zeros - 1.5, np.array([2.0])))
    assert moved.came[0].tolist() == [0, 1]
    assert moved.there[0].tolist() == [0.5, 0]


def test_moves_are_what_the_nights_leave_over_and_cancel_within_a_facility():
    random = np.random.default_rng(1)
    moves = random.integers(-1, 2, (3, 70)).astype(float)
    moves[2] = -moves[0] - moves[1]  # three wards of one facility
    came, went = random.poisson(5, (2, 3, 71)).astype(float)
    steps = np.column_stack([np.full(3, 50.0), came[:, 1:] - went[:, 1:] + moves])
    there = np.cumsum(steps, axis=1)
    assert net_moves(came, went, there) == pytest.approx(moves)
    ahead = usual_moves(moves, np.zeros(3, dtype=np.int64), 4)
    assert ahead[:, 0] == pytest.approx(moves[:, -56:].mean(axis=1), abs=2e-4)
    assert (units(ahead).sum(axis=0) == 0).all()


def test_a_facility_whose_moves_did_not_cancel_keeps_what_is_left():
    # Patients moved into a ward that is no longer there.
    ahead = usual_moves(np.full((2, 60), -0.25), np.zeros(2, dtype=np.int64), 3)
    assert ahead == pytest.approx(np.full((2, 3), -0.25))
    assert usual_moves(np.zeros((2, 0)), np.zeros(2, dtype=np.int64), 3).shape == (2, 3)
