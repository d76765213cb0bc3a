"""Random small wards, for properties that hold of every one of them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from operations.core.staffing.cells import Assignment, Lock, Previous, Request
from operations.core.staffing.past import Past, PastShift, Tally
from operations.core.staffing.people import FixedShift, History, Person
from operations.core.staffing.problem import Problem
from tests.operations.core.staffing.cast import SHIFTS, cover


def limit(low: int, high: int) -> st.SearchStrategy[int | None]:
    return st.none() | st.integers(low, high)


def mixes(skill: str | None, level: int) -> dict[str, int]:
    """Who may be junior on a line for a skill; nothing without one."""
    return {} if skill is None else {"supervisor_level": 2 + level % 2, "junior_maximum": level}


@st.composite
def wards(draw: st.DrawFn, tight: bool) -> Problem:
    """Random wards; a tight one has hours due, history and locks, and may be impossible."""
    days = draw(st.integers(2, 6))
    day, shift = st.integers(0, days - 1), st.sampled_from("ELN")
    shifts = tuple(
        replace(
            each,
            minimum_consecutive=draw(st.integers(1, 2)),
            maximum_consecutive=draw(limit(2, 3)),
        )
        for each in SHIFTS
    )
    totals = {
        "nights": st.integers(0, 3),
        "last_end_minute": limit(-600, 420),
        "assignments": st.integers(0, 3),
        "weekends": st.integers(0, 2),
    }
    histories = st.one_of(
        st.builds(History, days_worked=st.integers(0, 3), **totals),
        st.builds(History, days_off=st.integers(0, 3), **totals),
        st.builds(
            History,
            last_shift=shift,
            days_worked=st.integers(0, 3),
            same_shift_days=st.integers(0, 3),
            **totals,
        ),
    )
    fixed = st.lists(st.builds(FixedShift, day, shift), max_size=1)
    before = st.one_of(
        st.builds(PastShift, st.integers(-30, -1), st.sampled_from((480, 540)), st.booleans()),
        st.builds(PastShift, st.integers(0, 3), st.just(480)),
    )
    pasts = st.builds(
        Past,
        st.lists(before, max_size=4).map(tuple),
        st.sets(st.integers(-28, 1)).map(tuple),
        st.builds(
            Tally,
            *(st.integers(0, most) for most in (90, 9, 5, 3)),
            wishes=st.integers(3, 6),
            refused=st.integers(0, 3),
        ),
    )
    people = [
        Person(
            name,
            skills=draw(st.dictionaries(st.sampled_from(("nurse", "midwife")), st.integers(1, 3))),
            allowed_shifts=tuple(draw(st.sets(shift))),
            minimum_minutes=draw(limit(0, 1000)) if tight else None,
            maximum_minutes=draw(limit(1000, 2500)),
            maximum_per_shift=draw(st.dictionaries(shift, st.integers(0, 2))),
            maximum_consecutive_days=draw(limit(2, 3)),
            minimum_consecutive_days=draw(st.integers(1, 2)),
            minimum_consecutive_days_off=draw(st.integers(1, 2)),
            maximum_consecutive_days_off=draw(limit(2, 3)),
            maximum_consecutive_nights=draw(limit(1, 2)),
            maximum_weekends=draw(limit(0, 1)),
            maximum_nights=draw(limit(0, 2)),
            minimum_assignments=draw(limit(0, 3)) if tight else None,
            maximum_assignments=draw(limit(3, 5)),
            complete_weekends=draw(st.booleans()),
            contract_minutes=draw(limit(0, 1500)),
            rolling_nights_maximum=draw(limit(0, 3)),
            rolling_weekends_maximum=draw(limit(0, 2)),
            rolling_minutes_maximum=draw(limit(1000, 3000)),
            week_minutes_maximum=draw(limit(1000, 2500)),
            days_off_after_nights=draw(st.integers(0, 2)),
            nights_before_days_off=draw(st.integers(1, 3)),
            rest_minutes=draw(st.sampled_from((0, 600, 660))),
            absences=tuple(draw(st.sets(day, max_size=2))),
            full_time_percent=draw(st.sampled_from((50, 100))),
            fixed_shifts=tuple(draw(fixed)) if tight else (),
            is_guest=draw(st.booleans()) and draw(st.booleans()),
            history=draw(st.none() | histories) if tight else None,
            past=draw(pasts),
        )
        for name in ("Alice", "Bob", "Chloe")[: draw(st.integers(1, 3))]
    ]
    who = st.sampled_from([person.id for person in people])
    lines = draw(
        st.dictionaries(
            st.tuples(day, shift, st.none() | st.sampled_from(("nurse", "midwife"))),
            st.tuples(st.integers(0, 1), st.integers(1, 2), st.integers(0, 2)),
            max_size=8,
        )
    )
    wish = st.builds(Request, who, day, st.none() | shift, st.booleans(), st.integers(0, 20))
    assignment = st.builds(Assignment, who, day, shift)
    locks = st.lists(st.builds(Lock, who, day, st.none() | shift), max_size=3)
    return Problem(
        days=days,
        shifts=shifts,
        people=tuple(people),
        cover=tuple(
            cover(*cell[:2], most, least, skill=cell[2], level=level, **mixes(cell[2], level))
            for cell, (least, most, level) in lines.items()
        ),
        requests=tuple(draw(st.lists(wish, max_size=5))),
        locks=tuple(draw(locks)) if tight else (),
        previous=draw(
            st.none()
            | st.builds(Previous, st.tuples(assignment, assignment), limit(0, 9), limit(0, 6))
        ),
        weekends=((0, 1),),
        holidays=tuple(draw(st.sets(day, max_size=2))),
    )
