"""A watch in a process of its own: files in, files out, a sentence when it cannot."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from forecasting.core.options import ModelOptions
from forecasting.core.outbreak.jobfiles import Request, read_answer, write_request
from forecasting.core.outbreak.options import WatchOptions
from tests.forecasting.core.outbreak.counts import MONDAY, seasonal

pytestmark = pytest.mark.core
QUICK = WatchOptions(past=30, model=ModelOptions(trees=5, rows=1000))


def child(folder):
    command = [sys.executable, "-m", "forecasting.core.outbreak.child", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_alarm_comes_back_in_a_file(tmp_path):
    counts = seasonal(110, mean=10).values[0].tolist()
    counts[-2:] = [40.0, 45.0]
    counts[50] = None
    write_request(tmp_path, Request(("CHU/ADD",), MONDAY, (tuple(counts),), {}, QUICK))
    done = child(tmp_path)
    assert done.returncode == 0, done.stderr
    answer = read_answer(tmp_path)
    assert [alarm.unique_id for alarm in answer.alarms] == ["CHU/ADD"]
    assert answer.last_week == MONDAY + 109


def test_a_count_below_zero_is_told_in_words(tmp_path):
    write_request(tmp_path, Request(("CHU/ADD",), MONDAY, ((3.0, -1.0),), {}, QUICK))
    done = child(tmp_path)
    assert done.returncode == 1
    assert "'CHU/ADD', row 1: the count is negative" in json.loads(done.stdout)["error"]
