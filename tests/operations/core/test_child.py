"""A solver's own process reads its job from a folder and leaves its answer there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from operations.core import snapshot
from operations.core.beds.plan import Plan
from operations.core.beds.report import judge
from operations.core.beds.solve import solve
from operations.core.child import KNOWN, Limits, run
from operations.core.outcome import Options, Outcome, Stop
from tests.operations.core.beds.cast import AMINA, BADR, CHAIMAE, here, hospital


def test_a_plan_that_is_known_is_begun_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = hospital(here(AMINA, "R2"), here(CHAIMAE, "R1", stay_nights=5), BADR)
    known = solve(problem, Options(seconds=2.0)).plan
    snapshot.write(tmp_path / "problem.json", problem)
    snapshot.write(tmp_path / "options.json", Limits(seconds=2.0))
    snapshot.write(tmp_path / KNOWN, known)
    halted = Stop()
    halted.set()
    run("beds", tmp_path, halted)
    answer = snapshot.read(tmp_path / "outcome.json", Outcome[Plan])
    cost = judge(problem, known).cost
    assert answer.cost == cost
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert (first["seconds"], first["cost"]) == (0.0, cost)
