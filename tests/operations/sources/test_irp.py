"""Inventory routing files: which number is what, what is refused, and answers there and back."""

from pathlib import Path

import pytest

from operations.core.errors import UnsupportedInstance
from operations.core.supply.inventory.plan import Plan, Route, Stop
from operations.core.supply.inventory.problem import Customer, Depot
from operations.core.supply.inventory.report import judge
from operations.sources.irp import read_plan, read_problem, write_plan

TINY = Path(__file__).parents[2] / "data" / "irp" / "tiny.dat"
PLAN = Plan((Route(1, (Stop("1", 5),)), Route(2, (Stop("1", 5), Stop("2", 5)))))


def test_each_number_is_read_from_its_place():
    problem = read_problem(TINY)

    assert (problem.name, problem.periods) == ("tiny", 2)
    assert (problem.vehicle_units, problem.vehicles) == (10, 1)
    assert problem.depot == Depot("0", 40, (10, 10), 10)  # 0.10 in hundredths
    assert problem.customers[2] == Customer("3", 10, 10, 0, (5, 5), 30)


def test_distances_are_rounded_to_the_nearest_integer():
    problem = read_problem(TINY)

    assert problem.distance[0][1] == 500  # 3-4-5 triangle
    assert problem.distance[1][3] == 300  # sqrt(10) = 3.16
    assert problem.distance[2][3] == 700  # sqrt(45) = 6.71: rounded up


def test_the_judge_counts_in_the_files_convention():
    problem = read_problem(TINY)

    # Way: 5 + 5 in period 1; 5 + 5 + 10 in period 2. Stocks at the ends: depot 45, 45;
    # customer 1: 5, 5; customer 2: 0, 0; customer 3: 5, 0. The first stocks are free.
    assert judge(problem, PLAN).hard == 0
    assert judge(problem, PLAN).cost == 3000 + 10 * 90 + 20 * 10 + 30 * 5


def test_an_answer_is_written_and_read_back(tmp_path):
    problem = read_problem(TINY)

    write_plan(problem, PLAN, tmp_path / "tiny.sol")

    text = (tmp_path / "tiny.sol").read_text()
    assert text == "Period 1\nRoute #1: 1 (5)\nPeriod 2\nRoute #1: 1 (5) 2 (5)\nCost 42.50\n"
    assert read_plan(problem, tmp_path / "tiny.sol") == PLAN


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("4\t2\t10\t1\n", "4\t2\t10\n", 1, "3 values instead of 4"),
        ("4\t2\t10\t1\n", "5\t2\t10\t1\n", 1, "5 places are announced, 4 follow"),
        ("40\t10\t0.10", "40\t10\t0.10\t7", 2, "7 values instead of 6"),
        ("5\t20\t0\t5\t0.20", "5\t20\t0\t0.20", 3, "7 values instead of 8"),
        ("5\t20\t0\t5\t0.20", "5\tx\t0\t5\t0.20", 3, "not a whole number"),
        ("3.0\t4.0", "3.0\tnorth", 3, "not a coordinate"),
        ("0\t5\t0.30", "0\t5\t0.305", 5, "not a holding cost in hundredths: 0.305"),
        ("0\t5\t0.30", "0\t5\tcheap", 5, "not a holding cost in hundredths: cheap"),
    ],
)
def test_what_is_not_the_format_is_refused_with_its_line(tmp_path, old, new, line, what):
    text = TINY.read_text()
    assert old in text
    broken = tmp_path / "broken.dat"
    broken.write_text(text.replace(old, new, 1))

    with pytest.raises(UnsupportedInstance, match=what) as refused:
        read_problem(broken)

    assert f"line {line}:" in str(refused.value)


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "empty.dat").write_text("\n")

    with pytest.raises(UnsupportedInstance, match="empty"):
        read_problem(tmp_path / "empty.dat")


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("Period 1\nRoute #1: 9 (5)\n", 2, "unknown customer 9"),
        ("Period 3\n", 1, "no period 3"),
        ("Route #1: 1 (5)\n", 1, "before its period"),
        ("Period 1\nRoute #1: 1 5\n", 2, "neither period, route nor cost"),
        ("Period 1\nTour 1: 1 (5)\n", 2, "neither period, route nor cost"),
        ("Cost cheap\n", 1, "neither period, route nor cost"),
    ],
)
def test_an_answer_with_other_lines_is_refused(tmp_path, text, line, what):
    answer = tmp_path / "tiny.sol"
    answer.write_text(text)

    with pytest.raises(UnsupportedInstance, match=what) as refused:
        read_plan(read_problem(TINY), answer)

    assert f"line {line}:" in str(refused.value)
