from __future__ import annotations

import json
import subprocess
import sys

import pandas as pd
import pytest

from forecasting.core.child import main
from forecasting.core.family import forecast_family
from forecasting.core.jobfiles import (
    read_answer,
    read_job,
    read_request,
    write_answer,
    write_job,
    write_request,
)
from forecasting.core.options import ModelOptions
from forecasting.core.pipeline import forecast
from forecasting.core.request import ForecastOptions, ForecastRequest
from tests.forecasting.core.frames import counts, long

QUICK = ForecastOptions(windows=1, static=("kind",), model=ModelOptions(trees=10, rows=1000))


def job() -> ForecastRequest:
    stays = pd.DataFrame(
        {
            "unique_id": "ward 0",
            "admitted": pd.to_datetime(["2023-01-02", "2023-01-03"]),
            "discharged": [pd.Timestamp("2023-01-05"), pd.NaT],
        }
    )
    frame = counts(periods=70).assign(kind="عناية")
    return ForecastRequest(frame, "D", 7, ids=("ward 9",), options=QUICK, stays=stays)


def test_a_request_comes_back_from_its_files_as_it_was(tmp_path):
    asked = job()
    write_request(tmp_path, asked)
    found = read_request(tmp_path)
    assert (found.freq, found.horizon, found.ids) == ("D", 7, ("ward 9",))
    assert found.options == asked.options
    assert found.frame.y.tolist() == asked.frame.y.tolist()
    assert found.frame.unique_id.astype(str).tolist() == asked.frame.unique_id.tolist()
    assert found.frame.kind.iloc[0] == "عناية"
    assert found.stays.discharged.isna().tolist() == [False, True]


def test_an_answer_comes_back_from_its_files_as_it_was(tmp_path):
    answer = forecast(job())
    write_answer(tmp_path, answer)
    found = read_answer(tmp_path)
    assert (found.scores, found.family, found.notes) == (answer.scores, answer.family, answer.notes)
    assert found.frame.q90.tolist() == answer.frame.q90.tolist()
    assert found.frame.ds.tolist() == answer.frame.ds.tolist()


def run(folder) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "forecasting.core.child", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_child_answers_as_the_function_does_and_tells_its_progress(tmp_path):
    write_job(tmp_path, {"admissions": job()})
    done = run(tmp_path)
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert told[-1] == {"stage": "done", "done": 1, "of": 1}
    expected = forecast_family(read_job(tmp_path))["admissions"]
    found = read_answer(tmp_path / "admissions")
    assert found.frame.q50.tolist() == expected.frame.q50.tolist()


@pytest.mark.parametrize("broken", [True, False])
def test_a_child_that_cannot_answer_says_why_and_leaves_no_answer(tmp_path, capsys, broken):
    if broken:
        write_job(tmp_path, {"admissions": ForecastRequest(long([1, -1]), "D", 7)})
    assert main([str(tmp_path)]) == 1
    error = json.loads(capsys.readouterr().out.splitlines()[-1])["error"]
    assert ("negative" in error) is broken
    assert not list(tmp_path.rglob("answer.json"))
