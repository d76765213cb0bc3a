"""A first roster: each person in turn takes the cheapest row, given what the others cover.

Rows too long for the dynamic programme are decided stretch by stretch, looking a stretch ahead and
keeping pace with the totals that the whole row must reach.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping

import numpy as np

from operations.core.staffing.columns.arrays import Codes, Longs
from operations.core.staffing.columns.draft import Draft
from operations.core.staffing.columns.prices import FORBIDDEN
from operations.core.staffing.columns.rows import PersonRows, Rows
from operations.core.staffing.columns.windows import SCALE, Pace
from operations.core.staffing.columns.workers import together
from operations.core.staffing.plan import Plan

STRETCH = 28
SLACKS = (0, 1, 2, 4, 8)


def construct(
    rows: Rows,
    seed: int,
    stopped: Callable[[], bool],
    kept: Mapping[int, Plan],
    known: Plan | None = None,
    workers: int = 1,
) -> Draft:
    """A row for everybody, in turn or `workers` at a time; for whom none is found in time a row of
    days off. kept: rows that are not to be chosen, by index of the person; known: a roster that has
    those of the others that may be."""
    cells = [cell for plan in kept.values() for cell in plan.assignments]
    if known is not None:
        fixed = {rows.people[index].model.person.id for index in kept}
        cells += [cell for cell in known.assignments if cell.person not in fixed]
    draft = Draft.of(rows, Plan(tuple(cells)))
    order = [
        index
        for index in range(len(rows.people))
        if index not in kept and (known is None or draft.own[index] >= FORBIDDEN)
    ]
    random.Random(seed).shuffle(order)  # noqa: S311
    turns, lock = iter(order), threading.Lock()

    def work(_number: int) -> None:
        while True:
            with lock:
                person = next(turns, None)
                if person is None:
                    return
                duals = -rows.cover.steps(draft.there) * SCALE
            row = _row(rows.people[person], duals)
            with lock:
                if row is not None:
                    draft.replace(person, 0, row)
            if stopped():
                return

    together(work, max(1, min(workers, len(order))))
    return draft


def _row(mine: PersonRows, duals: Longs) -> Codes | None:
    whole = mine.whole
    if mine.at_once(whole, quick=True):
        row = mine.cheapest(whole, duals, mine.no_burden(whole), quick=True).row
        if row is None and mine.at_once(whole):
            row = mine.cheapest(whole, duals, mine.no_burden(whole)).row
        return row
    row = np.zeros(mine.days, dtype=np.int16)
    first = 0
    while first < mine.days:
        part = _stretch(mine, row, first, duals)
        if part is None:
            return _loosely(mine, duals)
        row[first : first + len(part)] = part
        first += len(part)
    return row


def _loosely(mine: PersonRows, duals: Longs) -> Codes | None:
    """For whom the stretches did not end well: the whole row, weekends limited by prices."""
    window = mine.without_weekends()
    if not mine.at_once(window, quick=True):
        return None
    return mine.cheapest(window, duals, mine.no_burden(window), quick=True).row


def _stretch(mine: PersonRows, row: Codes, first: int, duals: Longs) -> Codes | None:
    """The next days of a row whose earlier ones are decided; all the rest when it is not long."""
    days = mine.days
    last = first + 2 * STRETCH
    if last + STRETCH > days:
        window = mine.window(first, days, row)
        return mine.cheapest(window, duals, mine.no_burden(window), quick=True).row
    open_days = (mine.cells[:, 1:].min(axis=1, initial=1 << 29) < 1 << 29).cumsum()
    share = float(open_days[last - 1]) / max(1, int(open_days[-1]))
    for slack in SLACKS:
        window = mine.window(first, last, row, Pace(max(share, 0.01), slack))
        priced = mine.cheapest(window, duals, mine.no_burden(window), quick=True)
        if priced.row is not None:
            return priced.row[:STRETCH]
    return None


def improve(draft: Draft, seed: int, stopped: Callable[[], bool]) -> None:
    """Everybody takes turns again, stretch by stretch, until nobody helps any more."""
    chooser = random.Random(seed)  # noqa: S311
    rows = draft.rows
    better = True
    while better and not stopped():
        better = False
        order = [index for index, cost in enumerate(draft.own) if cost < FORBIDDEN]
        chooser.shuffle(order)
        for person in order:
            before = draft.cost
            for first, last in stretches(rows.people[person]):
                respond(draft, person, first, last)
            better = better or draft.cost < before - 0.001 * abs(before) / len(order)
            if stopped():
                return


def stretches(mine: PersonRows) -> list[tuple[int, int]]:
    if mine.at_once(mine.whole, quick=True):
        return [(0, mine.days)]
    return [(first, min(mine.days, first + 2 * STRETCH)) for first in range(0, mine.days, STRETCH)]


def respond(draft: Draft, person: int, first: int, last: int) -> None:
    """One person's cheapest days, all else fixed; kept where the roster does not get dearer."""
    mine, cover = draft.rows.people[person], draft.rows.cover
    there = draft.without([person], first, last)
    window = mine.window(first, last, draft.codes[person])
    duals = -cover.steps(there) * SCALE
    quick = not mine.at_once(window)
    priced = mine.cheapest(window, duals, mine.no_burden(window), quick)
    if priced.row is None:
        return
    before, old = draft.cost, draft.codes[person][first:last].copy()
    draft.replace(person, first, priced.row)
    if draft.cost > before:
        draft.replace(person, first, old)
