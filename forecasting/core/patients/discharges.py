"""When patients leave: a discrete-time hazard, one LightGBM over all person-nights.

Each row is one night of one patient; its answer is whether the patient left that day (Cox 1972's
discrete model; Singer & Willett 1993). Who is still there counts for the nights so far and no
further, so that right-censoring needs no special care. A second model of the same nights, trained
only where patients are moved between wards, answers whether they left the hospital; it does not
look at the nights in the ward, because it is asked about nights for which nobody knows the ward.
"""

from __future__ import annotations

from dataclasses import dataclass

import lightgbm
import numpy as np
import numpy.typing as npt

from forecasting.core.calendar import CalendarSpec, calendar_columns
from forecasting.core.freq import Bools, Floats, Freq, Ints
from forecasting.core.options import ModelOptions
from forecasting.core.patients.stays import Stays, journeys

LEARN_DAYS = 730
LEAST_DISCHARGES = 300
"""Below this the Kaplan-Meier curve is all there is to know."""
LEAST_OF_SERIES = 30
"""A ward with fewer discharges is judged by its patients, not by its name."""
ROWS = 200_000
CHUNK_ROWS = 200_000
DAYS = ("weekday", "holiday", "days_after_holiday", "days_to_holiday", "ramadan")


@dataclass(frozen=True, slots=True, eq=False)
class Discharges:
    """The trained models. ward: leaving the series; home: leaving the hospital, None where nobody
    is ever moved.

    told: which series' names mean something to the model. features: what it reads.
    """

    ward: lightgbm.Booster
    home: lightgbm.Booster | None
    told: Bools
    features: tuple[str, ...]
    rows: int
    calendar: CalendarSpec


def train_discharges(
    stays: Stays, today: int, calendar: CalendarSpec, options: ModelOptions
) -> Discharges | None:
    """Learn from what was known on the day `today`; None where too few patients have left."""
    known = stays.as_known(today)
    ended = (known.discharged <= today) & (known.discharged > today - LEARN_DAYS)
    if ended.sum() < LEAST_DISCHARGES:
        return None
    before, final = journeys(known)
    told = np.bincount(known.series[ended], minlength=len(known.ids)) >= LEAST_OF_SERIES
    row, night = _person_nights(known, today, options.seed)
    left = known.admitted[row] + night == known.discharged[row]
    names, inputs = _inputs(known, before, told, row, night, calendar)
    texts = [name for name in names if name == "series" or name in known.texts]
    ward = _fit(inputs, left, names, texts, options)
    home = None
    if not final[ended].all():
        home = _fit(inputs[:, 1:], left & final[row], names[1:], texts, options)
    return Discharges(ward, home, told, tuple(names), len(row), calendar)


def _fit(
    inputs: npt.NDArray[np.float32],
    left: Bools,
    names: list[str],
    texts: list[str],
    options: ModelOptions,
) -> lightgbm.Booster:
    data = lightgbm.Dataset(
        inputs,
        left.astype(np.float64),
        feature_name=[f"f{number}" for number in range(len(names))],
        categorical_feature=[names.index(name) for name in texts],
        params=_params(options),
    )
    return lightgbm.train(_params(options), data, num_boost_round=options.trees)


def _params(options: ModelOptions) -> dict[str, object]:
    return {
        "objective": "binary",
        "num_leaves": options.leaves,
        "learning_rate": options.learning_rate,
        "min_data_in_leaf": 100,
        "feature_fraction": 0.8,
        "max_bin": 63,
        "num_threads": options.threads,
        "seed": options.seed,
        "deterministic": True,
        "force_row_wise": True,
        "verbosity": -1,
    }


def _person_nights(known: Stays, today: int, seed: int) -> tuple[Ints, Ints]:
    """Row and night of every night lived through in the last `LEARN_DAYS`, or a seeded sample."""
    first = np.maximum(today - LEARN_DAYS + 1 - known.admitted, 0)
    last = np.minimum(known.discharged, today) - known.admitted
    nights = np.maximum(last - first + 1, 0)
    ends = np.cumsum(nights)
    total = int(ends[-1])
    if total > ROWS:
        draw = np.sort(np.random.default_rng(seed).integers(0, total, ROWS))
    else:
        draw = np.arange(total)
    row = np.searchsorted(ends, draw, side="right")
    return row, first[row] + draw - (ends - nights)[row]


def leaving(
    discharges: Discharges, people: Stays, before: Ints, nights: Ints, *, home: bool = False
) -> Floats:
    """chance[p, n]: that person p leaves on the day of night nights[p, n], having stayed till then.

    people: one row a person. before: nights in the hospital before this series. home: leaves the
    hospital, not only the series.
    """
    away = home and discharges.home is not None
    model = discharges.home if away and discharges.home is not None else discharges.ward
    chance = np.empty(nights.shape)
    step = max(1, CHUNK_ROWS // max(1, nights.shape[1]))
    for start in range(0, len(nights), step):
        part = nights[start : start + step]
        row = np.repeat(np.arange(start, start + len(part)), part.shape[1])
        night, calendar = part.ravel(), discharges.calendar
        _, inputs = _inputs(people, before, discharges.told, row, night, calendar)
        found = model.predict(inputs[:, 1:] if away else inputs, num_threads=1)
        chance[start : start + step] = np.asarray(found).reshape(part.shape)
    return np.clip(chance, 0.0, 1.0)


def _inputs(
    stays: Stays, before: Ints, told: Bools, row: Ints, night: Ints, calendar: CalendarSpec
) -> tuple[list[str], npt.NDArray[np.float32]]:
    """Feature names and their matrix, one row per person-night; nights in the series come first."""
    admitted, series = stays.admitted[row], stays.series[row]
    day = admitted + night
    columns: dict[str, Floats] = {
        "nights": night.astype(np.float64),
        "nights_in_hospital": (before[row] + night).astype(np.float64),
        "admission_weekday": ((admitted + 3) % 7).astype(np.float64),
        "series": np.where(told[series], series, np.nan),
    }
    columns |= _days(day, calendar)
    columns |= {name: values[row] for name, values in stays.attributes.items()}
    return list(columns), np.column_stack([c.astype(np.float32) for c in columns.values()])


def _days(day: Ints, calendar: CalendarSpec) -> dict[str, Floats]:
    if not len(day):
        return {name: np.empty(0) for name in DAYS}
    first = int(day.min())
    dates = np.arange(first, int(day.max()) + 1).astype("datetime64[D]")
    table = calendar_columns(dates, Freq.DAILY, calendar)
    return {name: table[name][day - first] for name in DAYS}
