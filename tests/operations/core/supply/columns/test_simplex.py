import pytest
from ortools.math_opt.python import mathopt

from operations.core.supply.columns.simplex import Simplex


class Diet:
    """Least cost of 10 units from two goods at 3 and 2 cents, of the second at most 4."""

    def __init__(self):
        self.model = mathopt.Model(name="diet")
        self.first, self.second = (self.model.add_variable(lb=0) for _ in range(2))
        self.need = self.model.add_linear_constraint(self.first + self.second >= 10)
        self.most = self.model.add_linear_constraint(self.second <= 4)
        self.model.minimize(3 * self.first + 2 * self.second)
        self.simplex = Simplex(self.model)


def test_the_answer_is_read_as_mathopt_reads_it():
    diet = Diet()

    found = diet.simplex.optimum()
    other = mathopt.solve(diet.model, mathopt.SolverType.GLOP)

    assert found.objective_value() == pytest.approx(other.objective_value()) == 26
    asked = [diet.second, diet.first]
    assert list(found.variable_values(asked)) == other.variable_values(asked) == [4, 6]
    rows = [diet.most, diet.need]
    assert list(found.dual_values(rows)) == other.dual_values(rows) == [-1, 3]
    assert found.variable_values(diet.first) == 6


def test_what_changes_in_between_is_in_the_next_answer():
    diet = Diet()
    diet.simplex.optimum()

    third = diet.model.add_variable(lb=0, ub=5)
    diet.need.set_coefficient(third, 1)
    diet.model.objective.set_linear_coefficient(third, 1)
    diet.model.delete_variable(diet.second)
    found = diet.simplex.optimum()

    assert list(found.variable_values([diet.first, third])) == [5, 5]
    assert found.objective_value() == 20


def test_where_there_is_no_answer_there_is_none_and_then_again_one():
    diet = Diet()
    diet.first.upper_bound = 5

    assert diet.simplex.optimum() is None

    diet.first.upper_bound = 6
    assert diet.simplex.optimum().objective_value() == pytest.approx(26)
