"""The night watches for outbreaks where cases are counted, and only there."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from forecasting.models import OutbreakAlarm
from hospital.models import CaseCount, Syndrome
from operations.models import Run, RunState
from operations.services import night_ensure, run_execute
from tests.operations import cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_night_watches_where_cases_are_counted() -> None:
    region = cast.region()
    scopes = {run.scope for run in night_ensure(network=region.north, night=cast.NIGHT)}
    assert "NORTH:outbreaks" not in scopes
    syndrome = Syndrome.objects.create(code="ADD", name="Acute diarrhoea")
    counts = np.random.default_rng(2).poisson(9, 60)
    counts[-2:] = [30, 35]
    first = cast.MONDAY - timedelta(weeks=60)
    for week, cases in enumerate(counts):
        CaseCount.objects.create(
            facility=region.chu,
            syndrome=syndrome,
            first_day=first + timedelta(weeks=week),
            cases=int(cases),
        )
    (run,) = (
        each
        for each in night_ensure(network=region.north, night=cast.MONDAY)
        if each.scope == "NORTH:outbreaks"
    )
    assert run_execute(run_id=run.pk) == RunState.DONE, Run.objects.get(pk=run.pk).message
    (row,) = OutbreakAlarm.objects.all()
    assert (row.unique_id, row.last_seen) == ("CHU/ADD", cast.MONDAY - timedelta(weeks=1))
