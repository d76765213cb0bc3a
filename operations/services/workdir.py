"""A run's own folder: what its child reads and leaves behind."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


@contextmanager
def job_folder(run_id: int, attempt: int) -> Iterator[Path]:
    """An empty folder of this attempt alone, readable by its owner only; gone afterwards."""
    folder = settings.VAR_DIR / "jobs" / f"{os.getpid()}-{run_id}-{attempt}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
