"""A stretch that is planned anew: lawful, and no dearer."""

from __future__ import annotations

import random

import pytest

from operations.core.staffing.columns import start
from operations.core.staffing.columns.chooser import Chooser
from operations.core.staffing.columns.neighbourhoods import replan
from operations.core.staffing.columns.pool import Pool
from operations.core.staffing.columns.rows import Rows
from operations.core.staffing.report import judge
from operations.sources.demo import made_ward

ROWS = Rows(made_ward(10, 28, 1))


@pytest.mark.parametrize("days", [7, 14])
def test_a_stretch_planned_anew_is_lawful_and_costs_no_more(days):
    draft = start.construct(ROWS, 1, lambda: False, {})
    start.improve(draft, 1, lambda: False)
    found = Chooser(ROWS, random.Random(1), (days,), 60.0)
    people = list(range(len(ROWS.people)))
    pool = Pool()
    for _ in range(3):
        before = draft.cost
        where = found.choose(draft, people, found.length())
        assert where.last - where.first == days
        columns = replan(draft, where, pool, lambda: False, found.patience)
        if columns is not None:
            draft = draft.copy()
            draft.adopt(columns, where.first)
        assert draft.cost <= before
    assert judge(ROWS.problem, draft.plan()).cost == draft.cost
