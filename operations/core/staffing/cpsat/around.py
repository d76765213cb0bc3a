"""The roster model in which most cells stand still: only some people on some days may change."""

from __future__ import annotations

from collections.abc import Collection

from ortools.sat.python import cp_model

from operations.core.staffing.cpsat.model import Model
from operations.core.staffing.cpsat.variables import Literal
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem

Cells = Collection[tuple[str, int]]
"""Person and day."""


class AroundModel(Model):
    """The whole model, every rule included, around a roster that is kept outside chosen cells.

    known: the roster against which a person counts as touched; each such person costs
    `price_per_person`. forced: cells that must change anyway, and touch nobody.
    """

    def __init__(
        self,
        problem: Problem,
        known: Plan,
        *,
        strict: bool,
        price_per_person: int,
        forced: Cells = (),
    ) -> None:
        super().__init__(problem, strict=strict)
        self._worked = {(a.person, a.day, a.shift) for a in known.assignments}
        self._forced = frozenset(forced)
        touched = [self._touched(person.id) for person in problem.people]
        self.minimize(cp_model.LinearExpr.sum(touched) * price_per_person)

    def _touched(self, person: str) -> Literal:
        """True as soon as one cell of the person that could stay is not as it was known."""
        touched = self.cp.new_bool_var(f"touched {person}")
        for day in range(self.variables.problem.days):
            if (person, day) in self._forced:
                continue
            for shift, works in self.variables.today[person, day].items():
                if (person, day, shift) in self._worked:
                    self.cp.add_bool_or([works, touched])
                else:
                    self.cp.add_implication(works, touched)
        return touched

    def free_only(self, cells: Cells, plan: Plan) -> None:
        """Let only these cells move; all others stand as in `plan`, from which the search starts.

        The skill in which somebody serves may change everywhere: nobody's day depends on it.
        """
        worked = {(a.person, a.day, a.shift) for a in plan.assignments}
        for (person, day, shift), works in self.variables.works.items():
            domain = self.cp.proto.variables[works.index].domain
            stays = int((person, day, shift) in worked)
            low, high = (0, 1) if (person, day) in cells else (stays, stays)
            domain[0], domain[1] = low, high
        self.hint(plan)
