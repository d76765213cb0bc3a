"""R1, R2: a worker or its solver killed at random moments of a night; nothing lost, nothing twice.

Two kills in three take the worker with all its children, as a power cut does; one takes a solver.
"""

from __future__ import annotations

import random
import time
from datetime import timedelta

from benchmarks.reliability.inside import (
    DAY,
    LEASE_SECONDS,
    demand,
    ended,
    faults,
    run,
    sample,
    spread,
    until,
    worker,
)
from hospital.models import Network
from operations.models import Run, RunState
from operations.services import night_ensure
from tests.e2e.hands import Hands, kill

RECOVERY_SECONDS = LEASE_SECONDS + 30
PLANS = ("staffing", "beds")
PARAMS = {"staffing": {"seconds": 1}, "beds": {"seconds": 2}, "supply": {"seconds": 5}}


def taken_up_again(held: list[tuple[int, int]]) -> bool:
    """Of what was running at the kill, all is running under a new attempt, or has ended."""
    return all(
        Run.objects.filter(pk=pk).exclude(state=RunState.QUEUED).exclude(
            state=RunState.RUNNING, attempt=attempt
        ).exists()
        for pk, attempt in held
    )  # fmt: skip


def one_kill(hands: Hands, network: Network, number: int, moments: random.Random) -> float | None:
    """Seconds until all that was held is taken up again; None when nothing was held."""
    night = DAY + timedelta(days=number)
    kinds = ("forecast", *PLANS, "supply") if number == 0 else PLANS
    ids = [r.pk for r in night_ensure(network=network, night=night, params=PARAMS, kinds=kinds)]
    if hands.worker is None:
        hands.start()
    hands.nudge()
    until(lambda: Run.objects.filter(pk__in=ids, attempt__gt=0).exists(), 180, "nothing begun")
    time.sleep(moments.uniform(0, 8))
    held = list(Run.objects.filter(pk__in=ids, state=RunState.RUNNING).values_list("pk", "attempt"))
    if number % 3 == 2 and (solvers := hands.solvers()):
        kill(moments.choice(solvers))
    else:
        hands.kill()
        hands.start()
    seconds = until(lambda: taken_up_again(held), 120, f"{held} not taken up again")
    until(lambda: ended(ids), 600, "the night did not end")
    wrong = faults(ids)
    demand(not wrong, f"night {number}: {wrong}")
    return seconds if held else None


def control(network: Network, trials: int) -> int:
    """How many of the trials without protection end wrong."""
    hands, wrong = worker("benchmarks.reliability.naive", name="naive"), 0
    for number in range(trials):
        night = DAY - timedelta(days=7 * (number + 1))
        runs = night_ensure(network=network, night=night, params=PARAMS, kinds=("staffing",))
        ids = [each.pk for each in runs]
        hands.start()
        hands.nudge()
        deadline = time.monotonic() + 40
        while not ended(ids) and time.monotonic() < deadline:
            time.sleep(0.2)
        hands.kill()
        wrong += bool(faults(ids))
    return wrong


def measure(short: bool) -> str:
    network, moments = sample(), random.Random(5)
    kills, trials = (4, 2) if short else (20, 12)
    hands = worker("benchmarks.reliability.hostile")
    try:
        took = [one_kill(hands, network, number, moments) for number in range(kills)]
    finally:
        hands.kill()
    seconds = [each for each in took if each is not None]
    demand(max(seconds, default=0) <= RECOVERY_SECONDS, f"recovery {spread(seconds)}")
    wrong = control(network, trials)
    demand(wrong > 0, "the control without protection went well: these trials show nothing")
    return (
        f"{kills} of {kills} nights whole, 0 lost, 0 doubled, 0 half-written; taken up again "
        f"{spread(seconds)}; control {wrong} of {trials} wrong"
    )


if __name__ == "__main__":
    run(measure)
