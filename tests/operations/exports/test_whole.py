"""A plan as JSON holds what is needed to judge it again."""

from __future__ import annotations

import json
import subprocess
import sys

from operations.core import snapshot
from operations.core.staffing.plan import Assignment, Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.report import judge
from operations.exports.whole import FORMAT, to_json
from tests.operations.exports.cast import HEAD

PROBLEM = Problem(days=2, shifts=(), people=())


def test_problem_and_answer_come_back_and_are_judged_the_same() -> None:
    plan = Plan()
    found = json.loads(to_json(HEAD, PROBLEM, plan, judge(PROBLEM, plan)))
    assert found["format"] == FORMAT
    assert found["plan"]["scope"] == "NORTH"
    problem = snapshot.loads(json.dumps(found["problem"]), Problem)
    answer = snapshot.loads(json.dumps(found["answer"]), Plan)
    assert problem == PROBLEM
    assert judge(problem, answer).cost == found["report"]["medium"] + found["report"]["soft"]


def test_assignments_keep_their_ids() -> None:
    plan = Plan((Assignment("p1", 0, "M"),))
    found = json.loads(to_json(HEAD, PROBLEM, plan, None))
    assert found["answer"]["assignments"][0]["person"] == "p1"


def test_exports_know_no_django() -> None:
    names = "beds calendar distribution pdf plain procurement roster whole xlsx"
    code = f"import sys; from operations.exports import {names.replace(' ', ', ')}; "
    code += "sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
