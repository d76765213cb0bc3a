"""How many people each ward wants on each shift: as many as its staff can mostly give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SHIFT_MINUTES = 480
MORNING, EVENING, NIGHT = 0, 1, 2
WEEKDAYS, WEEKEND = 5, 2
USE = 0.9
"""share of the contract hours that the targets ask for; leave and sickness take most of the rest"""


@dataclass(frozen=True, slots=True)
class Cover:
    """People wanted in the morning, evening and night, on weekdays and on weekend days."""

    weekday: tuple[int, int, int]
    weekend: tuple[int, int, int]

    @property
    def minutes_a_week(self) -> int:
        shifts = WEEKDAYS * sum(self.weekday) + WEEKEND * sum(self.weekend)
        return SHIFT_MINUTES * shifts


def plan_cover(contract_minutes: int, people: int, nights_a_day: float, acute: bool) -> Cover:
    """Add people shift by shift, in the order in which wards feel their lack, within the hours.

    contract_minutes: agreed a week, all people together. nights_a_day: nights that the contracts'
    limits allow. acute: wanted alike round the clock, as in intensive care.
    """
    wanted = np.array([1.0, 1.0, 1.0]) if acute else np.array([1.0, 0.8, 0.6])
    best = Cover((1, 1, 1), (1, 1, 1))
    for scale in np.arange(1.0, 40.0, 0.1):
        weekday = np.maximum(1, np.rint(scale * wanted)).astype(int)
        weekday[NIGHT] = max(1, min(int(weekday[NIGHT]), int(nights_a_day * 0.85)))
        weekend = weekday if acute else np.maximum(1, np.rint(weekday * [0.65, 0.75, 1.0]))
        weekend = np.minimum(weekend, _weekend_most(people, weekend))
        cover = Cover(_three(weekday), _three(weekend))
        if cover.minutes_a_week > contract_minutes * USE:
            break
        best = cover
    return _filled(best, contract_minutes, people)


def _filled(cover: Cover, contract_minutes: int, people: int) -> Cover:
    """Spend what hours are left on one more person here and there, weekdays first."""
    for part, shift in ((0, MORNING), (0, EVENING), (1, MORNING), (1, EVENING)):
        days = [list(cover.weekday), list(cover.weekend)]
        days[part][shift] += 1
        more = Cover(_three(np.array(days[0])), _three(np.array(days[1])))
        fits = more.minutes_a_week <= contract_minutes * USE
        if fits and sum(more.weekend) <= max(people * 0.5, sum(cover.weekend)):
            cover = more
    return cover


def _weekend_most(people: int, weekend: np.ndarray) -> np.ndarray:
    """No more than half the people on a weekend day, so that weekends off can be shared."""
    total = float(weekend.sum())
    return np.maximum(1, np.floor(weekend * min(1.0, people * 0.5 / total)))


def _three(values: np.ndarray) -> tuple[int, int, int]:
    morning, evening, night = (int(value) for value in values)
    return morning, evening, night


def minimum_of(target: int) -> int:
    """Below two thirds of the target the ward is unsafe."""
    return max(1, int(np.ceil(target * 0.65)))
