"""Short-dated packs by facility and week, beside one product's choices, for its whole programme.

A pack is worth sending where most of it is used in time: what is not is thrown away there, and a
choice must have planned for it. Under first-expired-first-out the units of lots gone by week e that
are left then are the largest of: what came from some week on, less what is used from that week on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from operations.core.supply.columns import kernel
from operations.core.supply.columns.rows import Choice, Rows

Kind = tuple[int, int]
"""Week from which a lot is gone, and the last week in which it is sent."""


@dataclass(slots=True)
class Dated:
    """Variables and rows that live while a programme is solved in whole packs.

    packs[f, t, kind]: whole packs of the kind. room[f, t]: no more of them than the choice brings.
    spoilt[f]: by week e no more is thrown away than the choice counts on, as (e, row). proves: no
    lawful plan is shut out, as a bound asks; otherwise own short-dated lots are used as they are.
    """

    rows: Rows
    proves: bool = False
    packs: dict[tuple[int, int, Kind], Any] = field(default_factory=dict)
    room: dict[tuple[int, int], Any] = field(default_factory=dict)
    spoilt: dict[int, list[tuple[int, Any]]] = field(default_factory=dict)
    _variables: list[Any] = field(default_factory=list)
    _constraints: list[Any] = field(default_factory=list)

    @classmethod
    def of(cls, rows: Rows, proves: bool = False) -> Dated:
        found = cls(rows, proves)
        for kind in rows.short_lived:
            found._send(kind)
        for expiry in sorted({kind[0] for kind in rows.short_lived}):
            found._use(expiry)
        for choice in rows.choices:
            found.enter(choice)
        return found

    def _row(self, **bounds: float) -> Any:
        row = self.rows.model.add_linear_constraint(**bounds)
        self._constraints.append(row)
        return row

    def _variable(self, **bounds: float) -> Any:
        variable = self.rows.model.add_variable(lb=0, **bounds)
        self._variables.append(variable)
        return variable

    def _send(self, kind: Kind) -> None:
        """What the depot sends of the kind, and facilities hand on of it, goes somewhere."""
        rows, (_, sent_by) = self.rows, kind
        for week in range(sent_by + 1):
            leaves = self._row(lb=0, ub=0)
            for source in (rows.sent.get((week, kind)), self._given(kind, week)):
                if source is not None:
                    leaves.set_coefficient(source, 1)
            for f in np.flatnonzero(rows.pairs.opening[:, week] != kernel.CLOSED).tolist():
                packs = self.packs[f, week, kind] = self._variable()
                leaves.set_coefficient(packs, -1)
                if (f, week) not in self.room:
                    self.room[f, week] = self._row(ub=0)
                self.room[f, week].set_coefficient(packs, 1)

    def _given(self, kind: Kind, week: int) -> Any:
        expiry, sent_by = kind
        return self.rows.given.get((expiry, week)) if sent_by == expiry - 1 else None

    def _use(self, expiry: int) -> None:
        """From each week on no more comes than is used before the expiry or thrown away then."""
        rows, pack = self.rows, self.rows.product.pack_units
        unserved = rows.pairs.unserved(expiry, in_place=self.proves)
        come: dict[int, dict[int, list[Any]]] = {}
        for (f, week, kind), packs in self.packs.items():
            if kind[0] <= expiry:
                come.setdefault(f, {}).setdefault(week, []).append(packs)
        for f, weekly in come.items():
            spoilt, within = self._variable(), self._row(ub=0)
            within.set_coefficient(spoilt, 1)
            self.spoilt.setdefault(f, []).append((expiry, within))
            later: list[Any] = []
            for week in sorted(weekly, reverse=True):
                later += weekly[week]
                whole, rest = divmod(int(unserved[f, week:].sum()), pack)
                self._limit(later, float(whole), spoilt, 1 / (pack - rest))
                self._limit(later, whole + rest / pack, spoilt, 1 / pack)

    def _limit(self, packs: list[Any], most: float, spoilt: Any, each: float) -> None:
        """No more whole packs than are used up; one more spoils what is left of it, two spoil more
        (mixed-integer rounding of the second, which alone would spread parts of packs)."""
        row = self._row(ub=most)
        row.set_coefficient(spoilt, -each)
        for sent in packs:
            row.set_coefficient(sent, 1)

    def enter(self, choice: Choice) -> None:
        """What a choice brings, and what it counts on throwing away."""
        for week in np.flatnonzero(choice.packs).tolist():
            if (choice.pair, week) in self.room:
                row = self.room[choice.pair, week]
                row.set_coefficient(choice.variable, -float(choice.packs[week]))
        if choice.wasteful:
            for expiry, row in self.spoilt.get(choice.pair, ()):
                if dropped := int(choice.drops[: expiry + 1].sum()):
                    row.set_coefficient(choice.variable, -float(dropped))

    def integer(self, whole: bool) -> None:
        for packs in self.packs.values():
            packs.integer = whole

    def prices(self, duals: Any) -> tuple[Any, Any]:
        """What a pack to a facility in a week is worth beside its price, and a unit that is thrown
        away there when a kind is gone."""
        shape = self.rows.pairs.net.shape
        room = np.zeros(shape)
        for (f, week), row in self.room.items():
            room[f, week] = -duals(row)
        spoilt = np.zeros((shape[0], len(self.rows.expiry)))
        for f, ends in self.spoilt.items():
            for expiry, row in ends:
                worth = -duals(row)
                for i, (_, sent_by) in enumerate(self.rows.short_lived):
                    spoilt[f, i] += worth * (sent_by < expiry)
        return room, spoilt

    def chosen(self, values: Any) -> dict[tuple[str, int], dict[int, int]]:
        """By facility and week: packs by the week from which they are gone."""
        found: dict[tuple[str, int], dict[int, int]] = {}
        for (f, week, (expiry, _)), packs in self.packs.items():
            count = round(values[packs])
            if count:
                kinds = found.setdefault((self.rows.pairs.places[f], week), {})
                kinds[expiry] = kinds.get(expiry, 0) + count
        return found

    def leave(self) -> None:
        """The model is again what it was."""
        for row in self._constraints:
            self.rows.model.delete_linear_constraint(row)
        for variable in self._variables:
            self.rows.model.delete_variable(variable)
