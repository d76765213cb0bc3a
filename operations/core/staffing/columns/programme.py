"""A linear programme that grows by columns and is solved again and again from its last basis.

MathOpt's GLOP. It is told what is new, and answers, in MathOpt's messages: the objects that
MathOpt keeps of a model and makes of a result cost as much time as the solve, at hundreds of
columns and of solves a minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.math_opt import (
    model_parameters_pb2,
    model_pb2,
    model_update_pb2,
    parameters_pb2,
    result_pb2,
    sparse_containers_pb2,
)
from ortools.math_opt.core.python import solver
from ortools.math_opt.python import init_arguments, mathopt

from operations.core.errors import SolverFailure
from operations.core.staffing.columns.arrays import Reals


@dataclass(frozen=True, slots=True)
class Optimum:
    """value of the objective; primal by variable, dual by row."""

    value: float
    primal: Reals
    dual: Reals


class Programme:
    """Minimizes. Rows (equations) and variables are numbered from 0 as they come; all rows come
    before the first solve."""

    def __init__(self) -> None:
        self._right: list[float] = []
        self._price: list[float] = []
        self._least: list[float] = []
        self._most: list[float] = []
        self._entries: list[tuple[int, int, float]] = []  # row, variable, factor
        self._told = 0
        """Variables that the solver knows, and the first of their entries that it does not."""
        self._told_entries = 0
        self._moved: set[int] = set()
        """Known variables whose limits are others by now."""
        self._solver: Any = None
        self._parameters = parameters_pb2.SolveParametersProto()
        # Either makes another programme of it when a column comes, and the last basis is lost.
        self._parameters.presolve = parameters_pb2.EMPHASIS_OFF
        self._parameters.scaling = parameters_pb2.EMPHASIS_OFF
        self._wanted = model_parameters_pb2.ModelSolveParametersProto()
        self._wanted.variable_values_filter.skip_zero_values = True
        self._wanted.dual_values_filter.skip_zero_values = True
        # Nobody asks for these: a filter that lets nothing through.
        self._wanted.reduced_costs_filter.filter_by_ids = True

    def row(self, value: float) -> int:
        """An equation: what is put on it adds up to `value`."""
        self._right.append(value)
        return len(self._right) - 1

    def variable(
        self, price: float, entries: Sequence[tuple[int, float]], most: float = np.inf
    ) -> int:
        """entries: (row, factor), each row once."""
        number = len(self._price)
        self._price.append(price)
        self._least.append(0.0)
        self._most.append(most)
        self._entries += [(row, number, factor) for row, factor in entries]
        return number

    def at_least(self, variable: int, least: float) -> None:
        self._least[variable] = least
        self._moved.add(variable)

    def at_most(self, variable: int, most: float) -> None:
        self._most[variable] = most
        self._moved.add(variable)

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
        primal, dual = np.zeros(len(self._price)), np.zeros(len(self._right))
        values = solution.primal_solution.variable_values
        primal[np.array(values.ids, dtype=np.int64)] = values.values
        prices = solution.dual_solution.dual_values
        dual[np.array(prices.ids, dtype=np.int64)] = prices.values
        return Optimum(solution.primal_solution.objective_value, primal, dual)

    def _run(self) -> result_pb2.SolveResultProto:
        return self._solver.solve(self._parameters, self._wanted, None, _NO_CALLBACK, None, None)

    def _tell(self) -> None:
        """The solver gets to know what changed."""
        if self._solver is None or not self._solver.update(self._news()):
            self._start()
        else:
            self._heard()

    def _heard(self) -> None:
        self._told, self._told_entries = len(self._price), len(self._entries)
        self._moved.clear()

    def _news(self) -> model_update_pb2.ModelUpdateProto:
        update, moved = model_update_pb2.ModelUpdateProto(), sorted(self._moved)
        moved = [variable for variable in moved if variable < self._told]
        limits = update.variable_updates
        for where, values in (
            (limits.lower_bounds, self._least),
            (limits.upper_bounds, self._most),
        ):
            where.ids.extend(moved)
            where.values.extend([values[variable] for variable in moved])
        self._variables(update.new_variables, update.objective_updates.linear_coefficients)
        self._matrix(update.linear_constraint_matrix_updates)
        return update

    def _start(self) -> None:
        model = model_pb2.ModelProto()
        self._told = self._told_entries = 0
        self._variables(model.variables, model.objective.linear_coefficients)
        rows = model.linear_constraints
        rows.ids.extend(range(len(self._right)))
        rows.lower_bounds.extend(self._right)
        rows.upper_bounds.extend(self._right)
        self._matrix(model.linear_constraint_matrix)
        self._solver = solver.new(
            mathopt.SolverType.GLOP.value,
            model,
            init_arguments.StreamableSolverInitArguments().to_proto(),
        )
        self._heard()

    def _variables(
        self,
        new: model_pb2.VariablesProto,
        prices: sparse_containers_pb2.SparseDoubleVectorProto,
    ) -> None:
        """Those that the solver does not know."""
        unknown = range(self._told, len(self._price))
        new.ids.extend(unknown)
        new.lower_bounds.extend(self._least[self._told :])
        new.upper_bounds.extend(self._most[self._told :])
        new.integers.extend([False] * len(unknown))
        priced = [variable for variable in unknown if self._price[variable]]
        prices.ids.extend(priced)
        prices.values.extend([self._price[variable] for variable in priced])

    def _matrix(self, matrix: sparse_containers_pb2.SparseDoubleMatrixProto) -> None:
        """Entries that the solver does not know, by row."""
        unknown = sorted(self._entries[self._told_entries :])
        if unknown:
            rows, variables, factors = zip(*unknown, strict=True)
            matrix.row_ids.extend(rows)
            matrix.column_ids.extend(variables)
            matrix.coefficients.extend(factors)


OPTIMAL = mathopt.TerminationReason.OPTIMAL.value
_NO_CALLBACK = mathopt.CallbackRegistration().to_proto()
