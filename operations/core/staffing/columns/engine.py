"""The search by column generation, from a first roster to the best one found in time."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from math import inf

import numpy as np

from operations.core.outcome import Options
from operations.core.staffing.columns import start
from operations.core.staffing.columns.annealing import anneal
from operations.core.staffing.columns.chooser import Chooser
from operations.core.staffing.columns.course import Course, OnBetter
from operations.core.staffing.columns.descent import descend
from operations.core.staffing.columns.dive import dive
from operations.core.staffing.columns.generation import Pricer, generate
from operations.core.staffing.columns.master import Column, Master
from operations.core.staffing.columns.neighbourhoods import replan
from operations.core.staffing.columns.rows import Rows
from operations.core.staffing.columns.volume import Volume
from operations.core.staffing.columns.workers import together
from operations.core.staffing.plan import Plan
from operations.core.stopwatch import Stopwatch

START_SHARE = 0.1
FIRST_SHARE = 0.1
"""Of the time, for annealing where the programme of all days will take long,"""
BOUND_SHARE = 0.4
"""until the end of generating columns of the whole horizon,"""
DESCENT_SHARE, AGAIN_SHARE = 0.85, 0.6
"""until the end of a first descent from it, and of others,"""
FAR, FAR_SHARE = 0.3, 0.6
"""and until the end of annealing, for rosters that are still this far above the bound."""
SOON_SHARE, SOON_FAR_SHARE = 0.35, 0.45
"""Where the programme does not take long: for its columns, and until the end of annealing."""
WEEKS, LONGER = (7, 14), (28, 42)
"""Days of neighbourhoods beside those of the whole horizon, of months and of longer ones."""
WAYS = descend, descend, dive
"""Ways down. The second begins with the columns that the first has made as well, and ends
elsewhere; some rosters are better by rows."""
WORTH = 0.1
"""Of the gap, what one must close for the next to follow;"""
ROUNDS = 200
"""it takes about as long as so many rounds of generating columns, and is little if cut short."""
MANY = 3000
"""Cells (people x days) from which the programme takes long, as it does for"""
DAYS = 42
"""more days than these."""
LONG_DAYS = 91
"""Longer horizons have no programme of all their days."""
ANNEALING = 0.85
"""Of the time for these, until the end of annealing,"""
CLIMB_SHARE = 0.95
"""and until the end of raising a bound by prices alone."""


def run(
    rows: Rows,
    options: Options,
    watch: Stopwatch,
    on_better: OnBetter,
    kept: Mapping[int, Plan],
    known: Plan | None = None,
) -> Course:
    """kept: rows that stay as they are, by index of the person. known: a roster to begin with."""
    draft = start.construct(
        rows, options.seed, options.stop.is_set, kept, known, max(1, options.workers)
    )
    course = Course(rows, options, watch, on_better, draft, frozenset(kept))
    on_better(draft, course.bound)
    first = (draft.unlawful, draft.cost)
    start.improve(draft, options.seed, lambda: course.over(START_SHARE))
    if (draft.unlawful, draft.cost) < first:
        on_better(draft, course.bound)
    days = rows.problem.days
    if course.done() or not course.planned():
        return course
    if days <= LONG_DAYS and all(mine.at_once(mine.whole, quick=True) for mine in rows.people):
        _programmed(course)
        shorter = WEEKS if days <= DAYS else LONGER
        lengths = (*(each for each in shorter if each < days), days)
    else:
        anneal(course, ANNEALING * options.seconds)
        _climb(course)
        lengths = LONGER
    if not course.done():
        _neighbourhoods(course, lengths)
    return course


def _programmed(course: Course) -> None:
    """The programme of the whole horizon, with annealing before it where it takes long, and after
    it where time was too short for it, unless parts of the horizon can be planned anew."""
    if _long(course):
        anneal(course, FIRST_SHARE * course.options.seconds)
    _whole_horizon(course)
    far = course.draft.cost - course.bound > FAR * course.draft.cost
    if far and course.rows.problem.days <= DAYS and not course.done():
        share = FAR_SHARE if _long(course) else SOON_FAR_SHARE
        anneal(course, share * course.options.seconds)


def _long(course: Course) -> bool:
    """Whether the programme takes long."""
    days = course.rows.problem.days
    return days > DAYS or days * len(course.rows.people) > MANY


def _threads(course: Course) -> ThreadPoolExecutor | None:
    workers = course.options.workers
    return ThreadPoolExecutor(workers) if workers > 1 else None


def _whole_horizon(course: Course) -> None:
    """A bound, and rosters near it, from columns of the whole horizon."""
    rows, draft, people = course.rows, course.draft, course.planned()
    others = draft.without(people, 0, rows.problem.days)
    lines = np.arange(len(rows.cover.target))
    master = Master(rows.cover, people, rows.cover.target - others, lines)
    threads, began = _threads(course), course.seconds()
    columns_until, until = BOUND_SHARE if _long(course) else SOON_SHARE, DESCENT_SHARE
    try:
        pricer = Pricer(rows, {p: rows.people[p].whole for p in people}, threads)
        for person in people:
            master.add(pricer.column(person, draft.codes[person]))
        found = generate(master, pricer, people, lambda: course.over(columns_until))
        if len(people) == len(rows.people) - len(course.lawless):
            course.raise_bound(found.bound)
        course.pool.keep(master.columns[-60 * len(people) :])
        if course.over(columns_until) and not found.converged:
            return  # its prices are far from the last: what is made by them would be far off too
        needs = ROUNDS * (course.seconds() - began) / found.rounds
        for down in WAYS:
            if course.proven() or course.seconds() + needs > until * course.options.seconds:
                return
            above = course.draft.cost - course.bound
            pricer.hurry()
            made: list[Column] = []
            columns = down(master, pricer, lambda: course.over(DESCENT_SHARE), made=made)
            until = AGAIN_SHARE
            for column in made:
                master.add(column)
            course.pool.keep(made)
            _offer(course, columns, 0)
            if course.draft.cost - course.bound > (1 - WORTH) * above:
                return  # neighbourhoods bring more
    finally:
        if threads is not None:
            threads.shutdown()


def _climb(course: Course) -> None:
    """A bound where there is no programme."""
    rows, draft, people = course.rows, course.draft, course.planned()
    if len(people) < len(rows.people) - len(course.lawless):
        return  # somebody's row is not lawful yet, and what it will cost is not known
    others = draft.without(people, 0, rows.problem.days)
    threads = _threads(course)
    try:
        climb = Volume(rows, people, others, threads)
        bound = climb.best(draft.there, draft.cost, lambda: course.over(CLIMB_SHARE))
        course.raise_bound(bound)
    finally:
        if threads is not None:
            threads.shutdown()


def _offer(course: Course, columns: list[Column] | None, first: int) -> None:
    if columns is not None:
        with course.lock:
            draft = course.draft.copy()
            draft.adopt(columns, first)
            course.offer(draft)


def _neighbourhoods(course: Course, lengths: tuple[int, ...]) -> None:
    """Large neighbourhoods in as many threads as there are workers, until time or proof."""
    busy: set[int] = set()

    def work(number: int) -> None:
        chance = random.Random(course.options.seed * 1000 + number)  # noqa: S311
        chooser = Chooser(course.rows, chance, lengths, course.options.seconds)
        while not course.done():
            _one(course, chooser, busy)

    together(work, max(1, course.options.workers))


def _one(course: Course, chooser: Chooser, busy: set[int]) -> None:
    """One neighbourhood; `busy` are the people in those of other threads."""
    with course.lock:
        draft = course.draft
        gap = 0.0 if course.bound == -inf else max(0.0, draft.cost - course.bound)
        length, where = chooser.next(draft, course.planned(), busy, gap)
        busy.update(where.people)
    began = time.thread_time()
    columns = replan(draft, where, course.pool, course.over, chooser.patience)
    seconds = time.thread_time() - began
    with course.lock:
        busy.difference_update(where.people)
        before = course.draft.cost
        _offer(course, columns, where.first)
        gain = before - course.draft.cost if columns is not None else None
    chooser.took(draft, length, where, seconds, gain)
