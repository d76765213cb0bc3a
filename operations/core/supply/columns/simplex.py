"""GLOP from where it left off, its answers as arrays.

MathOpt's own reader makes an object of every value and of the whole basis, which takes longer than
these programmes' solving does; here the same answer is read as the message that it comes in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from ortools.math_opt import parameters_pb2, result_pb2
from ortools.math_opt.core.python import solver as core
from ortools.math_opt.python import mathopt
from pybind11_abseil.status import StatusNotOk

_GLOP = mathopt.SolverType.GLOP.value
_WARM = mathopt.SolveParameters(
    presolve=mathopt.Emphasis.OFF, lp_algorithm=mathopt.LPAlgorithm.DUAL_SIMPLEX
).to_proto()
"""What is presolved is another model each time, and begins anew; branches keep the basis dual
feasible."""
_VALUES = mathopt.ModelSolveParameters(
    reduced_costs_filter=mathopt.VariableFilter(filtered_items=())
).to_proto()
_NO_CALLBACK = mathopt.CallbackRegistration().to_proto()


class Optimum:
    """An optimal answer, asked like MathOpt's own: one value or those of many."""

    def __init__(self, found: Any) -> None:
        self._primal, self._dual = found.primal_solution, found.dual_solution
        self._values = _dense(self._primal.variable_values)
        self._duals = _dense(self._dual.dual_values)

    def objective_value(self) -> float:
        return float(self._primal.objective_value)

    def variable_values(self, asked: Any) -> Any:
        return _of(self._values, asked)

    def dual_values(self, asked: Any) -> Any:
        return _of(self._duals, asked)


class Simplex:
    """One model that changes between solves."""

    def __init__(self, model: mathopt.Model) -> None:
        self._model, self._changes = model, model.add_update_tracker()
        self._solver = self._new()

    def _new(self) -> Any:
        return core.new(_GLOP, self._model.export_model(), parameters_pb2.SolverInitializerProto())

    def optimum(self) -> Optimum | None:
        """None where GLOP finds none or ends abnormally."""
        update = self._changes.export_update()
        try:
            if update is not None:
                if not self._solver.update(update):
                    self._solver = self._new()
                self._changes.advance_checkpoint()
            found = self._solver.solve(_WARM, _VALUES, None, _NO_CALLBACK, None, None)
        except (StatusNotOk, RuntimeError, ValueError):  # how it tells an abnormal end
            return None
        optimal = found.termination.reason == result_pb2.TERMINATION_REASON_OPTIMAL
        return Optimum(found.solutions[0]) if optimal and found.solutions else None

    def close(self) -> None:
        self._model.remove_update_tracker(self._changes)


def _dense(vector: Any) -> Any:
    ids = np.array(vector.ids, dtype=np.int64)
    values = np.zeros(int(ids[-1]) + 1 if len(ids) else 0)
    values[ids] = vector.values
    return values


def _of(values: Any, asked: Any) -> Any:
    if isinstance(asked, Iterable):
        return values[[each.id for each in asked]]
    return values[asked.id]
