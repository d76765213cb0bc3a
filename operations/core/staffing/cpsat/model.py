"""The whole model: variables, every active rule's term, objective, hints, answers."""

from __future__ import annotations

from ortools.sat.python import cp_model

from operations.core.rule import Kind
from operations.core.staffing.cpsat.ledger import Ledger
from operations.core.staffing.cpsat.terms import TERMS
from operations.core.staffing.cpsat.variables import Literal, Truth, Variables, truth_of
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.rules import RULES

HOUR_MINUTES = 60
LOCK_PRICE = 100 * HOUR_MINUTES
"""When law and a fixed cell contradict each other the cell stays and the law is named."""

BREACH_WEIGHT = 10_000
"""A minute of broken law against the unit of cost: an hour outweighs some hundred people missing
from minimum cover."""


class Model:
    """CP-SAT's view of a problem.

    strict: hard rules cannot be broken. Otherwise they give at a price (an hour weighs as much as
    a day, a night or a shift), so that there is a solution whatever locks and history demand.
    """

    def __init__(self, problem: Problem, *, strict: bool) -> None:
        self.strict = strict
        self.cp = cp_model.CpModel()
        policies = {rule.code: rule.policy(problem.policies) for rule in RULES}
        hard = {code for code, p in policies.items() if p.active and p.kind is Kind.HARD}
        free = frozenset(code for code in policies if code not in hard)
        single = strict and "one_shift_per_day" in hard
        self.variables = Variables(self.cp, problem, free, single)
        self.ledger = Ledger(self.cp, strict)
        for rule in RULES:
            policy = policies[rule.code]
            if policy.active:
                price = 1 if rule.unit == "minutes" else HOUR_MINUTES
                price = LOCK_PRICE if rule.code == "lock_kept" else price
                TERMS[rule.code](self.variables, self.ledger.page(policy, price))

    def minimize(self, extra: Literal = 0) -> None:
        """Break as little as possible first, then cost as little as possible, `extra` included."""
        cost = Ledger.expression(self.ledger.priced)
        breaches = Ledger.expression(self.ledger.elastic)
        self.cp.minimize(cost + extra + BREACH_WEIGHT * breaches)

    def bound(self, objective_bound: float, breaches: int) -> float:
        """A bound on the cost of any roster that breaks no less and no more than `breaches`."""
        return max(0.0, objective_bound - BREACH_WEIGHT * breaches)

    def hint(self, plan: Plan) -> None:
        """Start the search from a roster."""
        values = self.variables.values(plan)
        self.cp.clear_hints()
        for index, value in values.items():
            self.cp.add_hint(self.cp.get_bool_var_from_proto_index(index), value)
        for breach in (*self.ledger.priced, *self.ledger.elastic):
            slack = breach.slack
            if slack.index >= 0 and slack.index not in values:
                size = breach.size(lambda literal: truth_of(values, literal))
                self.cp.add_hint(slack, min(size, 1) if breach.all_or_nothing else size)

    def plan(self, truth: Truth) -> Plan:
        return self.variables.plan(truth)

    def cost(self, truth: Truth) -> int:
        """What the solution costs by the terms, read from its decisions."""
        return Ledger.total(self.ledger.priced, truth)

    def breaches(self, truth: Truth) -> int:
        return Ledger.total(self.ledger.elastic, truth)
