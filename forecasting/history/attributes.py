"""What is known of a series apart from its values: the ward's specialty, the kind of place, ATC.

One text per series and attribute, as static columns of the frame; the model learns from them what
wards of a specialty, or products of a class, have in common. Also a product's pack size, so that a
pack counted as units is told from growth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from forecasting.core.units import Units
from forecasting.history.frame import History
from forecasting.models import ForecastKind
from hospital.models import Facility, Network, Product, WardSpecialty

ATC_LEVELS = {"atc": 1, "atc3": 4}
"""Anatomical group, and pharmacological subgroup, by the length of their codes."""
PACK = "pack"
WARD_KINDS = (ForecastKind.ADMISSIONS, ForecastKind.DISCHARGES, ForecastKind.OCCUPANCY)
Attributes = Mapping[str, Mapping[str, object]]
"""Per attribute, its value by series."""


def described(network: Network, kind: str, history: History) -> History:
    """The history with its attributes as static columns, beside those it has."""
    if history.last is None:
        return history
    if kind == ForecastKind.CONSUMPTION:
        found = _products(network, history.ids)
        history = replace(history, units=Units.MEND, pack=PACK)
    elif kind in WARD_KINDS:
        found = _wards(network, history.ids)
    else:
        return history
    frame = history.frame.assign(
        **{name: _column(history.frame, values) for name, values in found.items()}
    )
    attributes = pd.DataFrame(_kin(kind, history.ids, found))
    static = dict.fromkeys((*history.static, *(name for name in found if name != PACK)))
    return replace(history, frame=frame, static=tuple(static), attributes=attributes)


def _kin(kind: str, ids: tuple[str, ...], found: Attributes) -> dict[str, list[object]]:
    """The attributes of all series, also of those without a record, and the halves of their ids."""
    columns: dict[str, list[object]] = {
        "unique_id": list(ids),
        "facility": [name.partition("/")[0] for name in ids],
    }
    if kind == ForecastKind.CONSUMPTION:
        columns["product"] = [name.partition("/")[2] for name in ids]
    return columns | {
        name: [values.get(series, "") for series in ids]
        for name, values in found.items()
        if name != PACK
    }


def _column(frame: pd.DataFrame, values: Mapping[str, object]) -> pd.Series:
    """One value per row, looked up once per series."""
    names = frame["unique_id"]
    if isinstance(names.dtype, pd.CategoricalDtype):
        each = names.cat.categories.map(lambda name: values.get(str(name)))
        return pd.Series(each.take(names.cat.codes), index=frame.index)
    return names.map(lambda name: values.get(str(name)))


def _wards(network: Network, ids: tuple[str, ...]) -> Attributes:
    """A ward's own specialty, and the kind of its facility."""
    rows = WardSpecialty.objects.filter(ward__facility__network=network)
    columns = ("ward__facility__code", "ward__code", "specialty__code")
    own: dict[str, object] = {}
    for facility, ward, specialty in rows.order_by("priority", "pk").values_list(*columns):
        own.setdefault(f"{facility}/{ward}", specialty)
    return {
        "specialty": {name: own.get(name, "") for name in ids},
        "facility_kind": _by_facility(network, ids),
    }


def _products(network: Network, ids: tuple[str, ...]) -> Attributes:
    """ATC at two of its levels, the kind of the facility, and units in a pack."""
    rows = Product.objects.values_list("code", "atc", "pack_size")
    products = {code: (atc, pack) for code, atc, pack in rows}

    def of(pick: Callable[[str, int], object]) -> dict[str, object]:
        return {name: pick(*products.get(name.partition("/")[2], ("", 1))) for name in ids}

    found: dict[str, dict[str, object]] = {
        name: of(lambda atc, _, length=length: atc[:length])  # type: ignore[misc]
        for name, length in ATC_LEVELS.items()
    }
    return found | {"facility_kind": _by_facility(network, ids), PACK: of(lambda _, pack: pack)}


def _by_facility(network: Network, ids: tuple[str, ...]) -> dict[str, object]:
    kinds = dict(Facility.objects.filter(network=network).values_list("code", "kind"))
    return {name: kinds.get(name.partition("/")[0], "") for name in ids}
