from pathlib import Path

import pytest

from operations.core.errors import UnsupportedInstance
from operations.core.outcome import Options, Status
from operations.core.supply.routing import RoutingPlan, Tour, cost, solve
from operations.sources.vrplib import read_plan, read_problem, write_plan

FIVE = Path(__file__).parents[2] / "data" / "solomon" / "five.txt"


def test_numbers_are_read_in_tenths():
    problem = read_problem(FIVE)

    assert problem.name == "FIVE"
    assert len(problem.calls) == 5
    assert (problem.trucks[0].count, problem.trucks[0].volume) == (3, 20)
    third = problem.calls[2]  # the file's customer 3: demand 5, open from 50 to 60, 10 to serve
    assert (third.volume, third.earliest, third.latest, third.service) == (5, 500, 600, 100)
    assert problem.depot_latest == 2000


def test_distances_are_truncated_to_one_decimal():
    problem = read_problem(FIVE)

    assert problem.distance[0][1] == 50  # 3-4-5 triangle: exactly 5.0
    assert problem.distance[0][3] == 14  # sqrt(2) = 1.414...: truncated, not rounded up
    assert problem.distance[1][3] == 36  # sqrt(13) = 3.606


def test_the_best_tours_of_five_customers_are_found():
    # Capacity 20 lets the pairs 1-2 and 4-5 share a truck (10 + 10); 3 (5) goes alone.
    # 0-1-2-0: 5 + 5 + 10 = 20.0; 0-4-5-0: 10 + 2 + 12 = 24.0; 0-3-0: 1.4 + 1.4 = 2.8.
    # Any other grouping drives to both corners twice. Together 46.8, in tenths 468.
    problem = read_problem(FIVE)

    outcome = solve(problem, Options(seconds=5), patience=500)

    assert outcome.status is Status.FEASIBLE
    assert outcome.cost == 468
    assert cost(problem, outcome.plan) == 468


def test_an_answer_is_written_and_read_back(tmp_path):
    problem = read_problem(FIVE)
    plan = RoutingPlan((Tour("1", 0, ("1", "2")), Tour("1", 0, ("3",))))

    write_plan(problem, plan, tmp_path / "five.sol")

    text = (tmp_path / "five.sol").read_text()
    assert text == "Route #1: 1 2\nRoute #2: 3\nCost 22.8\n"
    assert read_plan(problem, tmp_path / "five.sol") == plan


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("VEHICLE", "TRUCKS", 1, "VEHICLE section"),
        ("CUST NO.", "CLIENT", 7, "CUSTOMER section"),
        ("    2      6", "    7      6", None, "numbered"),
        ("    1      3          4 ", "    1      3          x ", 11, "not a whole number"),
        ("3         20", "3         20   9", 5, "3 numbers instead of 2"),
    ],
)
def test_what_is_not_solomons_format_is_refused(tmp_path, old, new, line, what):
    text = FIVE.read_text()
    assert old in text
    broken = tmp_path / "broken.txt"
    broken.write_text(text.replace(old, new, 1))

    with pytest.raises(UnsupportedInstance, match=what) as refused:
        read_problem(broken)

    if line is not None:
        assert f"line {line}" in str(refused.value)


@pytest.mark.parametrize("text", ["Route #1: 1 9\n", "Tour 1: 1 2\n"])
def test_an_answer_with_strangers_or_other_words_is_refused(tmp_path, text):
    answer = tmp_path / "five.sol"
    answer.write_text(text)

    with pytest.raises(UnsupportedInstance, match="line 1"):
        read_plan(read_problem(FIVE), answer)
