"""Automata as arrays: which day may follow which, with as few nodes as will do.

People whose sequences are alike share them, and states from which everything that may follow is
alike are one node (Moore's partition refinement): shifts that differ in nothing but their hours
and cover make no nodes of their own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np

from operations.core.staffing.columns.arrays import Ints, Longs
from operations.core.staffing.columns.prices import FORBIDDEN
from operations.core.staffing.columns.sequences import OFF, Day, Sequences, State


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """trans[kind of day, node, option] -> node or -1; cost and week (1: begins a worked weekend)
    likewise. The evening before day 0 is node 0."""

    trans: Ints
    cost: Longs
    week: Ints

    @property
    def nodes(self) -> int:
        return int(self.trans.shape[1])

    def of(self, options: list[int]) -> Steps:
        """The same with other options, each one that these know."""
        return Steps(
            np.ascontiguousarray(self.trans[:, :, options]),
            np.ascontiguousarray(self.cost[:, :, options]),
            np.ascontiguousarray(self.week[:, :, options]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Automaton:
    """Steps, and the same as pulls for the dynamic programme.

    Pulls of kind k are entries pull_at[k]:pull_at[k+1] of target, source, week, price; each takes
    the cheapest of options[option_at[p]:option_at[p+1]], which add the same to every total. A
    source nodes + h is hub h of the kind: the cheapest of several nodes, found once. Hubs of
    kind k are hub_at[k]:hub_at[k+1]; hub h takes the cheapest of hub base[h] (-1: none; numbered
    within the kind) and of nodes member[member_at[h]:member_at[h+1]].
    """

    steps: Steps
    pull_at: Ints
    target: Ints
    source: Ints
    pull_week: Ints
    price: Longs
    option_at: Ints
    options: Ints
    hub_at: Ints
    base: Ints
    member_at: Ints
    member: Ints


class Automata:
    """Those of one problem."""

    def __init__(self) -> None:
        self._steps: dict[Hashable, Steps] = {}
        self._automata: dict[Hashable, Automaton] = {}

    def steps(self, sequences: Sequences, start: State, kinds: tuple[Day, ...]) -> Steps:
        """Searched through with one shift of those that are alike, and said of them all."""
        alike = sequences.alike(kinds)
        first = [alike.index(number) for number in range(len(set(alike)))]
        few, days = sequences.among(first), tuple(_among(day, first) for day in kinds)
        start = replace(start, shift=alike[start.shift]) if start.shift >= 0 else start
        key = few.key, start, days
        if key not in self._steps:
            self._steps[key] = merged(_steps(few, start, days))
        every = *key, tuple(alike)
        if every not in self._steps:
            self._steps[every] = self._steps[key].of([0, *(number + 1 for number in alike)])
        return self._steps[every]

    def automaton(self, steps: Steps, alike: tuple[Hashable, ...]) -> Automaton:
        """alike[option]: the same for options that add the same to every total."""
        key = id(steps), alike
        if key not in self._automata:
            self._automata[key] = _with_pulls(steps, alike)
        return self._automata[key]


def _among(day: Day, shifts: list[int]) -> Day:
    pairs = tuple(tuple(day.pairs[earlier][later] for later in shifts) for earlier in shifts)
    return replace(day, pairs=pairs)


def _steps(sequences: Sequences, start: State, kinds: tuple[Day, ...]) -> Steps:
    numbers: dict[State, int] = {start: 0}
    queue = deque([start])
    found: dict[tuple[int, int, int], tuple[int, int]] = {}
    while queue:
        state = queue.popleft()
        for option in sequences.options:
            for kind, day in enumerate(kinds):
                after, cost = sequences.step(state, option, day)
                if cost >= FORBIDDEN:
                    continue
                if after not in numbers:
                    numbers[after] = len(numbers)
                    queue.append(after)
                found[kind, numbers[state], option + 1] = numbers[after], cost
    states = list(numbers)
    shape = (len(kinds), len(states), len(sequences.options))
    trans = np.full(shape, -1, dtype=np.int32)
    cost_of = np.zeros(shape, dtype=np.int64)
    week = np.zeros(shape, dtype=np.int32)
    for (kind, node, option), (number, cost) in found.items():
        trans[kind, node, option], cost_of[kind, node, option] = number, cost
        week[kind, node, option] = _begins_weekend(kinds[kind], states[node], option - 1)
    return Steps(trans, cost_of, week)


def _begins_weekend(day: Day, yesterday: State, option: int) -> bool:
    if option == OFF or not day.weekend:
        return False
    return day.weekend == 1 or yesterday.shift == OFF


def merged(steps: Steps) -> Steps:
    """The same with one node for all from which the same may follow at the same cost."""
    of_node, count = np.zeros(steps.nodes, dtype=np.int32), 1
    while True:
        after = np.where(steps.trans >= 0, of_node[steps.trans], -1)
        numbers: dict[Hashable, int] = {}
        finer = [
            numbers.setdefault(
                (
                    int(of_node[node]),
                    after[:, node].tobytes(),
                    steps.cost[:, node].tobytes(),
                    steps.week[:, node].tobytes(),
                ),
                len(numbers),
            )
            for node in range(steps.nodes)
        ]
        of_node = np.array(finer, dtype=np.int32)
        if len(numbers) == count:
            break
        count = len(numbers)
    first = [finer.index(number) for number in range(count)]
    trans = np.where(steps.trans >= 0, of_node[steps.trans], -1)[:, first]
    return Steps(
        np.ascontiguousarray(trans, dtype=np.int32),
        np.ascontiguousarray(steps.cost[:, first]),
        np.ascontiguousarray(steps.week[:, first]),
    )


def _with_pulls(steps: Steps, alike: tuple[Hashable, ...]) -> Automaton:
    pulls: list[tuple[int, int, int, int]] = []
    pull_at, hub_at, option_at, member_at = [0], [0], [0], [0]
    options: list[int] = []
    base: list[int] = []
    member: list[int] = []
    groups = _groups(steps, alike)
    for kind in range(len(steps.trans)):
        wanted = _sources(steps, kind, list(groups))
        several = {sources for sources in wanted.values() if len(sources) > 1}
        hubs = _hubs(several, base, member, member_at)
        together: dict[Hashable, list[int]] = {}
        for (target, option, week, price), sources in wanted.items():
            key = target, sources, week, price, alike[option]
            if key not in together:
                together[key] = []
                source = steps.nodes + hubs[sources] if sources in hubs else min(sources)
                pulls.append((target, source, week, price))
            together[key] += groups[option]
        for group in together.values():
            options.extend(group)
            option_at.append(len(options))
        pull_at.append(len(pulls))
        hub_at.append(len(base))
    table = np.array(pulls, dtype=np.int64).reshape(-1, 4)
    small = [np.ascontiguousarray(table[:, i], dtype=np.int32) for i in range(3)]
    lists = (pull_at, option_at, options, hub_at, base, member_at, member)
    whole = [np.array(each, dtype=np.int32) for each in lists]
    costs = np.ascontiguousarray(table[:, 3])
    return Automaton(
        steps, whole[0], small[0], small[1], small[2], costs, whole[1], whole[2], whole[3],
        whole[4], whole[5], whole[6],
    )  # fmt: skip


def _groups(steps: Steps, alike: tuple[Hashable, ...]) -> dict[int, list[int]]:
    """Options that lead to the same everywhere and add the same, by the first of them."""
    first: dict[Hashable, int] = {}
    groups: dict[int, list[int]] = {}
    for option, adds in enumerate(alike):
        tables = (steps.trans, steps.cost, steps.week)
        key = adds, *(table[:, :, option].tobytes() for table in tables)
        groups.setdefault(first.setdefault(key, option), []).append(option)
    return groups


def _sources(
    steps: Steps, kind: int, options: list[int]
) -> dict[tuple[int, int, int, int], frozenset[int]]:
    """From which nodes one comes to (target, option, week, price)."""
    wanted: dict[tuple[int, int, int, int], list[int]] = {}
    for node, place in np.argwhere(steps.trans[kind][:, options] >= 0).tolist():
        option = options[place]
        at = kind, node, option
        key = int(steps.trans[at]), option, int(steps.week[at]), int(steps.cost[at])
        wanted.setdefault(key, []).append(node)
    return {key: frozenset(nodes) for key, nodes in wanted.items()}


def _hubs(
    sets: set[frozenset[int]], base: list[int], member: list[int], member_at: list[int]
) -> dict[frozenset[int], int]:
    """Numbers the sets of sources, each built on the largest earlier one that it contains."""
    numbers: dict[frozenset[int], int] = {}
    for each in sorted(sets, key=lambda s: (len(s), sorted(s))):
        inside = [s for s in numbers if s < each]
        best = max(inside, key=len, default=frozenset[int]())
        numbers[each] = len(numbers)
        base.append(numbers[best] if best else -1)
        member.extend(sorted(each - best))
        member_at.append(len(member))
    return numbers
