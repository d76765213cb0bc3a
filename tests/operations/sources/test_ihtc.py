"""The competition's files, against a tiny instance whose every number stands in tiny.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from operations.core import snapshot
from operations.core.beds.plan import Nursing, Placement
from operations.core.beds.problem import Duty, Gender, GenderPolicy, Problem, State
from operations.core.beds.report import judge
from operations.core.beds.solve import solve
from operations.core.errors import UnsupportedInstance
from operations.core.outcome import Options, Status
from operations.core.rule import Kind
from operations.sources import ihtc

TINY = Path(__file__).parents[2] / "data" / "ihtc" / "tiny.json"


@pytest.fixture
def tiny():
    return ihtc.read_problem(TINY)


@pytest.fixture
def varied(tmp_path):
    """The tiny instance with one change, written to a file."""

    def write(change):
        data = json.loads(TINY.read_text())
        change(data)
        path = tmp_path / "varied.json"
        path.write_text(json.dumps(data))
        return path

    return write


def test_where_each_number_stands(tiny):
    assert (tiny.days, tiny.shifts, tiny.age_bands) == (2, ("early", "night"), ("child", "adult"))
    occupant, mandatory, optional = tiny.patients
    assert (occupant.state, occupant.room, occupant.movable) == (State.PRESENT, "r0", False)
    assert (occupant.workload, occupant.skill_needed) == ((2, 1), (0, 1))
    assert (occupant.gender, mandatory.gender) == (Gender.FEMALE, Gender.MALE)
    assert (mandatory.release_day, mandatory.due_day, mandatory.mandatory) == (0, 1, True)
    assert (mandatory.surgery_minutes, mandatory.surgeon) == (60, "s0")
    assert mandatory.incompatible_rooms == ("r1",)
    assert (optional.mandatory, optional.due_day, optional.stay_nights) == (False, None, 1)
    assert [(room.id, room.capacity, room.gender) for room in tiny.rooms] == [
        ("r0", 2, GenderPolicy.SAME),
        ("r1", 1, GenderPolicy.SAME),
    ]
    assert tiny.surgeons[0].minutes == (120, 120)
    assert tiny.theatres[0].minutes == (120, 60)
    assert (tiny.nurses[1].skill, tiny.nurses[1].duties) == (1, (Duty(0, 1, 5), Duty(1, 0, 5)))


def test_the_formats_hard_rules_are_hard_and_its_weights_are_prices(tiny):
    assert tiny.policies["mandatory_admitted"].kind is Kind.HARD
    assert (tiny.policies["nurse_load_kept"].kind, tiny.policies["nurse_load_kept"].weight) == (
        Kind.SOFT,
        3,
    )
    assert not tiny.policies["plan_stability"].active


def test_the_optimum_of_the_tiny_instance(tiny):
    # p0 (B) may only lie in r0, which is a0's (A) on day 0: day 1, one day late (10), a theatre
    # opened (30). p1 is 90 minutes: t0 has 60 on day 1, so day 0, a theatre opened (30), in r0
    # beside a0 (ages one apart: 5) or alone in r1 (0). Left out, p1 would cost 100.
    # Nurses: one at work in each shift. Day 0, early: n0 carries 2 + 1 of 2: 3 over by one.
    # Skill: a0 needs level 1 in the night, n1 has it. Continuity: a0 and p1 meet both (2 + 2),
    # p0 both on day 1 (2). 10 + 30 + 30 + 3 + 6 = 79.
    outcome = solve(tiny, Options(seconds=5.0))
    assert (outcome.status, outcome.cost, outcome.bound) == (Status.OPTIMAL, 79.0, 79.0)
    report = judge(tiny, outcome.plan)
    assert (report.hard, report.cost) == (0, 79)


def test_a_plan_written_is_the_plan_read(tiny, tmp_path):
    plan = solve(tiny, Options(seconds=5.0)).plan
    path = tmp_path / "sol_tiny.json"
    ihtc.write_plan(tiny, plan, path)
    again = ihtc.read_plan(tiny, path)
    assert set(again.placements) == set(plan.placements)
    assert set(again.nursing) == set(plan.nursing)
    assert json.loads(path.read_text())["patients"][0] == {
        "id": "p0",
        "admission_day": 1,
        "room": "r0",
        "operating_theater": "t0",
    }


def test_a_solution_file_names_only_what_is_decided(tiny, tmp_path):
    path = tmp_path / "solution.json"
    path.write_text(
        '{"patients": [{"id": "p0", "admission_day": 1, "room": "r0", "operating_theater": "t0"},'
        ' {"id": "p1", "admission_day": "none"}], "costs": ["Cost: 1"], "nurses": [{"id": "n0",'
        ' "assignments": [{"day": 1, "shift": "night", "rooms": ["r0"]}]}]}'
    )
    plan = ihtc.read_plan(tiny, path)
    # Occupants lie where the instance has them.
    assert plan.placements == (Placement("a0", 0, "r0"), Placement("p0", 1, "r0", "t0"))
    assert plan.nursing == (Nursing("n0", 1, 1, ("r0",)),)
    # p1 is left out (100), p0 a day late (10), a theatre (30), a nurse (1). Of r0's four shifts
    # only the last has a nurse: three violations.
    report = judge(tiny, plan)
    assert (report.hard, report.cost) == (3, 141)


def test_an_instance_survives_its_snapshot(tiny):
    assert snapshot.loads(snapshot.dumps(tiny), Problem) == tiny


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data.update(wards=[]), "instance has unknown fields: wards"),
        (lambda data: data.pop("rooms"), "instance lacks rooms"),
        (lambda data: data["weights"].update(noise=1), "weights has unknown fields: noise"),
        (lambda data: data["patients"][0].update(diet="x"), "patients p0 has unknown fields: diet"),
        (lambda data: data["patients"][0].pop("surgery_due_day"), "p0 is mandatory, with no due"),
        (lambda data: data["occupants"][0].update(gender="C"), "occupants a0: gender C"),
        (lambda data: data["rooms"][0].pop("capacity"), "rooms r0 lacks capacity"),
        (
            lambda data: data["nurses"][0]["working_shifts"][0].update(break_=1),
            "nurses n0 has unknown fields: break_",
        ),
    ],
)
def test_what_the_reader_does_not_know_is_refused(varied, change, words):
    with pytest.raises(UnsupportedInstance, match=words):
        ihtc.read_problem(varied(change))


def test_a_file_that_is_not_json_is_refused_with_its_line(tmp_path):
    path = tmp_path / "broken.json"
    path.write_text('{"days":\n}')
    with pytest.raises(UnsupportedInstance, match=r"broken.json, line 2: is not JSON"):
        ihtc.read_problem(path)
