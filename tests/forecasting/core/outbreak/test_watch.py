"""All detectors together: quiet when nothing happens, awake when something does, never broken."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.core.options import ModelOptions
from forecasting.core.outbreak.alarms import find_alarms, ratio_interval
from forecasting.core.outbreak.answer import Severity
from forecasting.core.outbreak.options import WatchOptions
from forecasting.core.outbreak.watch import DETECTORS, OWN, TAIL, learn, look
from forecasting.core.outbreak.weeks import Weeks
from tests.forecasting.core.outbreak.counts import MONDAY, rows, seasonal

pytestmark = pytest.mark.core
QUICK = WatchOptions(past=30, model=ModelOptions(trees=10, rows=2000))


def struck(weeks: Weeks, cases: tuple[int, ...]) -> Weeks:
    later = Weeks(weeks.ids, weeks.values.copy(), weeks.first)
    later.values[0, -len(cases) :] += cases
    return later


def test_an_outbreak_is_told_with_its_beginning_and_its_strength():
    weeks = struck(seasonal(220, mean=12, seed=3, series=4), (14, 20, 22))
    (alarm,) = find_alarms(weeks, QUICK)
    assert alarm.unique_id == "s0"
    assert MONDAY + 216 <= alarm.since <= MONDAY + 217
    assert alarm.last_seen == MONDAY + 219
    assert alarm.severity is Severity.HIGH
    assert {TAIL, "farrington_flexible", "ears_c1"} <= set(alarm.detectors)
    assert alarm.ratio_low < alarm.ratio < alarm.ratio_high
    assert 1.8 < alarm.ratio < 4
    assert alarm.excess == pytest.approx(56, abs=20)
    assert len(alarm.counts) == len(alarm.expected) == len(alarm.upper) == 26


def test_an_alarm_that_is_followed_keeps_its_beginning():
    weeks = struck(seasonal(220, mean=12, seed=3), (14, 20, 22))
    (alarm,) = find_alarms(weeks, QUICK, {"s0": MONDAY + 210})
    assert alarm.since == MONDAY + 210


def test_a_week_that_surprises_nobody_any_more_still_belongs_to_the_outbreak():
    # The forecast has followed two great weeks and thinks a third of half their size normal.
    weeks = struck(seasonal(220, mean=12, seed=3), (60, 60, 18))
    (alarm,) = find_alarms(weeks, QUICK)
    assert alarm.last_seen == MONDAY + 219
    assert alarm.observed == weeks.values[0, -3:].sum()


def test_an_outbreak_that_is_over_is_no_alarm_any_more():
    weeks = struck(seasonal(220, mean=12, seed=3), (30, 40, 0, 0, 0, 0, 0))
    assert find_alarms(weeks, QUICK) == ()


def test_noise_alone_alarms_at_most_once_a_year_and_series():
    # 20 series x 26 weeks are ten years.
    weeks = seasonal(230, mean=8, seed=11, series=20)
    watch = learn(weeks.until(204), QUICK)
    own = look(watch, weeks, 26)[OWN]
    assert int((own.score > watch.threshold(OWN, weeks.ids)).sum()) <= 10


def test_what_is_said_of_a_week_does_not_change_when_later_weeks_do():
    weeks = seasonal(220, series=2, seed=7)
    watch = learn(weeks.until(190), QUICK)
    later = Weeks(weeks.ids, weeks.values.copy(), weeks.first)
    later.values[:, 210:] = 500
    before, after = look(watch, weeks, 30), look(watch, later, 30)
    for name in before:
        assert before[name].score[:, :20] == pytest.approx(after[name].score[:, :20], nan_ok=True)
        assert before[name].upper[:, :20] == pytest.approx(after[name].upper[:, :20], nan_ok=True)


@pytest.mark.parametrize(
    "values",
    [
        [0.0] * 120,
        [7.0] * 120,
        [1.0],
        [3.0] * 10,
        [np.nan] * 120,
        [2.0 ** (week / 6) for week in range(120)],
        [5.0 if week % 3 else np.nan for week in range(120)],
        [0.0] * 110 + [np.nan] * 10,
    ],
    ids=["zero", "constant", "one week", "short", "unknown", "exploding", "gaps", "fell silent"],
)
def test_awkward_histories_get_an_answer(values):
    weeks = rows(values)
    found = find_alarms(weeks, QUICK)
    assert len(found) <= 1
    watch = learn(weeks, QUICK)
    for survey in look(watch, weeks, 1).values():
        assert survey.score.shape == (1, 1)
        assert not np.isinf(survey.score).any()


def test_a_first_case_after_years_of_none_is_told():
    weeks = rows([0.0] * 118 + [4.0, 6.0])
    (alarm,) = find_alarms(weeks, QUICK)
    assert alarm.observed == 10
    assert alarm.expected_total < 1


def test_one_row_that_is_known_for_long_is_watched_beside_rows_that_are_not():
    weeks = seasonal(220, series=3)
    weeks.values[1:, :150] = np.nan
    assert "s0" in {alarm.unique_id for alarm in find_alarms(struck(weeks, (14, 20, 22)), QUICK)}


def test_a_row_of_many_is_looked_at_by_itself():
    weeks = struck(seasonal(220, series=3), (14, 20, 22))
    watch = learn(weeks.until(200), QUICK)
    own = look(watch, weeks.rows(np.array([0])), 3)[OWN]
    assert (own.score > watch.threshold(OWN, ("s0",))).any()


def test_no_series_no_alarm():
    assert find_alarms(Weeks((), np.empty((0, 0)), np.empty(0, dtype=np.int64)), QUICK) == ()


def test_every_detector_answers_every_week():
    weeks = seasonal(220, series=2)
    found = look(learn(weeks.until(200), QUICK), weeks, 20)
    assert set(found) == {*DETECTORS, TAIL, OWN}
    assert all(survey.score.shape == (2, 20) for survey in found.values())
    assert all(np.isfinite(survey.score).all() for survey in found.values())


def test_the_interval_of_a_ratio_is_the_exact_poisson_one_and_widens_with_dispersion():
    # Garwood's interval of 10 cases: 4.795 to 18.39.
    low, high = ratio_interval(10, 5, 1.0)
    assert (low, high) == (pytest.approx(0.959, abs=1e-3), pytest.approx(3.678, abs=1e-3))
    wide = ratio_interval(10, 5, 2.0)
    assert wide[0] < low
    assert wide[1] > high
    assert ratio_interval(0, 0, 1.0)[0] == 0
