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
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from forecasting.models import (
    FAMILY_KINDS,
    LEARNED_FROM,
    ForecastFamily,
    ForecastKind,
    ForecastRun,
    ForecastSeries,
    Frequency,
    family_of,
)
from forecasting.services.facts import run_facts
from forecasting.services.fairness import fairness
from forecasting.services.patients import patients_keep
from forecasting.services.rows import series_rows
from forecasting.services.scoring import overrides_score
from forecasting.services.watch import forecast_watch
from hospital.errors import ApplicationError
from hospital.models import Consumption, Network, Stay

if TYPE_CHECKING:
    from forecasting.core.calendar import CalendarSpec
    from forecasting.core.request import ForecastAnswer, ForecastRequest
    from forecasting.core.series import Panel
    from forecasting.history import History

log = logging.getLogger(__name__)

QUANTILES = (0.1, 0.5, 0.8, 0.9, 0.95)
WARD_QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95)
"""Of wards more is asked: how likely it is that the patients are more than the beds."""
BATCH_ROWS = 1000
CHILD = "forecasting.core.child"
FREQUENCIES = {"D": Frequency.DAY, "W": Frequency.WEEK, "M": Frequency.MONTH}
ROOT = Path(__file__).resolve().parent.parent.parent
Runner = Callable[[Path], None]


def forecast_scope_exists(*, network: Network, family: str) -> bool:
    """Whether there is any record that the family is forecast from."""
    if family == ForecastFamily.CONSUMPTION:
        return Consumption.objects.filter(facility__network=network).exists()
    return Stay.objects.filter(facility__network=network).exists()


def forecast_prepare(*, network: Network, family: str, as_of: date, job_dir: Path) -> int:
    """Write the job for a child into `job_dir`; the number of series, 0 when there is nothing.

    family: kinds that are forecast together. Only whole days count: `as_of` itself is seen when it
    is over in the network's time zone.
    """
    from forecasting.core.jobfiles import write_job
    from forecasting.history import read_calendar, read_family

    histories = read_family(network=network, family=family, as_of=whole_day(network, as_of))
    if any(history.last is None for history in histories.values()):
        return 0
    calendar = read_calendar(network)
    write_job(job_dir, {kind: _request(kind, each, calendar) for kind, each in histories.items()})
    return sum(len(history.ids) for history in histories.values())


def _request(kind: str, history: History, calendar: CalendarSpec) -> ForecastRequest:
    from forecasting.core.options import STATISTICAL
    from forecasting.core.request import ForecastOptions, ForecastRequest
    from forecasting.history import HORIZON

    # Discharges are made for their agreement with the two others, and rosters wait for all three.
    options = ForecastOptions(
        fill=history.fill,
        static=history.static,
        known=history.known,
        units=history.units,
        pack=history.pack,
        members=STATISTICAL if kind == ForecastKind.DISCHARGES else (),
        intervals=kind in LEARNED_FROM.values(),
        calendar=calendar,
    )
    return ForecastRequest(
        frame=history.frame,
        freq=history.freq,
        horizon=HORIZON[history.freq],
        quantiles=QUANTILES if kind == ForecastKind.CONSUMPTION else WARD_QUANTILES,
        ids=history.ids,
        options=options,
        future=history.future,
        stays=history.stays,
        places=history.places,
        attributes=history.attributes,
        notes=history.notes,
    )


def whole_day(network: Network, as_of: date) -> date:
    """`as_of`, or yesterday in the network's time zone where that day is not over yet."""
    today = timezone.now().astimezone(ZoneInfo(network.time_zone)).date()
    return min(as_of, today - timedelta(days=1))


def forecast_store(
    *,
    network: Network,
    family: str,
    as_of: date,
    job_dir: Path,
    fence: Callable[[], object] | None = None,
    seconds: float = 0.0,
) -> list[ForecastRun]:
    """Keep the child's answers as the network's current forecasts of the family's kinds, all of
    them or nothing.

    fence runs first inside the transaction and raises when somebody else has taken over. Raises
    ApplicationError when the child left no answer.
    """
    from forecasting.core.jobfiles import ANSWER, read_answer, read_panel

    folders = {kind: job_dir / kind for kind in FAMILY_KINDS[family] if kind not in LEARNED_FROM}
    for kind, folder in folders.items():
        if not (folder / ANSWER).exists():
            raise ApplicationError(f"The forecast of {kind} left no answer.")
    read = {kind: (read_answer(each), read_panel(each)) for kind, each in folders.items()}
    for kind, source in LEARNED_FROM.items():
        if source in read and read[source][0].intervals is not None:
            read[kind] = read[source][0].intervals, read[source][1]
            folders[kind] = folders[source]
    day = whole_day(network, as_of)
    with transaction.atomic():
        if fence is not None:
            fence()
        runs = [
            _keep(network, kind, day, folders[kind], answer, panel, seconds)
            for kind, (answer, panel) in read.items()
        ]
    for run in runs:
        panel = read[run.kind][1]
        forecast_watch(run=run, panel=panel)
        _score_overrides(run, panel)
    return runs


def _keep(
    network: Network,
    kind: str,
    day: date,
    folder: Path,
    answer: ForecastAnswer,
    panel: Panel,
    seconds: float,
) -> ForecastRun:
    """One kind's rows; the run before it is no longer current."""
    from forecasting.core.jobfiles import read_outline, read_places
    from forecasting.services.recent import recent_values

    outline = read_outline(folder)
    runs = ForecastRun.objects.filter(network=network, kind=kind)
    list(runs.select_for_update().values_list("pk", flat=True))
    runs.filter(is_current=True).update(is_current=False)
    run = ForecastRun.objects.create(
        network=network,
        kind=kind,
        as_of=day,
        frequency=FREQUENCIES[outline.freq],
        seconds=seconds,
        fairness=fairness(network=network, kind=kind, answer=answer),
        **run_facts(kind, answer, outline, panel),
    )
    rows = series_rows(run, answer, recent_values(panel, read_places(folder)))
    ForecastSeries.everything.bulk_create(rows, batch_size=BATCH_ROWS)
    patients_keep(run=run, patients=answer.patients)
    return run


def _score_overrides(run: ForecastRun, panel: Panel) -> None:
    """A look back that fails takes no forecast away that is made and kept."""
    try:
        overrides_score(network=run.network, kind=run.kind, panel=panel)
    except Exception:
        log.exception("overrides of %s were not scored", run)


def forecast_make(
    *, network: Network, kind: str, as_of: date, runner: Runner | None = None
) -> ForecastRun | None:
    """Make the family of a kind, see `forecasts_make`; that kind's run, None without records."""
    made = forecasts_make(network=network, family=family_of(kind), as_of=as_of, runner=runner)
    return next((run for run in made if run.kind == kind), None)


def forecasts_make(
    *, network: Network, family: str, as_of: date, runner: Runner | None = None
) -> list[ForecastRun]:
    """Prepare, let `runner` do the job in its folder, store; nothing when there are no records.

    Raises ApplicationError with the child's own words when it fails.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="forecast-") as folder:
        job_dir = Path(folder)
        if not forecast_prepare(network=network, family=family, as_of=as_of, job_dir=job_dir):
            return []
        (runner or run_child)(job_dir)
        seconds = time.monotonic() - began
        return forecast_store(
            network=network, family=family, as_of=as_of, job_dir=job_dir, seconds=seconds
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
