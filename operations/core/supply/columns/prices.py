"""What room on trucks and money are worth: prices at which all products together fit.

Dantzig & Wolfe, Decomposition Principle for Linear Programs (1960): each product answers prices
with the cheapest it can do; a master mixes the answers within what is shared, and its duals are
the next prices, drawn towards the best so far (Wentges, Weighted Dantzig-Wolfe, 1997). Each round
proves a bound: what the products cost at the prices, less the worth of all that is shared.

First products answer with linear programmes, in which a part of an order costs a part of it; from
those prices on, with orders that are placed or not (`setups`). Such answers prove more, and since
few products of the mix are between two of them, each can be allotted what one answer takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from operations.core.supply.columns.mix import Mix
from operations.core.supply.columns.programme import Programme
from operations.core.supply.columns.setups import settled
from operations.core.supply.columns.shared import Shared
from operations.core.supply.columns.team import Team

_ROUNDS, _SETTLED_ROUNDS = 25, 12
_CLOSE = 5e-4
_DRAWN = 0.3
_STARTS = (1.0, 0.5, 2.0)
"""Times the linear programmes' prices: the first answers with orders placed or not."""
_BOX = 2.0
"""Times by which prices may depart from the best so far in a round."""
_NEW, _NEW_TIMES = 0.02, 4.0
"""A price where there was none: in times all costs, for twice what is shared; times more in each
round."""


@dataclass(slots=True)
class Prices:
    """worth[row]: cents a unit. least[product number]: what the product costs at that worth at
    least. bound: what follows for all. mixed: what the best mix of answers costs, a lower bound in
    itself once nobody answers better; allotted[product number]: its use in that mix."""

    worth: Any
    least: list[float]
    bound: float
    mixed: float
    allotted: list[Any]
    rounds: int
    mix: Mix | None = None
    """Answers with orders placed or not; they hold whatever room there is."""

    def fits(self, crude: float) -> bool:
        """Whether there is a mix of settled answers within what is shared, and near its bound."""
        near = self.mixed - self.bound <= crude * abs(self.mixed)
        return self.mix is not None and self.mix.fits and near

    def allot(self, room: Any) -> None:
        """What each product takes in the best mix of settled answers within `room`."""
        assert self.mix is not None
        self.mix.give(room)
        self.allotted = self.mix.solve()[2]

    def proven(self, room: Any) -> float:
        """What all products together cost at least within `room`."""
        return float(sum(self.least) - self.worth @ room)


def find_prices(
    programmes: Sequence[Programme],
    shared: Shared,
    over: Callable[[], bool],
    start: Any = None,
    team: Team | None = None,
) -> Prices:
    """Rounds until the mix costs no more than the bound proves, or the time is over. start: prices
    that are near, from a search with almost as much room."""
    worth = best_worth = np.zeros(shared.size) if start is None else start
    bound, found = -np.inf, None
    best_least: list[float] = []
    team = team or Team()
    mix: Mix | None = None
    for number in range(1, _ROUNDS + 1):
        asked = partial(Programme.solve, prices=worth)
        answers = team.each(asked, programmes)
        least = [answer.bound for answer in answers]
        proven = float(sum(least) - worth @ shared.room)
        if proven > bound:
            bound, best_worth, best_least = proven, worth, least
        if mix is None:
            mix = Mix(shared.room, len(answers), sum(answer.cost for answer in answers))
        mix.add(answers)
        mixed, duals, used = mix.solve()
        found = Prices(best_worth, best_least, bound, mixed, used, number)
        if mixed - bound <= _CLOSE * abs(mixed) or over():
            break
        worth = _DRAWN * best_worth + (1 - _DRAWN) * duals
    assert found is not None
    return found


def settle(
    programmes: Sequence[Programme],
    room: Any,
    over: Callable[[], bool],
    known: Prices,
    rounds: int = _SETTLED_ROUNDS,
    team: Team | None = None,
) -> Prices:
    """The same with orders that are placed or not, from known prices on; what they prove holds for
    `room`. What each product is allotted is said by `Prices.allot`."""
    mix = known.mix or Mix(room, len(programmes), known.mixed)
    found = replace(known, bound=known.proven(room), mix=mix)
    mix.give(room)
    team = team or Team()
    starts = [] if known.mix else [known.worth * times for times in _STARTS]
    for number in range(rounds + 1):
        worth = starts.pop(0) if starts else None
        if worth is None:
            new = _NEW * _NEW_TIMES**number
            found.mixed, duals, _ = mix.solve(found.worth, _BOX, new)
            close = mix.fits and found.mixed - found.bound <= _CLOSE * abs(found.mixed)
            if close or number == rounds or over():
                break
            worth = _DRAWN * found.worth + (1 - _DRAWN) * duals
        answers = team.each(partial(settled, prices=worth, over=over), programmes)
        mix.add(answers)
        found.rounds += 1
        tried = replace(found, worth=worth, least=[answer.bound for answer in answers])
        tried.bound = tried.proven(room)
        found = tried if tried.bound > found.bound else found
        if over() or not worth.any():
            starts = []
    return found
