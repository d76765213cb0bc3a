"""Making and keeping forecasts. The work itself is done by a child process; see `forecast_make`.

History and job files are imported where they are used: pandas costs a second that no page needs,
and LightGBM must never enter a process that forks.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from forecasting.models import ForecastKind, ForecastRun, ForecastSeries, Frequency
from forecasting.services.facts import run_facts, series_facts
from forecasting.services.fairness import fairness
from forecasting.services.patients import patients_keep
from forecasting.services.scoring import overrides_score
from forecasting.services.watch import forecast_watch
from hospital.errors import ApplicationError
from hospital.models import Facility, Network, Product, Ward

if TYPE_CHECKING:
    import pandas as pd

    from forecasting.core.request import ForecastAnswer
    from forecasting.core.series import Panel

log = logging.getLogger(__name__)

QUANTILES = (0.1, 0.5, 0.8, 0.9, 0.95)
WARD_QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95)
"""Of wards more is asked: how likely it is that the patients are more than the beds."""
BATCH_ROWS = 1000
CHILD = "forecasting.core.child"
FREQUENCIES = {"D": Frequency.DAY, "W": Frequency.WEEK, "M": Frequency.MONTH}
ROOT = Path(__file__).resolve().parent.parent.parent
Runner = Callable[[Path], None]


def forecast_prepare(*, network: Network, kind: str, as_of: date, job_dir: Path) -> int:
    """Write the job for a child into `job_dir`; the number of series, 0 when there is nothing.

    Only whole days count: `as_of` itself is seen when it is over in the network's time zone.
    """
    from forecasting.core.jobfiles import write_request
    from forecasting.core.request import ForecastOptions, ForecastRequest
    from forecasting.history import HORIZON, read_calendar, read_history

    history = read_history(network=network, kind=kind, as_of=whole_day(network, as_of))
    if history.last is None:
        return 0
    options = ForecastOptions(
        fill=history.fill,
        static=history.static,
        units=history.units,
        pack=history.pack,
        calendar=read_calendar(network),
    )
    request = ForecastRequest(
        frame=history.frame,
        freq=history.freq,
        horizon=HORIZON[history.freq],
        quantiles=QUANTILES if kind == ForecastKind.CONSUMPTION else WARD_QUANTILES,
        ids=history.ids,
        options=options,
        stays=history.stays,
    )
    write_request(job_dir, request)
    return len(history.ids)


def whole_day(network: Network, as_of: date) -> date:
    """`as_of`, or yesterday in the network's time zone where that day is not over yet."""
    today = timezone.now().astimezone(ZoneInfo(network.time_zone)).date()
    return min(as_of, today - timedelta(days=1))


def forecast_store(
    *,
    network: Network,
    kind: str,
    as_of: date,
    job_dir: Path,
    fence: Callable[[], object] | None = None,
    seconds: float = 0.0,
) -> ForecastRun:
    """Keep the child's answer as the network's current forecast of the kind, all of it or nothing.

    fence runs first inside the transaction and raises when somebody else has taken over. Raises
    ApplicationError when the child left no answer.
    """
    from forecasting.core.jobfiles import ANSWER, read_answer, read_outline, read_panel

    if not (job_dir / ANSWER).exists():
        raise ApplicationError(f"The forecast of {kind} left no answer.")
    answer = read_answer(job_dir)
    outline, panel = read_outline(job_dir), read_panel(job_dir)
    with transaction.atomic():
        if fence is not None:
            fence()
        runs = ForecastRun.objects.filter(network=network, kind=kind)
        list(runs.select_for_update().values_list("pk", flat=True))
        runs.filter(is_current=True).update(is_current=False)
        run = ForecastRun.objects.create(
            network=network,
            kind=kind,
            as_of=whole_day(network, as_of),
            frequency=FREQUENCIES[outline.freq],
            horizon=outline.horizon,
            seconds=seconds,
            fairness=fairness(network=network, kind=kind, answer=answer),
            **run_facts(answer, outline, panel),
        )
        ForecastSeries.objects.bulk_create(_series(run, answer), batch_size=BATCH_ROWS)
        patients_keep(run=run, patients=answer.patients)
    forecast_watch(run=run, panel=panel)
    _score_overrides(run, panel)
    return run


def _score_overrides(run: ForecastRun, panel: Panel) -> None:
    """A look back that fails takes no forecast away that is made and kept."""
    try:
        overrides_score(network=run.network, kind=run.kind, panel=panel)
    except Exception:
        log.exception("overrides of %s were not scored", run)


def _series(run: ForecastRun, answer: ForecastAnswer) -> Iterable[ForecastSeries]:
    """Unsaved rows, one per series whose facility, and ward or product, still exist."""
    places = _places(run)
    scores = {score.unique_id: score for score in answer.scores}
    columns = [name for name in answer.frame.columns if name not in ("unique_id", "ds")]
    for name, part in answer.frame.groupby("unique_id", observed=True, sort=False):
        place = places.get(str(name))
        if place is None:
            continue
        yield ForecastSeries(
            run=run,
            unique_id=str(name),
            start=part["ds"].iloc[0].date(),
            points={column: _rounded(part[column]) for column in columns},
            **place,
            **series_facts(str(name), answer, scores),
        )


def _rounded(values: pd.Series) -> list[float]:
    """Four decimals: enough for planning, and a third of the bytes."""
    return [round(value, 4) for value in values.tolist()]


def _places(run: ForecastRun) -> dict[str, dict[str, Any]]:
    """Per unique_id the keys of its facility and its ward or product."""
    if run.kind != ForecastKind.CONSUMPTION:
        wards = Ward.objects.filter(facility__network=run.network).select_related("facility")
        return {w.scope: {"facility_id": w.facility_id, "ward_id": w.pk} for w in wards}
    facilities = Facility.objects.filter(network=run.network).values_list("code", "pk")
    return _Pairs(dict(facilities), dict(Product.objects.values_list("code", "pk")))


class _Pairs(dict[str, dict[str, Any]]):
    """FACILITY/PRODUCT looked up by its halves: there are too many pairs to list."""

    def __init__(self, facilities: dict[str, int], products: dict[str, int]) -> None:
        super().__init__()
        self.facilities, self.products = facilities, products

    def get(self, name: str, default: Any = None) -> Any:
        facility, _, product = name.partition("/")
        if facility not in self.facilities or product not in self.products:
            return default
        return {
            "facility_id": self.facilities[facility],
            "product_id": self.products[product],
        }


def forecast_make(
    *, network: Network, kind: str, as_of: date, runner: Runner | None = None
) -> ForecastRun | None:
    """Prepare, let `runner` do the job in its folder, store; None when there are no records.

    Raises ApplicationError with the child's own words when it fails.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="forecast-") as folder:
        job_dir = Path(folder)
        if not forecast_prepare(network=network, kind=kind, as_of=as_of, job_dir=job_dir):
            return None
        (runner or run_child)(job_dir)
        seconds = time.monotonic() - began
        return forecast_store(
            network=network, kind=kind, as_of=as_of, job_dir=job_dir, seconds=seconds
        )


def run_child(job_dir: Path, module: str = CHILD) -> None:
    """Do the job in a fresh process and wait for it. Raises ApplicationError when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", module, str(job_dir)],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise ApplicationError(f"The forecast failed: {_last_words(done.stdout, done.stderr)}")


def _last_words(told: str, log: str) -> str:
    """The child's own error, or the end of its log when it broke without a word."""
    last = (told.strip().splitlines() or ["{}"])[-1]
    error = json.loads(last).get("error") if last.startswith("{") else None
    return error or (log.strip().splitlines() or ["it ended without a word"])[-1]
