from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from forecasting.models import ForecastKind, ForecastRun
from tests.forecasting.records import MONDAY, fill_ward, make_facility, make_network, make_ward

pytestmark = pytest.mark.django_db
AS_OF = str(MONDAY + timedelta(days=99))


def run(*args: str) -> str:
    out = StringIO()
    call_command("forecast", *args, stdout=out)
    return out.getvalue()


def test_one_json_document_and_nothing_else():
    fill_ward(make_ward(make_facility(make_network())), 100)
    found = json.loads(run("--kind", "admissions", "--as-of", AS_OF, "--json"))
    (row,) = found["forecasts"]
    assert (row["network"], row["kind"], row["series"]) == ("NOUR", "admissions", 1)
    assert row["beats_seasonal_naive"] == 1
    assert row["scores"][row["model"]]["wql"] < row["scores"]["seasonal_naive"]["wql"]
    assert ForecastRun.objects.filter(is_current=True).count() == 3  # made together


def test_a_table_has_a_line_for_every_kind_also_without_records():
    make_network()
    lines = run("--network", "NOUR").splitlines()
    assert [line.split()[1:] for line in lines] == [
        [kind, "no", "records"] for kind in (*ForecastKind.values, "outbreaks")
    ]


def test_an_unknown_network_is_refused():
    with pytest.raises(CommandError, match="No such network"):
        run("--network", "NOWHERE")
