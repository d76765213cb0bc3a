"""What others would have forecast: statsforecast's models beside ours, where it is installed.

It is no dependency of the product (it holds pandas below 3); `make peers` makes an environment
that has both, and the bench then shows its rows from the same run on the same windows.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from forecasting.core.freq import Floats
from forecasting.core.series import Panel

PEERS = ("AutoETS", "DynamicOptimizedTheta", "AutoCES")
SAMPLE = 200
"""Of a larger family so many series are forecast, evenly spaced, and the seconds scaled up."""
LARGE = 1000

Peer = Callable[[Panel, int, tuple[float, ...]], Floats]


def installed() -> bool:
    return importlib.util.find_spec("statsforecast") is not None


def sample(panel: Panel) -> Any:
    """Positions of the series a peer is asked for: all of them, or `SAMPLE` of a large family."""
    count = len(panel.ids)
    if count <= LARGE:
        return np.arange(count)
    return np.linspace(0, count - 1, SAMPLE).astype(np.int64)


def peer(name: str) -> Peer:
    """A model of statsforecast as quantiles[i, h, k]; they must lie evenly around the median.

    Its intervals are those of the package (levels 20, 40, 60, 80 for deciles).
    """
    package = importlib.import_module("statsforecast")
    models = importlib.import_module("statsforecast.models")

    def forecast(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Floats:
        model = getattr(models, name)(season_length=panel.freq.season)
        label = str(model)
        engine = package.StatsForecast(models=[model], freq=1, n_jobs=1)
        levels = sorted({round(200 * abs(q - 0.5)) for q in quantiles if q != 0.5})
        told = engine.forecast(df=_long(panel), h=horizon, level=levels)
        told = told.sort_values(["unique_id", "ds"])
        columns = [told[_column(label, q)].to_numpy(dtype=np.float64) for q in quantiles]
        shape = (len(panel.ids), horizon, len(quantiles))
        return np.asarray(np.maximum(np.stack(columns, axis=1).reshape(shape), 0))

    return forecast


def _column(label: str, quantile: float) -> str:
    if quantile == 0.5:
        return label
    side = "lo" if quantile < 0.5 else "hi"
    return f"{label}-{side}-{round(200 * abs(quantile - 0.5))}"


def _long(panel: Panel) -> pd.DataFrame:
    series, period = np.nonzero(~np.isnan(panel.values))
    return pd.DataFrame({"unique_id": series, "ds": period, "y": panel.values[series, period]})
