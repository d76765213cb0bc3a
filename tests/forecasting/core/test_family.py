from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecasting.core.coherent import common_cutoffs, tested_windows, work_family
from forecasting.core.errors import BadRequest
from forecasting.core.family import MOVES, forecast_family
from forecasting.core.flow import KINDS
from forecasting.core.freq import Freq, period_dates
from forecasting.core.options import ModelOptions
from forecasting.core.reconcile import DECIMALS
from forecasting.core.request import ForecastAnswer, ForecastOptions, ForecastRequest
from tests.forecasting.core.frames import MONDAY, counts

WARDS = ("A/1", "A/2", "B/1", "B/2", "B/9")
QUICK = ForecastOptions(model=ModelOptions(trees=15, rows=2000), windows=2)
HORIZON = 7
tested = tested_windows
tested.__test__ = False  # type: ignore[attr-defined]


def units(values: pd.Series) -> np.ndarray:
    return np.rint(values.to_numpy(dtype=float) * 10**DECIMALS).astype(int).reshape(-1, HORIZON)


def history(days: int = 140, seed: int = 2) -> dict[str, np.ndarray]:
    """Patients of four wards who come, stay and go, some by way of another ward of theirs."""
    random = np.random.default_rng(seed)
    came, went, there = np.zeros((3, 4, days))
    for ward in range(4):
        for day in range(days):
            for nights in random.geometric(0.3, random.poisson(3 + ward)):
                came[ward, day] += 1
                half = nights // 2 if random.random() < 0.2 else nights
                last = ward ^ 1 if half < nights else ward  # the other ward of the facility
                there[ward, day : day + half] += 1
                there[last, day + half : day + nights] += 1
                if day + nights < days:
                    went[last, day + nights] += 1
    return dict(zip(KINDS, (came, went, there), strict=True))


def request(values: np.ndarray, **options: object) -> ForecastRequest:
    count, days = values.shape
    frame = pd.DataFrame(
        {
            "unique_id": np.repeat(WARDS[:count], days),
            "ds": np.tile(period_dates(MONDAY, days, Freq.DAILY), count),
            "y": values.ravel(),
        }
    )
    places = pd.DataFrame(
        {"unique_id": WARDS, "facility": [w[0] for w in WARDS], "network": "NET", "region": ""}
    )
    asked = {"ids": WARDS, "options": QUICK, "places": places} | options
    return ForecastRequest(frame, Freq.DAILY, HORIZON, **asked)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def answers() -> dict[str, ForecastAnswer]:
    return forecast_family({kind: request(values) for kind, values in history().items()})


@pytest.mark.parametrize("kind", KINDS)
def test_totals_are_the_sums_of_what_is_answered_to_the_last_decimal(answers, kind):
    answer = answers[kind]
    parts = units(answer.frame["mean"])
    totals = answer.totals.frame
    assert list(dict.fromkeys(totals.unique_id)) == ["facility:A", "facility:B", "network:NET"]
    sums = units(totals["mean"])
    assert (sums[0] == parts[:2].sum(axis=0)).all()
    assert (sums[1] == parts[2:].sum(axis=0)).all()
    assert (sums[2] == parts.sum(axis=0)).all()


def test_each_night_is_the_night_before_and_who_came_less_who_went(answers):
    before = history()["occupancy"][:, -1:] * 10**DECIMALS
    there = units(answers["occupancy"].frame["mean"])
    nights = np.column_stack([np.append(before, 0).astype(int), there[:, :-1]])
    came, went = (units(answers[kind].frame["mean"]) for kind in KINDS[:2])
    moves = units(answers["occupancy"].frame[MOVES])
    assert (there == nights + came - went + moves).all()
    assert (moves[:2].sum(axis=0) == 0).all()
    assert (moves[2:].sum(axis=0) == 0).all()
    assert moves.any()


@pytest.mark.parametrize("kind", KINDS)
def test_quantiles_are_in_order_and_totals_have_their_own(answers, kind):
    for frame in (answers[kind].frame, answers[kind].totals.frame):
        levels = frame[["q10", "q50", "q80", "q90", "q95"]].to_numpy()
        assert (levels >= 0).all()
        assert (np.diff(levels, axis=1) >= -1e-9).all()
    parts, totals = answers[kind].frame, answers[kind].totals.frame
    width = (parts.q90 - parts.q10).groupby(parts.ds).sum().to_numpy()
    whole = totals[totals.unique_id == "network:NET"]
    # Independent wards rarely have their worst day together: narrower than the sum of the bands.
    assert (whole.q90 - whole.q10).to_numpy().mean() < 0.9 * width.mean()


