"""What concerns one cell of the roster: a person on a day."""

from __future__ import annotations

from dataclasses import dataclass

from operations.core.errors import BadProblem


@dataclass(frozen=True, slots=True)
class Assignment:
    """A person works a shift that begins on a day (index in the horizon).

    skill: the skill in which the person is counted where cover is asked by skill.
    """

    person: str
    day: int
    shift: str
    skill: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A cell as it shall be: this shift instead of what the person had that day; None is off."""

    person: str
    day: int
    shift: str | None = None
    skill: str | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """A cell that somebody has fixed: this shift, or with `shift` None a day off."""

    person: str
    day: int
    shift: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A wish for (`wanted`) or against a shift; `shift` None means working at all that day.

    weight: the price of not granting it.
    """

    person: str
    day: int
    shift: str | None
    wanted: bool
    weight: int

    def __post_init__(self) -> None:
        if self.weight < 0:
            raise BadProblem(
                f"request of {self.person} on day {self.day}",
                f"weight is {self.weight}; a wish weighs 0 or more, use `wanted` for its direction",
            )


@dataclass(frozen=True, slots=True)
class Previous:
    """The roster that people already know; each changed cell costs `price_per_change`.

    price_per_change: None takes the price of the rule `roster_stability`.
    known_days: the roster speaks of days 0 .. known_days-1 only; None means of all.
    """

    assignments: tuple[Assignment, ...]
    price_per_change: int | None = None
    known_days: int | None = None
