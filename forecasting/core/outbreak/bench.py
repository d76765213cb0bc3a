"""Detectors on public counts with outbreaks laid over them: every detector, the same outbreaks.

Per file the last two years (one where the file has less than five) are the test, year by year:
what is learned is learned on the weeks before the year. Clean weeks of the test give the false
alarms, counted in weeks so that an alarm that never ends is not one alarm; outbreaks laid over the
same weeks (`inject`) give the share that is found in the week of their start or one of the two
after it. Weeks that somebody labelled an outbreak count for neither.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from forecasting.core.errors import UnsupportedFile
from forecasting.core.freq import Bools, Floats
from forecasting.core.outbreak.files import CountFile, read_counts
from forecasting.core.outbreak.inject import draw, outbreak_rows
from forecasting.core.outbreak.options import WatchOptions
from forecasting.core.outbreak.watch import OWN, learn, look
from forecasting.core.outbreak.weeks import YEAR, Survey, Weeks

BLOCK = 52
LONG = 260
LEAST_TRAIN = 52
WITHIN = 3
SIZES = (2.0, 4.0, 8.0)
EACH = 4
"""Outbreaks per series, year, size and shape."""


@dataclass
class _Tally:
    """One detector on one file. hits: per outbreak the week it was found in, WITHIN where not;
    clean, injected: scores relative to the threshold, for the level where all make one false
    alarm."""

    clean_weeks: int = 0
    published_alarms: int = 0
    calibrated_alarms: int = 0
    published: list[int] = field(default_factory=list)
    calibrated: list[int] = field(default_factory=list)
    clean: list[Floats] = field(default_factory=list)
    injected: list[Floats] = field(default_factory=list)
    series: int = 0


def benchmark_rows(
    files: Sequence[Path],
    on_progress: Callable[[str, int, int], None] | None = None,
    *,
    seed: int | None = None,
    options: WatchOptions | None = None,
) -> list[dict[str, Any]]:
    """One row per file and detector, and one per detector over all series.

    Raises UnsupportedFile for a file without counts or too short to be learned from.
    """
    options = options or WatchOptions()
    if seed is not None:
        options = replace(options, model=replace(options.model, seed=seed))
    rows: list[dict[str, Any]] = []
    total: dict[str, _Tally] = {}
    spent = 0.0
    for number, path in enumerate(files):
        if on_progress is not None:
            on_progress(path.name, number, len(files))
        for source in read_counts(path):
            began = time.process_time()
            tallies = _tallies(source, options)
            seconds = time.process_time() - began
            spent += seconds
            rows += [_row(source.name, name, t, seconds) for name, t in tallies.items()]
            for name, tally in tallies.items():
                _add(total.setdefault(name, _Tally()), tally)
    return rows + [_row("all series", name, tally, spent) for name, tally in total.items()]


def _tallies(source: CountFile, options: WatchOptions) -> dict[str, _Tally]:
    periods = source.weeks.periods
    blocks = 2 if periods >= LONG else 1
    if periods < blocks * BLOCK + LEAST_TRAIN:
        what = f"{periods} weeks are too few: a year to learn from and a year to test on"
        raise UnsupportedFile(source.name, None, what)
    mark = zlib.crc32(source.name.encode())
    generator = np.random.default_rng([options.model.seed, mark])
    tallies: dict[str, _Tally] = {}
    for block in range(blocks, 0, -1):
        start = periods - block * BLOCK
        _test_block(source, start, options, generator, tallies)
    for tally in tallies.values():
        tally.series = len(source.weeks.ids)
    return tallies


def _test_block(
    source: CountFile,
    start: int,
    options: WatchOptions,
    generator: np.random.Generator,
    tallies: dict[str, _Tally],
) -> None:
    known = source.weeks.until(start + BLOCK)
    clean = np.where(source.labelled[:, : start + BLOCK], np.nan, known.values)
    watch = learn(Weeks(known.ids, clean[:, :start], known.first), options)
    test = Weeks(known.ids, clean, known.first)
    starts = range(start, start + BLOCK - WITHIN + 1)
    outbreaks = draw(test, starts, SIZES, EACH, WITHIN, generator)
    rows = outbreak_rows(test, outbreaks)
    quiet = look(watch, test, BLOCK)
    struck = look(watch, rows, WITHIN) if outbreaks else {}
    for name, survey in quiet.items():
        tally = tallies.setdefault(name, _Tally())
        limit = watch.threshold(name, test.ids)
        _count_clean(tally, clean[:, start:], survey, limit)
        if outbreaks:
            limit = watch.threshold(name, rows.ids)
            _count_struck(tally, rows.values[:, -WITHIN:], struck[name], limit)


def _count_clean(tally: _Tally, counts: Floats, survey: Survey, limit: Floats) -> None:
    seen = np.isfinite(survey.score) & np.isfinite(counts)
    tally.clean_weeks += int(seen.sum())
    tally.published_alarms += int((seen & (counts > survey.upper)).sum())
    tally.calibrated_alarms += int((seen & (survey.score > limit)).sum())
    tally.clean.append((survey.score / limit)[seen])


def _count_struck(tally: _Tally, counts: Floats, survey: Survey, limit: Floats) -> None:
    tally.published += _weeks_to(counts > survey.upper)
    tally.calibrated += _weeks_to(survey.score > limit)
    tally.injected.append(np.nan_to_num(survey.score / limit, nan=-np.inf).max(axis=1))


def _weeks_to(alarms: Bools) -> list[int]:
    found = np.where(alarms.any(1), alarms.argmax(1), WITHIN)
    return [int(week) for week in found]


def _add(total: _Tally, part: _Tally) -> None:
    for name in ("clean_weeks", "published_alarms", "calibrated_alarms", "series"):
        setattr(total, name, getattr(total, name) + getattr(part, name))
    for name in ("published", "calibrated", "clean", "injected"):
        getattr(total, name).extend(getattr(part, name))


def _row(dataset: str, detector: str, tally: _Tally, seconds: float) -> dict[str, Any]:
    """The product's own rule has no published threshold beside the calibrated one."""
    years, own = tally.clean_weeks / YEAR, detector == OWN
    return {
        "dataset": dataset,
        "detector": detector,
        "series": tally.series,
        "outbreaks": len(tally.published),
        "false_published": None if own else _per(tally.published_alarms, years),
        "found_published": None if own else _share(tally.published),
        "false_calibrated": _per(tally.calibrated_alarms, years),
        "found_calibrated": _share(tally.calibrated),
        "delay_weeks": _delay(tally.calibrated),
        "found_at_one": _found_at(tally, 1.0),
        "seconds": seconds,
    }


def _per(alarms: int, years: float) -> float | None:
    return alarms / years if years else None


def _share(weeks: list[int]) -> float | None:
    return float(np.mean([week < WITHIN for week in weeks])) if weeks else None


def _delay(weeks: list[int]) -> float | None:
    found = [week for week in weeks if week < WITHIN]
    return float(np.median(found)) if found else None


def _found_at(tally: _Tally, false_alarms: float) -> float | None:
    """The share found were all thresholds scaled by one factor, so that the clean weeks have
    exactly so many false alarms a year: what the score can tell, whatever its threshold."""
    if not tally.injected or not tally.clean_weeks:
        return None
    clean = np.sort(np.concatenate(tally.clean))[::-1]
    allowed = int(false_alarms * len(clean) / YEAR)
    factor = clean[min(allowed, len(clean) - 1)]
    return float(np.mean(np.concatenate(tally.injected) > factor))
