"""R4: two schedulers, a button and the API ask ten times at one moment; one plan a night.

Ten processes wait for the same second, each asks for the night of the date and tells the broker;
two workers stand ready, each message comes twice.
"""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date, timedelta

from benchmarks.reliability.inside import DAY, demand, ended, faults, run, until, worker
from hospital.models import Network
from operations import launch
from operations.models import Plan, Run
from tests.operations.ward import small_ward

AT_ONCE = 10
PARAMS = {"staffing": {"seconds": 1}}


def ask(first: date, dates: int, began: float, pause: float) -> None:
    """One of the ten: every `pause` seconds from `began` on, the next date."""
    network = Network.objects.get()
    for number in range(dates):
        time.sleep(max(0.0, began + number * pause - time.time()))
        night = first + timedelta(days=7 * number)
        launch.nightly_start(network=network, date=night, params=PARAMS)


def measure(short: bool) -> str:
    small_ward()
    dates = 3 if short else 20
    workers = [worker("benchmarks.reliability.hostile", name=name) for name in ("one", "two")]
    try:
        for each in workers:
            each.start(lanes=1)
        began = str(time.time() + 12)
        command = [sys.executable, "-m", "benchmarks.reliability.dispatched_together"]
        asking = [
            subprocess.Popen([*command, "ask", str(dates), began]) for _ in range(AT_ONCE)
        ]  # fmt: skip
        codes = [each.wait() for each in asking]
        demand(not any(codes), f"asking failed: {codes}")
        ids = list(Run.objects.filter(kind="staffing").values_list("pk", flat=True))
        demand(len(ids) == dates, f"{len(ids)} runs for {dates} dates")
        until(lambda: ended(ids), 60 + 15 * dates, "the runs did not end")
    finally:
        for each in workers:
            each.kill()
    wrong = faults(ids)
    demand(not wrong, str(wrong))
    plans = Plan.objects.filter(family="staffing").count()
    demand(plans == dates, f"{plans} plans for {dates} dates")
    return f"{AT_ONCE} dispatches x {dates} dates = {plans} plans"


if __name__ == "__main__":
    if sys.argv[1] == "ask" if len(sys.argv) > 1 else False:
        ask(DAY, int(sys.argv[2]), float(sys.argv[3]), 1.0)
    else:
        run(measure)
