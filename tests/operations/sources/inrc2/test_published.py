"""Published solutions cost what the competition's validator says, name by name.

The files are read from the folder that MIZAN_INRC2 names (one folder a scenario, in it a folder
`Solution_H_0-WD_1-2-3-3` with solutions and `validator.txt`); without it there is nothing to do.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from operations.sources.inrc2.files import read_history, read_scenario, read_week
from operations.sources.inrc2.problem import judge_weeks
from operations.sources.inrc2.solutions import read_plan

FOLDER = os.environ.get("MIZAN_INRC2", "")
REPORTS = sorted(Path(FOLDER).glob("*/Solution_*/validator.txt")) if FOLDER else []

NAMES = {
    "Minimal coverage constraints": "minimum cover",
    "Required skill constraints": "skill",
    "Illegal shift type succession constraints": "succession",
    "Single assignment per day": "single assignment",
    "Total assignment constraints": "assignments",
    "Consecutive constraints": "consecutive",
    "Non working days constraints": "days off",
    "Preferences": "wishes",
    "Max working weekend": "weekends",
    "Complete weekends": "whole weekends",
    "Optimal coverage constraints": "optimal cover",
}


@pytest.mark.skipif(not REPORTS, reason="MIZAN_INRC2 names no folder with validator reports")
@pytest.mark.parametrize("report", REPORTS, ids=lambda path: f"{path.parts[-3]} {path.parts[-2]}")
def test_a_published_solution_costs_what_the_validator_says(report):
    folder, name = report.parent.parent, report.parent.parent.name
    first, *numbers = re.findall(r"\d+", report.parent.name)
    scenario = read_scenario(folder / f"Sc-{name}.txt")
    history = read_history(scenario, folder / f"H0-{name}-{first}.txt")
    weeks = [read_week(scenario, folder / f"WD-{name}-{number}.txt") for number in numbers]
    plans = []
    for stage, number in enumerate(numbers):
        week, plan = read_plan(scenario, report.parent / f"Sol-{name}-{number}-{stage}.txt")
        assert week == stage
        plans.append(plan)
    verdict = judge_weeks(scenario, history, weeks, plans)
    stated = dict(re.findall(r"^(.+): (\d+)$", report.read_text(), re.MULTILINE))
    assert verdict.cost == int(stated.pop("Total cost"))
    assert {**verdict.hard, **verdict.soft} == {NAMES[k]: int(v) for k, v in stated.items()}