def test_what_each_mean_is_made_of_still_adds_up_and_a_ward_without_patients_stays_empty(answers):
    for answer in answers.values():
        means = answer.frame.set_index("unique_id")["mean"]
        for name, drivers in answer.drivers.items():
            parts = np.sum(list(drivers.groups.values()), axis=0)
            wanted = means[name].to_numpy()[np.array(drivers.steps) - 1]
            assert parts == pytest.approx(wanted, abs=0.002)
        assert not means["B/9"].any()


def test_scores_are_those_of_the_agreed_forecasts_and_totals_have_some(answers):
    for answer in answers.values():
        assert {score.unique_id for score in answer.scores} == set(WARDS[:4])
        totals = {score.unique_id: score for score in answer.totals.scores}
        assert totals["network:NET"].wape < min(score.wape for score in answer.scores)
        assert "loss on the windows" in str(answer.notes["*"][-1])


def test_nothing_after_the_cutoff_is_seen():
    known = {kind: values[:, :100] for kind, values in history().items()}
    later = {kind: values.copy() for kind, values in history().items()}
    for values in later.values():
        values[:, 100:] = 999
    cut = {kind: values[:, :100] for kind, values in later.items()}
    first, second = (
        forecast_family({kind: request(values) for kind, values in each.items()})
        for each in (known, cut)
    )
    for kind in KINDS:
        assert first[kind].frame["mean"].tolist() == second[kind].frame["mean"].tolist()


def test_a_kind_by_itself_has_totals_and_no_story():
    found = forecast_family({"admissions": request(history()["admissions"])})
    assert found["admissions"].totals is not None
    assert not any("other kinds" in str(note) for note in found["admissions"].notes.get("*", ()))


def test_kinds_of_other_wards_are_refused():
    requests = {kind: request(values) for kind, values in history().items()}
    requests["discharges"] = request(history()["discharges"][:3], ids=WARDS[:3])
    with pytest.raises(BadRequest, match="same wards"):
        forecast_family(requests)


def test_histories_too_short_for_a_window_agree_all_the_same():
    short = {kind: values[:, :20] for kind, values in history().items()}
    found = forecast_family({kind: request(values) for kind, values in short.items()})
    there = units(found["occupancy"].frame["mean"])
    changes = units(found["admissions"].frame["mean"]) - units(found["discharges"].frame["mean"])
    moves = units(found["occupancy"].frame[MOVES])
    assert (np.diff(there, axis=1) == (changes + moves)[:, 1:]).all()


def test_all_zero_and_single_series_are_their_own_totals():
    nothing = forecast_family({"consumption": request(np.zeros((4, 60)))})["consumption"]
    assert not nothing.totals.frame["mean"].any()
    single = request(history()["admissions"][:1], ids=WARDS[:1])
    alone = forecast_family({"admissions": single})["admissions"]
    totals = alone.totals.frame
    assert totals.unique_id.nunique() == 2
    assert totals["mean"].tolist() == alone.frame["mean"].tolist() * 2
    assert totals.q90.tolist() == pytest.approx(alone.frame.q90.tolist() * 2)


def test_an_empty_family_is_an_empty_answer():
    frame = pd.DataFrame({"unique_id": [], "ds": [], "y": []})
    places = pd.DataFrame({"unique_id": [], "network": []})
    asked = ForecastRequest(frame, Freq.MONTHLY, 3, places=places)
    assert forecast_family({"consumption": asked})["consumption"].frame.empty


def test_parts_and_totals_are_compared_on_the_same_windows():
    frame = counts(series=4, periods=140)
    names = sorted(frame.unique_id.unique())
    places = pd.DataFrame({"unique_id": names, "facility": ["A", "A", "B", "B"], "network": "NET"})
    asked = ForecastRequest(frame, Freq.DAILY, HORIZON, options=QUICK, places=places)
    family = work_family(asked, lambda stage, done, of: None)
    assert tested(family.parts) == tested(family.totals) == (126, 133)
    assert common_cutoffs([family.parts, family.totals]) == (126, 133)
