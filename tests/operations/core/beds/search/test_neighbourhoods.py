from __future__ import annotations

import time
from dataclasses import replace

from operations.core.beds import greedy
from operations.core.beds.cpsat.model import Repair
from operations.core.beds.plan import Plan
from operations.core.beds.report import judge
from operations.core.beds.search.neighbourhoods import improve
from operations.core.outcome import Options, Stop
from tests.operations.core.beds.cast import AMINA, BADR, R1, here, hospital, lies

WOMEN = [replace(AMINA, id=f"w{n}", stay_nights=1, mandatory=False) for n in range(3)]
MEN = [replace(BADR, id=f"m{n}", stay_nights=1, mandatory=False) for n in range(3)]
PROBLEM = hospital(*WOMEN, *MEN, rooms=(R1,))


def test_a_part_is_placed_anew_and_the_rest_stays():
    # Everybody late: w0 to day 0 is the only freedom, and saves her four days.
    start = lies(*((who, 4 - n // 2, "R1") for n, who in enumerate(WOMEN))).placements
    repair = Repair(PROBLEM, elastic=False, options=Options())
    _, better = repair.again(start, frozenset({"w0"}), 5.0)
    days = {placement.patient: placement.day for placement in better}
    assert (days["w0"], days["w1"], days["w2"]) == (0, 4, 3)


def test_repairs_reach_the_optimum_of_a_small_ward():
    # Two beds, one gender a day, six people of one night each: women on two days and men on two,
    # full rooms first: 2 + 2 on days 0 and 1, 1 + 1 on days 2 and 3: 0 + 2 + 2 + 3 = 7 days x 5.
    heard: list[int] = []
    repair = Repair(PROBLEM, elastic=False, options=Options(seed=3))

    def hear(placements):
        heard.append(judge(PROBLEM, Plan(placements)).cost)
        if heard[-1] == 35:
            repair.options.stop.set()

    best = improve(repair, (), time.monotonic() + 20.0, hear)
    assert judge(PROBLEM, Plan(best)).cost == 35
    assert heard == sorted(heard, reverse=True)


def test_a_stop_ends_it_at_once():
    stop = Stop()
    stop.set()
    start = greedy.place(PROBLEM)
    repair = Repair(PROBLEM, elastic=False, options=Options(stop=stop))
    assert improve(repair, start, time.monotonic() + 60.0, lambda _: None) == start


def test_who_is_fixed_stays_when_freed():
    fixed = here(AMINA, "R1", movable=False)
    problem = hospital(fixed, rooms=(R1, replace(R1, id="R3", specialties={"surgery": 1})))
    start = lies((fixed, 0, "R1")).placements
    repair = Repair(problem, elastic=False, options=Options())
    assert repair.again(start, frozenset({"Amina"}), 5.0)[1] == start
