"""R1 of files: a worker killed with -9 while it takes a file in leaves nothing of it, and the next
one takes it in once; after the third kill the run says so, and the file is asked for again.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model

from benchmarks.reliability.inside import FOLDER, ON, demand, run, spread, until
from benchmarks.reliability.inside import worker as hired
from benchmarks.reliability.large_import import written
from hospital.imports import looks, waiting
from hospital.imports.keeper import reason_of
from hospital.imports.waiting import Waiting
from hospital.models import AuditEntry, ImportBatch, Patient, Stay
from operations import services
from operations.models import OPEN_STATES, Run, RunState
from operations.services.imports import TAKE
from operations.services.runs import MAX_ATTEMPTS
from tests.e2e.hands import Hands
from tests.operations.ward import small_ward

LEASE_SECONDS = 12
"""Longer than the other scripts': an import is no child of its worker, it shares the processor with
the thread that renews its lease. The product's is 60."""
RECOVERY_SECONDS = LEASE_SECONDS + 30
WRITING_DOWN = 0.3
"""Of the kills that wait until every row is read, when the rows go on the record."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where files go in, and how large they are."""

    hands: Hands
    user: Any
    rows: int
    dice: random.Random


def brought(ground: Ground, number: int) -> tuple[Waiting, Run]:
    """A file of stays that nobody has yet, asked to be taken in as it was seen."""
    path = written(FOLDER / f"stays-{number}.csv", ground.rows, prefix=f"{number}-")
    file = looks.bring(user=ground.user, kind="stays", network="NET", chunks=[path.read_bytes()],
                       name=path.name)  # fmt: skip
    looks.columns_choose(waiting=file, columns=looks.columns_proposed(file))
    return file, asked(ground, file)


def asked(ground: Ground, file: Waiting) -> Run:
    mark = looks.look(waiting=file, user=ground.user).mark
    return services.import_request(waiting=file, user=ground.user, step=TAKE, mark=mark)


def killed(ground: Ground, file: Waiting, asked_for: Run, attempt: int) -> bool:
    """Whether the worker was killed in the middle of that attempt, not before or after it."""
    row = Run.objects.filter(pk=asked_for.pk)
    until(row.filter(attempt__gte=attempt).exists, 180, f"attempt {attempt} did not begin")
    late = ground.dice.random() < WRITING_DOWN
    share = 1.0 if late else ground.dice.uniform(0.05, 0.95)
    until(lambda: waiting.progress_kept(file) >= share * ground.rows or not row.filter(
        state__in=OPEN_STATES).exists(), 300, "no row was read", every=0.02)  # fmt: skip
    if late:
        time.sleep(ground.dice.uniform(0, 0.5))
    ground.hands.kill()
    now = row.get()
    if now.state == RunState.DONE:  # it was quicker: then all of it is there
        whole(ground, file, asked_for)
        return False
    nothing_of(file, f"a worker killed at {share:.0%} of a file")
    return True


def nothing_of(file: Waiting, what: str) -> None:
    prefix = Path(file.name).stem.partition("-")[2] + "-"
    stays = Stay.objects.filter(number__startswith=prefix).count()
    batches = ImportBatch.objects.filter(file_name=file.name).count()
    alone = Patient.objects.filter(stays=None).count()
    demand(not (stays or batches or alone), f"{what} left {stays} stays, {alone} patients without "
           f"one, {batches} imports")  # fmt: skip


def whole(ground: Ground, file: Waiting, asked_for: Run) -> None:
    """Once: its rows, its line, its place on the record, and the run that says which it became."""
    run_now = Run.objects.get(pk=asked_for.pk)
    demand(run_now.state == RunState.DONE, f"{file.name}: {run_now.state} {run_now.message}")
    prefix = Path(file.name).stem.partition("-")[2] + "-"
    stays = Stay.objects.filter(number__startswith=prefix).count()
    batches = list(ImportBatch.objects.filter(file_name=file.name))
    entries = sum(
        AuditEntry.objects.filter(reason=reason_of(each), action="created").count()
        for each in batches
    )
    demand(
        stays == entries == ground.rows
        and [each.pk for each in batches] == [run_now.params["import"]],
        f"{file.name}: {stays} stays, {entries} entries of {ground.rows} rows, "
        f"{len(batches)} imports",
    )


def goes_on(ground: Ground, asked_for: Run, attempt: int) -> float:
    """Seconds from the next worker's start until it takes the run up again."""
    row = Run.objects.filter(pk=asked_for.pk)
    ground.hands.start()
    return until(row.filter(attempt__gt=attempt).exists, 180, "not taken up again")


def one_kill(ground: Ground, number: int) -> float | None:
    """Seconds until it was taken up again; None where the worker was quicker than the kill."""
    file, asked_for = brought(ground, number)
    if ground.hands.worker is None:
        ground.hands.start()
    ground.hands.nudge()
    if not killed(ground, file, asked_for, 1):
        return None
    seconds = goes_on(ground, asked_for, 1)
    ends(ground, asked_for)
    whole(ground, file, asked_for)
    return seconds


def ends(ground: Ground, asked_for: Run) -> None:
    row = Run.objects.filter(pk=asked_for.pk, state__in=OPEN_STATES)
    until(lambda: not row.exists(), 600, "the import did not end")


def every_attempt_killed(ground: Ground, number: int) -> str:
    """What the run says then; asked for again, the file comes in once."""
    file, asked_for = brought(ground, number)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        if ground.hands.worker is None:
            ground.hands.start()
        ground.hands.nudge()
        demand(killed(ground, file, asked_for, attempt), "an attempt was quicker than its kill")
        waiting.progress_keep(file, 0)
    ground.hands.start()
    ends(ground, asked_for)
    lost = Run.objects.get(pk=asked_for.pk)
    demand(lost.state == RunState.FAILED, f"after {MAX_ATTEMPTS} kills: {lost.state}")
    nothing_of(file, f"{MAX_ATTEMPTS} killed workers")
    again = asked(ground, file)
    ground.hands.nudge()
    ends(ground, again)
    whole(ground, file, again)
    return str(lost.message)


def measure(short: bool) -> str:
    small_ward()
    user = get_user_model().objects.create_superuser("rita")
    kills = 2 if short else 20
    hands = hired("benchmarks.reliability.hostile", MIZAN_LEASE_SECONDS=str(LEASE_SECONDS))
    ground = Ground(hands, user, 4_000 if short else 15_000, random.Random(8))
    took: list[float] = []
    number = 0
    try:
        while len(took) < kills:
            number += 1
            demand(number <= 3 * kills, f"only {len(took)} of {number} workers were killed in time")
            seconds = one_kill(ground, number)
            took += [] if seconds is None else [seconds]
        said = every_attempt_killed(ground, number + 1)
    finally:
        ground.hands.kill()
    words = (
        f"{kills} of {kills} files of {ground.rows} rows: nothing of them after the kill, then "
        f"whole and once; taken up again {spread(took)}; after {MAX_ATTEMPTS} kills on {ON}: "
        f"“{said}”, asked for again it came in once"
    )
    demand(max(took) <= RECOVERY_SECONDS, f"{words}; at most {RECOVERY_SECONDS:.0f} s")
    return words


if __name__ == "__main__":
    run(measure)
