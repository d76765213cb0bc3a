"""Which totals a series is counted in: labels per level, a column each, empty for none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from forecasting.models import Level
from hospital.models import Facility, Network, Ward

ATC_LENGTHS = {"atc_1": 1, "atc_3": 4, "atc_5": 7}
"""Anatomical group, pharmacological subgroup and substance, by the length of their codes."""


def ward_places(wards: Sequence[Ward], network: Network) -> pd.DataFrame:
    """Of wards: facility, the depot's region where there are several, network."""
    facilities = np.array([ward.facility.code for ward in wards], dtype=object)
    places = pd.DataFrame({"unique_id": [ward.scope for ward in wards]})
    return _places(places, facilities, network)


def product_places(
    ids: Sequence[str],
    facility: Sequence[str],
    product: Sequence[str],
    atc: Sequence[str],
    network: Network,
) -> pd.DataFrame:
    """Of facilities' products: also product, and ATC class at three of its levels."""
    places = pd.DataFrame({"unique_id": list(ids), Level.PRODUCT.value: list(product)})
    for name, length in ATC_LENGTHS.items():
        places[name] = [code[:length] if len(code) >= length else "" for code in atc]
    return _places(places, np.array(facility, dtype=object), network)


def _places(places: pd.DataFrame, facilities: np.ndarray, network: Network) -> pd.DataFrame:
    rows = Facility.objects.filter(network=network).values_list("code", "supplied_by__code")
    depots = {code: depot or "" for code, depot in rows}
    regions = [depots.get(str(code), "") for code in facilities]
    places[Level.FACILITY.value] = facilities
    if len(set(regions) - {""}) > 1:
        places[Level.REGION.value] = regions
    places[Level.NETWORK.value] = network.code
    return places
