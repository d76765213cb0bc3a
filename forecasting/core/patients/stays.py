"""Stays as arrays: who came when, who left when, and what was known of them at admission.

A row is the time spent in one series (a ward). Several rows may belong to one stay: who is moved
leaves a ward without leaving the hospital, and arrives in the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from forecasting.core.errors import BadSeries
from forecasting.core.freq import Bools, Floats, Ints
from forecasting.core.series import Panel

FAR = int(np.iinfo(np.int64).max // 2)
"""The day on which a patient who is still there leaves, as far as anybody knows."""
KEYS = ("unique_id", "admitted", "discharged", "stay")


@dataclass(frozen=True, slots=True, eq=False)
class Stays:
    """One entry per row: series (ward), day admitted, day discharged (FAR while present).

    stay: number of the hospital stay the row is part of. attributes: what was known at admission,
    numbers as they are and texts as codes, NaN where unknown; texts: which of them are codes.
    """

    ids: tuple[str, ...]
    series: Ints
    admitted: Ints
    discharged: Ints
    stay: Ints
    attributes: Mapping[str, Floats] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.series)

    def part(self, chosen: Bools | Ints) -> Stays:
        """Only the rows chosen by a mask or by positions."""
        return replace(
            self,
            series=self.series[chosen],
            admitted=self.admitted[chosen],
            discharged=self.discharged[chosen],
            stay=self.stay[chosen],
            attributes={name: values[chosen] for name, values in self.attributes.items()},
        )

    def as_known(self, today: int) -> Stays:
        """Without later admissions, and with later discharges not yet known."""
        seen = self.part(self.admitted <= today)
        return replace(seen, discharged=np.where(seen.discharged > today, FAR, seen.discharged))

    def of(self, names: tuple[str, ...]) -> Ints:
        """Position among `names` of each row's series, -1 where it is none of them."""
        position = {name: row for row, name in enumerate(names)}
        codes = np.array([position.get(name, -1) for name in self.ids], dtype=np.int64)
        return codes[self.series] if len(codes) else np.empty(0, dtype=np.int64)


def read_stays(frame: pd.DataFrame) -> Stays:
    """From columns `unique_id, admitted, discharged` (local dates; discharged empty while present).

    `stay` (a whole number) says which rows are one hospital stay; without it each row is its own.
    All other columns are taken as attributes known at admission.

    Raises BadSeries when an admission date is missing or a discharge lies before it.
    """
    codes, names = pd.factorize(frame["unique_id"].astype(str), sort=True)
    ids = tuple(str(name) for name in names)
    admitted = pd.to_datetime(frame["admitted"]).to_numpy().astype("datetime64[D]")
    discharged = pd.to_datetime(frame["discharged"]).to_numpy().astype("datetime64[D]")
    open_ended = np.isnat(discharged)
    bad = np.isnat(admitted) | (~open_ended & (discharged < admitted))
    if bad.any():
        row = int(bad.argmax())
        raise BadSeries(ids[codes[row]], row, "no admission date, or discharged before admitted")
    attributes, texts = _attributes(frame)
    stay = frame["stay"].to_numpy() if "stay" in frame.columns else np.arange(len(frame))
    return Stays(
        ids,
        codes.astype(np.int64),
        admitted.astype(np.int64),
        np.where(open_ended, FAR, discharged.astype(np.int64)),
        stay.astype(np.int64),
        attributes,
        texts,
    )


def _attributes(frame: pd.DataFrame) -> tuple[dict[str, Floats], frozenset[str]]:
    found: dict[str, Floats] = {}
    texts = set()
    for name in (str(column) for column in frame.columns if column not in KEYS):
        if pd.api.types.is_numeric_dtype(frame[name]):
            found[name] = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
        else:
            codes, _ = pd.factorize(frame[name], sort=True)
            found[name] = np.where(codes < 0, np.nan, codes.astype(np.float64))
            texts.add(name)
    return found, frozenset(texts)


def last_day(panel: Panel) -> int:
    """Number of a daily panel's last day: the day whose evening a forecast is made on."""
    return int(panel.dates()[-1].astype("datetime64[D]").astype(np.int64))


def census(stays: Stays, first: int, days: int) -> Floats:
    """Midnight census per series and day from day number `first` (days since 1970-01-01)."""
    change = np.zeros((len(stays.ids), days + 1))
    start = np.clip(stays.admitted - first, 0, days)
    end = np.clip(stays.discharged - first, 0, days)
    np.add.at(change, (stays.series, start), 1)
    np.add.at(change, (stays.series, end), -1)
    return np.cumsum(change[:, :days], axis=1)


def journeys(stays: Stays) -> tuple[Ints, Bools]:
    """Per row: nights in the hospital before it, and whether the stay has no later row."""
    order = np.lexsort((stays.admitted, stays.stay))
    same = stays.stay[order][1:] == stays.stay[order][:-1]
    first = np.append(True, ~same)[: len(order)]
    begin = stays.admitted[order][np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))]
    before, last = np.empty(len(order), dtype=np.int64), np.empty(len(order), dtype=bool)
    before[order] = stays.admitted[order] - begin
    last[order] = np.append(~same, True)[: len(order)]
    return before, last
