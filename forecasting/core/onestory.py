"""The three kinds of a ward agreed with each other, on what their windows taught."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from forecasting.core.coherent import Agreed, Family, window_loss
from forecasting.core.errors import BadRequest
from forecasting.core.flow import (
    ADMISSIONS,
    DISCHARGES,
    KINDS,
    OCCUPANCY,
    Doubt,
    Flow,
    agreed,
    net_moves,
    usual_moves,
)
from forecasting.core.freq import Floats, Ints

TRUSTS = (1.0, 0.01, 100.0)
"""How the occupancy's own variance is counted: as it is, or with one side leading the other."""
FLOOR = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Story:
    """Agreed means by kind, the net moves[w, h] that go with them (rows as in the occupancy's
    panel), and by kind the loss on the windows over that of the forecasts made apart."""

    kinds: Mapping[str, Agreed]
    moves: Floats
    cost: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Wards:
    """rows[kind]: where each ward stands in that kind's panel. history[kind][w, t], aligned at
    the end; facility: a code per ward."""

    rows: Mapping[str, Ints]
    history: Mapping[str, Floats]
    facility: Ints
    horizon: int


def one_story(families: Mapping[str, Family], apart: Mapping[str, Agreed]) -> Story:
    """Make the three kinds tell the same story of every ward, the way the windows favour.

    Raises BadRequest when they are not about the same wards.
    """
    wards = _wards(families)
    count = _windows(wards, apart)
    errors = {
        kind: [_error(wards, apart[kind], kind, back) for back in range(count, 0, -1)]
        for kind in KINDS
    }
    told = {
        trust: [
            _flow(wards, apart, _doubt(wards, errors, number, trust), count - number)
            for number in range(count)
        ]
        for trust in TRUSTS
    }
    costs = {trust: _costs(families, apart, wards, flows) for trust, flows in told.items()}
    trust = min(TRUSTS, key=lambda each: sum(costs[each].values()))
    final = _flow(wards, apart, _doubt(wards, errors, None, trust), 0)
    kinds = {
        kind: Agreed(
            apart[kind].way,
            _placed(wards, kind, final),
            tuple(_placed(wards, kind, flow) for flow in told[trust]),
        )
        for kind in KINDS
    }
    moves = np.zeros_like(final.moved)
    moves[wards.rows[OCCUPANCY]] = final.moved
    return Story(kinds, moves, costs[trust])


def _wards(families: Mapping[str, Family]) -> _Wards:
    names = sorted(families[OCCUPANCY].parts.panel.ids)
    rows, history = {}, {}
    periods = min(families[kind].parts.panel.periods for kind in KINDS)
    for kind in KINDS:
        panel = families[kind].parts.panel
        if sorted(panel.ids) != names:
            raise BadRequest(f"{kind} and occupancy are not about the same wards")
        position = {name: row for row, name in enumerate(panel.ids)}
        rows[kind] = np.array([position[name] for name in names], dtype=np.int64)
        history[kind] = np.nan_to_num(panel.values[rows[kind]][:, panel.periods - periods :])
    places = [name.partition("/")[0] for name in names]
    facility = np.unique(np.array(places, dtype=object), return_inverse=True)[1]
    horizon = families[OCCUPANCY].parts.request.horizon
    return _Wards(rows, history, facility.astype(np.int64), horizon)


def _windows(wards: _Wards, apart: Mapping[str, Agreed]) -> int:
    """How many windows, counted back from the end, all three kinds have."""
    periods = wards.history[OCCUPANCY].shape[1]
    fitting = max(0, (int(periods) - 2) // wards.horizon)
    return min([fitting, *(len(each.windows) for each in apart.values())])


def _error(wards: _Wards, kind: Agreed, name: str, back: int) -> Floats:
    """Squared errors[w, h] in the window that begins `back` horizons before the end."""
    history, horizon = wards.history[name], wards.horizon
    start = history.shape[1] - back * horizon
    mean = kind.windows[len(kind.windows) - back][wards.rows[name]]
    return np.asarray((mean - history[:, start : start + horizon]) ** 2)


def _doubt(
    wards: _Wards, errors: Mapping[str, list[Floats]], without: int | None, trust: float
) -> Doubt:
    """Variances from all windows but one; from levels where there is no other."""
    found = {}
    for kind in KINDS:
        others = [error for number, error in enumerate(errors[kind]) if number != without]
        level = wards.history[kind].mean(axis=1)[:, None] * np.ones((1, wards.horizon))
        found[kind] = np.mean(others, axis=0) if others else level
    own = found[OCCUPANCY].mean(axis=1, keepdims=True) + FLOOR
    growth = np.maximum.accumulate((found[OCCUPANCY] / own).mean(axis=0)) + FLOOR
    return Doubt(
        came=found[ADMISSIONS].mean(axis=1) + FLOOR,
        went=found[DISCHARGES].mean(axis=1) + FLOOR,
        there=trust * own * growth[None, :],
    )


def _flow(wards: _Wards, apart: Mapping[str, Agreed], doubt: Doubt, back: int) -> Flow:
    """The agreed flow of what comes (back 0), or of a window `back` horizons before the end."""
    end = wards.history[OCCUPANCY].shape[1] - back * wards.horizon
    known = {kind: wards.history[kind][:, :end] for kind in KINDS}
    mean = {
        kind: (each.windows[len(each.windows) - back] if back else each.parts)[wards.rows[kind]]
        for kind, each in apart.items()
    }
    moves = net_moves(known[ADMISSIONS], known[DISCHARGES], known[OCCUPANCY])
    flow = Flow(
        came=mean[ADMISSIONS],
        went=mean[DISCHARGES],
        there=mean[OCCUPANCY],
        moved=usual_moves(moves, wards.facility, wards.horizon),
        before=known[OCCUPANCY][:, -1],
    )
    return agreed(flow, doubt)


def _costs(
    families: Mapping[str, Family], apart: Mapping[str, Agreed], wards: _Wards, flows: list[Flow]
) -> dict[str, float]:
    """By kind, the loss of the agreed means over that of the means apart; 1 without a window."""
    costs = {}
    for kind in KINDS:
        means = [_placed(wards, kind, flow) for flow in flows]
        alone = apart[kind].windows[len(apart[kind].windows) - len(flows) :]
        before = window_loss(families[kind].parts, alone)
        after = window_loss(families[kind].parts, means)
        costs[kind] = after / before if before > 0 else 1.0
    return costs


def _placed(wards: _Wards, kind: str, flow: Flow) -> Floats:
    """A kind's means in the order of its panel."""
    values = {ADMISSIONS: flow.came, DISCHARGES: flow.went, OCCUPANCY: flow.there}[kind]
    mean = np.zeros_like(values)
    mean[wards.rows[kind]] = values
    return mean
