"""Single rows answered anew under noisy prices, ever less noisy.

One person at a time takes the cheapest days of a stretch (exactly, by the dynamic programme) while
everybody else stays; prices of lines bear Gumbel noise, and what became dearer is kept with the
chance of Metropolis at the same temperature, which falls. On long horizons this is worth more in
the same time than solving several people together, and it is a better start for that everywhere.
"""

from __future__ import annotations

import random
import threading
from math import exp

import numpy as np

from operations.core.staffing.columns.arrays import Codes, Longs
from operations.core.staffing.columns.course import Course
from operations.core.staffing.columns.windows import SCALE
from operations.core.staffing.columns.workers import together

HOT, COLD = 0.7, 0.15
"""Temperatures at first and last, in costs of one day of one person on average."""
LENGTHS = (14, 28, 42)
TELL_SECONDS = 0.5
WARMEST = 1e-3


class Annealing:
    """The state that several threads share: the roster now, and when the time is over."""

    def __init__(self, course: Course, until: float) -> None:
        self.course, self.began, self.until = course, course.seconds(), until
        self.draft = self.best = course.draft.copy()
        self.told = self.began
        self._cells = max(1, len(course.planned()) * course.rows.problem.days)
        self._busy: set[int] = set()
        self._lock = threading.Lock()

    def over(self) -> bool:
        return self.course.done() or self.course.seconds() >= self.until

    def temperature(self) -> float:
        gone = (self.course.seconds() - self.began) / max(1e-9, self.until - self.began)
        of_one = self.draft.cost_but_law / self._cells
        return max(WARMEST, of_one * HOT * float((COLD / HOT) ** min(1.0, gone)))

    def answer(self, people: list[int], chance: random.Random, noise: np.random.Generator) -> None:
        """One person's stretch, once."""
        with self._lock:
            person = chance.choice([each for each in people if each not in self._busy])
            self._busy.add(person)
            first, last = self._stretch(chance)
            there = self.draft.without([person], first, last)
            row = self.draft.codes[person]
        temperature = self.temperature()
        mine, cover = self.draft.rows.people[person], self.draft.rows.cover
        blur = noise.gumbel(scale=temperature * SCALE, size=len(there))
        duals: Longs = blur.astype(np.int64) - cover.steps(there) * SCALE
        window = mine.window(first, last, row)
        quick = not mine.at_once(window)
        part = mine.cheapest(window, duals, mine.no_burden(window), quick).row
        with self._lock:
            self._busy.discard(person)
            if part is not None:
                self._weigh(person, first, last, part, temperature, chance)

    def _stretch(self, chance: random.Random) -> tuple[int, int]:
        days = self.draft.rows.problem.days
        length = min(days, chance.choice(LENGTHS))
        first = min(max(0, chance.randrange(-length // 2, days)), days - length)
        return first, first + length

    def _weigh(
        self, person: int, first: int, last: int, part: Codes, heat: float, chance: random.Random
    ) -> None:
        draft, before = self.draft, self.draft.cost
        old = draft.codes[person][first:last].copy()
        draft.replace(person, first, part)
        dearer = draft.cost - before
        if dearer > 0 and chance.random() >= exp(-dearer / heat):
            draft.replace(person, first, old)
        elif draft.cost < self.best.cost:
            self.best = draft.copy()
            if self.course.seconds() - self.told > TELL_SECONDS:
                self.told = self.course.seconds()
                self.course.offer(self.best)


def anneal(course: Course, until: float) -> None:
    """Until `until` (seconds of the course); the best roster on the way is offered."""
    people = course.planned()
    workers = max(1, min(course.options.workers, len(people) - 1))
    shared = Annealing(course, until)

    def work(number: int) -> None:
        chance = random.Random(course.options.seed * 1000 + number)  # noqa: S311
        noise = np.random.default_rng(chance.randrange(1 << 32))
        while not shared.over():
            shared.answer(people, chance, noise)

    if len(people) > 1:
        together(work, workers)
        course.offer(shared.best)
