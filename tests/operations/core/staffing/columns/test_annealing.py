"""Annealing: never worse, lawful, and it leaves alone what it may not change."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from operations.core.outcome import Options
from operations.core.staffing.columns import start
from operations.core.staffing.columns.annealing import anneal
from operations.core.staffing.columns.course import Course
from operations.core.staffing.columns.rows import Rows
from operations.core.staffing.columns.workers import together
from operations.core.staffing.problem import Problem
from operations.core.staffing.report import judge
from operations.core.stopwatch import Stopwatch
from operations.sources.demo import made_ward
from tests.operations.core.staffing.columns.test_rows import known_wards


def begun(problem: Problem, workers: int = 2) -> Course:
    rows = Rows(problem)
    draft = start.construct(rows, 1, lambda: False, {})
    options = Options(seconds=10.0, workers=workers, seed=1)
    return Course(rows, options, Stopwatch(), lambda draft, bound: None, draft)


def test_a_ward_gets_better_than_by_best_answers_alone():
    course = begun(made_ward(12, 28, 1))
    start.improve(course.draft, 1, lambda: False)
    before = course.draft.cost
    anneal(course, course.seconds() + 1.5)
    assert course.draft.cost < before
    assert judge(course.rows.problem, course.draft.plan()).cost == course.draft.cost


@settings(max_examples=15, derandomize=True, deadline=None)
@given(known_wards())
def test_a_roster_is_never_worse_and_costs_what_the_judge_says(problem):
    course = begun(problem)
    before, lawless = (course.draft.unlawful, course.draft.cost), course.draft.unlawful
    kept = [row.copy() for row in course.draft.codes]
    free = set(course.planned())
    anneal(course, course.seconds() + 0.1)
    assert (course.draft.unlawful, course.draft.cost) <= before
    assert all((course.draft.codes[i] == row).all() for i, row in enumerate(kept) if i not in free)
    report = judge(problem, course.draft.plan())
    if not lawless:
        assert not report.hard
        assert report.cost == course.draft.cost


def test_the_first_error_of_a_worker_is_raised_after_all_have_ended():
    ended: list[int] = []

    def work(number: int) -> None:
        if number == 0:
            raise ValueError("broke")
        ended.append(number)

    with pytest.raises(ValueError, match="broke"):
        together(work, 3)
    assert sorted(ended) == [1, 2]
