"""Admissions, discharges and occupancy of wards, so that they tell one story.

Who is there tonight is who was there last night, and who came, less who went, and who was moved in
less who was moved out. Three forecasts made apart break that. They are moved as little as possible,
each against the variance of its own past errors (generalised least squares, ward by ward), until
it holds. Moves between wards are taken as they were lately; within a facility they cancel.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from forecasting.core.freq import Floats, Ints
from forecasting.core.reconcile import DECIMALS, rounded

ADMISSIONS, DISCHARGES, OCCUPANCY = "admissions", "discharges", "occupancy"
KINDS = (ADMISSIONS, DISCHARGES, OCCUPANCY)
MOVE_DAYS = 56
PASSES = 10


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """Means of wards and days ahead. came, went, there, moved[w, h]: admissions, discharges,
    beds in use, net moves into the ward; before[w]: beds in use on the last known night."""

    came: Floats
    went: Floats
    there: Floats
    moved: Floats
    before: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Doubt:
    """Variances of the errors: came, went[w], there[w, h]."""

    came: Floats
    went: Floats
    there: Floats


def net_moves(came: Floats, went: Floats, there: Floats) -> Floats:
    """What the nights of a history [w, t] leave over: net moves into each ward, from night 1 on."""
    return np.asarray(there[:, 1:] - there[:, :-1] - came[:, 1:] + went[:, 1:])


def usual_moves(moves: Floats, facility: Ints, horizon: int) -> Floats:
    """The mean of the last eight weeks, ahead; exact in the decimals that are stored.

    facility: a code per ward. Where a facility's moves cancelled on every night, they cancel in
    what is forecast: what rounding leaves over goes to the ward that moves most.
    """
    late = moves[:, -MOVE_DAYS:]
    mean = late.mean(axis=1) if late.shape[1] else np.zeros(len(moves))
    units = np.rint(mean * 10**DECIMALS)
    for code in np.unique(facility):
        wards = np.flatnonzero(facility == code)
        if not late[wards].sum(axis=0).any():
            most = wards[np.abs(units[wards]).argmax()]
            units[most] -= units[wards].sum()
    return np.repeat(units[:, None] / 10**DECIMALS, horizon, axis=1)


def agreed(flow: Flow, doubt: Doubt) -> Flow:
    """Admissions and discharges moved until the occupancy that they make is the likeliest.

    Neither falls below zero; the occupancy is what they make, and not below zero either.
    """
    shape = flow.came.shape
    free_in = np.repeat(doubt.came[:, None], shape[1], axis=1)
    free_out = np.repeat(doubt.went[:, None], shape[1], axis=1)
    base_in, base_out = flow.came.copy(), flow.went.copy()
    came, went = _pulled(flow, base_in, base_out, free_in, free_out, doubt.there)
    for _ in range(PASSES):
        below = (came < 0).any(axis=1) | (went < 0).any(axis=1)
        if not below.any():
            break
        base_in[came < 0], free_in[came < 0] = 0.0, 0.0
        base_out[went < 0], free_out[went < 0] = 0.0, 0.0
        part = Flow(*(getattr(flow, each.name)[below] for each in fields(flow)))
        came[below], went[below] = _pulled(
            part,
            base_in[below],
            base_out[below],
            free_in[below],
            free_out[below],
            doubt.there[below],
        )
    return settled(replace(flow, came=np.maximum(came, 0), went=np.maximum(went, 0)))


def _pulled(
    flow: Flow, came: Floats, went: Floats, free_in: Floats, free_out: Floats, there: Floats
) -> tuple[Floats, Floats]:
    """One solution of all wards side by side, in the dual: an unknown per ward and night."""
    horizon = came.shape[1]
    runs = np.tril(np.ones((horizon, horizon)))  # a day's change is in every night after it
    implied = flow.before[:, None] + np.cumsum(came - went + flow.moved, axis=1)
    matrix = np.einsum("hk,wk,jk->whj", runs, free_in + free_out, runs)
    matrix[:, np.arange(horizon), np.arange(horizon)] += np.maximum(there, 1e-9)
    pull = np.linalg.solve(matrix, (flow.there - implied)[:, :, None])[:, :, 0]
    each = pull[:, ::-1].cumsum(axis=1)[:, ::-1]  # runs transposed
    return came + free_in * each, went - free_out * each


def settled(flow: Flow) -> Flow:
    """In whole units of the stored decimal: every night is exactly what made it, none below zero.

    Where more would leave than are there, fewer leave; where moves alone take too many, more come.
    """
    came, went = rounded(flow.came), rounded(flow.went)
    moved = np.rint(flow.moved * 10**DECIMALS).astype(np.int64)
    there = np.zeros_like(came)
    last = rounded(flow.before)
    for day in range(came.shape[1]):
        lacking = np.maximum(went[:, day] - last - came[:, day] - moved[:, day], 0)
        fewer = np.minimum(went[:, day], lacking)
        went[:, day] -= fewer
        came[:, day] += lacking - fewer
        last = last + came[:, day] - went[:, day] + moved[:, day]
        there[:, day] = last
    scale = 10.0**DECIMALS
    return Flow(came / scale, went / scale, there / scale, moved / scale, flow.before)
