"""A linear programme that grows by columns and is solved again and again from its last basis.

MathOpt's GLOP. Results are read from its messages: the objects that MathOpt makes of a result cost
more time than the solve, at hundreds of solves a minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.math_opt import model_parameters_pb2, parameters_pb2
from ortools.math_opt.core.python import solver
from ortools.math_opt.python import init_arguments, mathopt

from operations.core.errors import SolverFailure
from operations.core.staffing.columns.arrays import Reals


@dataclass(frozen=True, slots=True)
class Optimum:
    """value of the objective; primal by variable id, dual by constraint id."""

    value: float
    primal: Reals
    dual: Reals


class Programme:
    """Minimizes; ids count from 0 in the order in which variables and rows were added."""

    def __init__(self) -> None:
        self.model = mathopt.Model()
        self._tracker: Any = None
        self._solver: Any = None
        self._variables = 0
        self._rows = 0
        self._parameters = parameters_pb2.SolveParametersProto()
        # Either makes another programme of it when a column comes, and the last basis is lost.
        self._parameters.presolve = parameters_pb2.EMPHASIS_OFF
        self._parameters.scaling = parameters_pb2.EMPHASIS_OFF
        self._wanted = model_parameters_pb2.ModelSolveParametersProto()
        self._wanted.variable_values_filter.skip_zero_values = True
        self._wanted.dual_values_filter.skip_zero_values = True
        # Nobody asks for these: a filter that lets nothing through.
        self._wanted.reduced_costs_filter.filter_by_ids = True

    def row(self, value: float) -> mathopt.LinearConstraint:
        """An equation: what is put on it adds up to `value`."""
        self._rows += 1
        return self.model.add_linear_constraint(lb=value, ub=value)

    def variable(
        self,
        price: float,
        entries: list[tuple[mathopt.LinearConstraint, float]],
        most: float = np.inf,
    ) -> mathopt.Variable:
        self._variables += 1
        variable = self.model.add_variable(lb=0.0, ub=most)
        for row, factor in entries:
            row.set_coefficient(variable, factor)
        if price:
            self.model.objective.set_linear_coefficient(variable, price)
        return variable

    def solve(self) -> Optimum:
        """Raises SolverFailure when there is no optimum."""
        self._tell()
        try:
            result = self._run()
        except Exception:  # noqa: BLE001  (GLOP lost itself from the last basis: again, from none)
            self._start()
            try:
                result = self._run()
            except Exception as error:
                raise SolverFailure(f"The master programme failed: {error}") from error
        if result.termination.reason != OPTIMAL or not result.solutions:
            raise SolverFailure(f"The master programme ended: {result.termination}")
        solution = result.solutions[0]
        primal, dual = np.zeros(self._variables), np.zeros(self._rows)
        values = solution.primal_solution.variable_values
        primal[np.array(values.ids, dtype=np.int64)] = values.values
        prices = solution.dual_solution.dual_values
        dual[np.array(prices.ids, dtype=np.int64)] = prices.values
        return Optimum(solution.primal_solution.objective_value, primal, dual)

    def _run(self) -> Any:
        return self._solver.solve(self._parameters, self._wanted, None, _NO_CALLBACK, None, None)

    def _tell(self) -> None:
        """The solver gets to know what changed."""
        if self._solver is None:
            self._tracker = self.model.add_update_tracker()
            self._start()
            return
        update = self._tracker.export_update()
        if update is not None:
            if not self._solver.update(update):
                self._start()
            self._tracker.advance_checkpoint()

    def _start(self) -> None:
        self._solver = solver.new(
            mathopt.SolverType.GLOP.value,
            self.model.export_model(),
            init_arguments.StreamableSolverInitArguments().to_proto(),
        )


OPTIMAL = mathopt.TerminationReason.OPTIMAL.value
_NO_CALLBACK = mathopt.CallbackRegistration().to_proto()
