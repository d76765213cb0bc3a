"""What can be wrong with a problem, said so that a person can mend it."""

from __future__ import annotations


class PlanningError(Exception):
    """Base of what the planning core raises on purpose."""


class BadProblem(PlanningError):
    """The problem contradicts itself: `where` names the record, `what` says what and the remedy."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where = where
        self.what = what


class UnsupportedInstance(PlanningError):
    """A file holds something that its reader does not know; nothing is ignored in silence."""

    def __init__(self, path: str, line: int | None, what: str) -> None:
        at = path if line is None else f"{path}, line {line}"
        super().__init__(f"{at}: {what}")


class SolverFailure(PlanningError):
    """The solver itself broke, or answered with something that is not a plan."""
