"""The search by column generation, from a first roster to the best one found in time."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from operations.core.outcome import Options
from operations.core.staffing.columns import start
from operations.core.staffing.columns.course import Course, OnBetter
from operations.core.staffing.columns.dive import dive
from operations.core.staffing.columns.generation import Pricer, generate
from operations.core.staffing.columns.master import Column, Master
from operations.core.staffing.columns.neighbourhoods import Chooser, Neighbourhood, replan
from operations.core.staffing.columns.rows import Rows
from operations.core.staffing.plan import Plan

START_SHARE = 0.1
BOUND_SHARE = 0.4
"""Of the time, for generating columns of the whole horizon,"""
DIVE_SHARE = 0.65
"""and until the end of diving."""
DIVES = 3
LARGEST = 0.85
"""Of the people, in one neighbourhood."""
CHOICE_SECONDS = 2.0
LONG_DAYS = 91
"""Longer horizons are searched stretch by stretch only."""
STRETCH, STEP = 28, 14


def run(
    rows: Rows,
    options: Options,
    began: float,
    on_better: OnBetter,
    kept: Mapping[int, Plan],
    known: Plan | None = None,
) -> Course:
    """kept: rows that stay as they are, by index of the person. known: a roster to begin with."""
    draft = start.construct(rows, options.seed, options.stop.is_set, kept, known)
    course = Course(rows, options, began, on_better, draft, frozenset(kept))
    on_better(draft, course.bound)
    first = (draft.unlawful, draft.cost)
    start.improve(draft, options.seed, lambda: course.over(START_SHARE))
    if (draft.unlawful, draft.cost) < first:
        on_better(draft, course.bound)
    days = rows.problem.days
    if course.done() or not course.planned():
        return course
    if days <= LONG_DAYS and all(mine.at_once(mine.whole, quick=True) for mine in rows.people):
        _whole_horizon(course)
        lengths: tuple[int, ...] = (days,) if days <= 42 else (28, 42, days)
    else:
        _sweep(course)
        lengths = (28, 42)
    if not course.done():
        _neighbourhoods(course, lengths)
    return course


def _threads(course: Course) -> ThreadPoolExecutor | None:
    workers = course.options.workers
    return ThreadPoolExecutor(workers) if workers > 1 else None


def _whole_horizon(course: Course) -> None:
    """A bound, and rosters near it, from columns of the whole horizon."""
    rows, draft, people = course.rows, course.draft, course.planned()
    others = draft.without(people, 0, rows.problem.days)
    lines = np.arange(len(rows.cover.target))
    master = Master(rows.cover, people, rows.cover.target - others, lines)
    threads = _threads(course)
    try:
        pricer = Pricer(rows, {p: rows.people[p].whole for p in people}, threads)
        for person in people:
            master.add(pricer.column(person, draft.codes[person]))
        found = generate(master, pricer, people, lambda: course.over(BOUND_SHARE))
        if len(people) == len(rows.people) - len(course.lawless):
            course.raise_bound(found.bound)
        course.pool.keep(master.columns[-60 * len(people) :])
        for _ in range(DIVES):
            if course.over(DIVE_SHARE) or course.proven():
                return
            pricer.hurry()
            made: list[Column] = []
            columns = dive(master, pricer, lambda: course.over(DIVE_SHARE), made=made)
            for column in made:
                master.add(column)
            course.pool.keep(made)
            _offer(course, columns, 0)
    finally:
        if threads is not None:
            threads.shutdown()


def _offer(course: Course, columns: list[Column] | None, first: int) -> None:
    if columns is not None:
        with course.lock:
            draft = course.draft.copy()
            draft.adopt(columns, first)
            course.offer(draft)


def _sweep(course: Course) -> None:
    """Everybody at once, stretch by stretch."""
    days, threads = course.rows.problem.days, _threads(course)
    try:
        # Side by side first, then across the seams.
        starts = [*range(0, days, STRETCH), *range(STEP, days - STEP, STRETCH)]
        for first in starts:
            if course.done():
                return
            where = Neighbourhood(tuple(course.planned()), first, min(days, first + STRETCH))
            stopped = course.over
            columns = replan(course.draft, where, course.pool, stopped, CHOICE_SECONDS, threads)
            _offer(course, columns, first)
    finally:
        if threads is not None:
            threads.shutdown()


def _neighbourhoods(course: Course, lengths: tuple[int, ...]) -> None:
    """Large neighbourhoods in as many threads as there are workers, until time or proof."""
    busy: set[int] = set()
    errors: list[BaseException] = []

    def work(number: int) -> None:
        chance = random.Random(course.options.seed * 1000 + number)  # noqa: S311
        chooser = Chooser(course.rows, chance, lengths)
        while not course.done() and not errors:
            try:
                _one(course, chooser, busy)
            except BaseException as error:  # noqa: BLE001  (carried to the caller)
                errors.append(error)

    workers = max(1, course.options.workers)
    threads = [threading.Thread(target=work, args=(number,)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def _one(course: Course, chooser: Chooser, busy: set[int]) -> None:
    """One neighbourhood; `busy` are the people in those of other threads."""
    with course.lock:
        draft, able = course.draft, course.planned()
        free = [person for person in able if person not in busy]
        if len(free) < max(2, 1.5 * chooser.size):
            free = able  # few people: they may be in two neighbourhoods at a time
        chooser.size = min(chooser.size, max(2.0, LARGEST * len(able)))
        where = chooser.choose(draft, free)
        busy.update(where.people)
    began = time.monotonic()
    columns = replan(draft, where, course.pool, course.over, CHOICE_SECONDS)
    with course.lock:
        busy.difference_update(where.people)
        _offer(course, columns, where.first)
    chooser.took(time.monotonic() - began)
