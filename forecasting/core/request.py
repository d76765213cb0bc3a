"""What a forecast is asked and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from forecasting.core.backtest import SeriesScore
from forecasting.core.calendar import CalendarSpec
from forecasting.core.drivers import Drivers
from forecasting.core.errors import BadRequest
from forecasting.core.freq import Freq
from forecasting.core.notes import Notes
from forecasting.core.options import ModelOptions
from forecasting.core.series import Fill
from forecasting.core.units import Units
from forecasting.core.walkforward import BucketScore, MemberScore

DEFAULT_QUANTILES = (0.1, 0.5, 0.8, 0.9, 0.95)
NEEDED_QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class ForecastOptions:
    """windows: walk-forward windows of one horizon each, for scores, choice and calibration;
    None takes more of them the fewer series there are to learn from side by side (`test_windows`).

    refit: train LightGBM anew at each window's cutoff instead of once at the oldest: slower, and
    worth it where histories are short against the windows; None means for months, and where there
    is so little to learn from that it costs a second.
    static, known: names of the frame's static and known-ahead columns. units: what to do about a
    series that changes its unit on the way (`units`); pack: the column with its pack size, if any.
    members: who may stand for election, all that suit the family when empty. intervals: whether
    the quantiles of whole intervals are learned too (`protection.night`).
    """

    windows: int | None = None
    refit: bool | None = None
    fill: Fill = Fill.ZERO
    static: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    units: Units = Units.IGNORE
    pack: str = ""
    members: tuple[str, ...] = ()
    intervals: bool = False
    calendar: CalendarSpec = field(default_factory=CalendarSpec)
    model: ModelOptions = field(default_factory=ModelOptions)


@dataclass(frozen=True, slots=True, eq=False)
class ForecastRequest:
    """One family of series of one frequency.

    frame: long `unique_id, ds, y` and the columns the options name. horizon: periods ahead.
    ids: series that must be answered even without one row. future: known-ahead values of the
    horizon. stays: for occupancy, one row per stay (`unique_id, admitted, discharged`), see
    `occupancy`. places: columns `unique_id` and one label per level (facility, network, ...) whose
    totals are wanted too, an empty label where a series belongs to none. attributes: `unique_id`
    and texts that make series kin, also of those without one row (`kin`); the frame's static
    columns when not given. notes: per series about its history, to go with its answer.
    """

    frame: pd.DataFrame
    freq: Freq
    horizon: int
    quantiles: tuple[float, ...] = DEFAULT_QUANTILES
    ids: tuple[str, ...] = ()
    options: ForecastOptions = field(default_factory=ForecastOptions)
    future: pd.DataFrame | None = None
    stays: pd.DataFrame | None = None
    places: pd.DataFrame | None = None
    attributes: pd.DataFrame | None = None
    notes: Notes = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.horizon < 1:
            raise BadRequest(f"a horizon has at least one period, not {self.horizon}")
        if not all(0 < q < 1 for q in self.quantiles):
            raise BadRequest(f"quantiles lie between 0 and 1: {self.quantiles}")

    @property
    def levels(self) -> tuple[float, ...]:
        """The quantiles asked for and those that scores need, ascending."""
        return tuple(sorted({*self.quantiles, *NEEDED_QUANTILES}))


@dataclass(frozen=True, slots=True, eq=False)
class ForecastAnswer:
    """frame: `unique_id, ds, mean, q10, q50, ...`, complete and in order of series and date.

    scores: one per series that had a window. family: all series together. notes: per
    series id, "*" for the family. model: what the family is forecast with. members: every member
    that stood for election, best first; buckets: what is used, by horizon. history_values, last:
    how much history was seen, and its last day. drivers: what each mean is made of. patients: who
    is in bed and when they may leave (`expected_discharges`), None where no stays were given.
    totals: the same of the totals, their ids LEVEL:KEY, where places were given. intervals: the
    same of whole intervals, where they were asked for (`protection.answer`).
    """

    frame: pd.DataFrame
    model: str
    scores: tuple[SeriesScore, ...]
    family: SeriesScore | None
    notes: Notes
    features: tuple[str, ...]
    versions: Mapping[str, str]
    seed: int
    train_rows: int
    data_sha256: str
    members: tuple[MemberScore, ...] = ()
    buckets: tuple[BucketScore, ...] = ()
    history_values: int = 0
    last: date | None = None
    drivers: Mapping[str, Drivers] = field(default_factory=dict)
    patients: pd.DataFrame | None = None
    totals: ForecastAnswer | None = None
    intervals: ForecastAnswer | None = None


def quantile_name(quantile: float) -> str:
    """The column of a quantile: 0.1 -> q10, 0.05 -> q05, 0.975 -> q97.5."""
    text = f"{quantile * 100:.6g}"
    return "q" + (text.zfill(2) if "." not in text else text)
