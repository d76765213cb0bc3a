"""Tiny files in the shapes that are published; the comments say where each number stands."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecasting.core.bench.publicfiles import read_sets
from forecasting.core.bench.rows import BenchOptions, benchmark_rows
from forecasting.core.errors import UnsupportedFile
from forecasting.core.freq import Freq
from forecasting.core.options import ModelOptions
from forecasting.core.request import ForecastOptions
from forecasting.core.series import Fill

QUICK = ForecastOptions(windows=1, model=ModelOptions(trees=5, rows=1000))


def written(tmp_path, text, name="file.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_hourly_arrivals_are_added_up_to_days(tmp_path):
    # Two hours of the first day, 5 + 3; one of the second, 4.
    text = (
        "Year,Hour,Arrivals,Date\n2013,0,5,2013-07-01\n2013,1,3,2013-07-01\n2013,0,4,2013-07-02\n"
    )
    (found,) = read_sets(written(tmp_path, text))
    assert (found.name, found.freq, found.horizon) == ("ed_arrivals_daily", Freq.DAILY, 14)
    assert found.frame.y.tolist() == [8, 4]


def test_blocks_of_a_site_are_series_of_their_own_in_two_sets(tmp_path):
    text = "Site,Date,Hour,ED Enc,ED Enc Admitted\nA,2018-01-01,1,16,6\nA,2018-01-01,2,25,8\n"
    total, admitted = read_sets(written(tmp_path, text))
    assert total.frame.unique_id.tolist() == ["A block 1", "A block 2"]
    assert total.frame.y.tolist() == [16, 25]
    assert admitted.frame.y.tolist() == [6, 8]
    assert (total.horizon, total.windows) == (61, 4)


@pytest.mark.parametrize("bad", ["31/12/2018", "soon"])
def test_a_date_that_cannot_be_read_is_named_by_its_line(tmp_path, bad):
    text = f"Hour,Arrivals,Date\n0,5,2013-07-01\n1,3,{bad}\n"
    with pytest.raises(UnsupportedFile, match="line 3"):
        read_sets(written(tmp_path, text))


def test_the_month_column_says_which_way_round_a_date_was_written(tmp_path):
    # Three stays: month first (3 April to 5 April), day first (4 March 2018 to 9 March), and one
    # whose dates belong to no such month.
    text = (
        "D.O.A,D.O.D,month year,DURATION OF STAY\n"
        "04-03-2017,04-05-2017,Apr-17,3\n"
        "04-03-2018,09-03-2018,Mar-18,6\n"
        "01-01-2017,02-01-2017,Sep-18,2\n"
    )
    admissions, occupancy = read_sets(written(tmp_path, text))
    stays = occupancy.stays
    assert stays is not None
    assert [str(day)[:10] for day in stays.admitted] == ["2017-04-03", "2018-03-04"]
    assert [str(day)[:10] for day in stays.discharged] == ["2017-04-05", "2018-03-09"]
    assert admissions.frame.y.sum() == 2
    # The census begins thirty days after the first admission; the second patient is in on its day.
    assert str(occupancy.frame.ds.iloc[0])[:10] == "2017-05-03"
    assert occupancy.frame.y.tolist()[-1] == 1
    assert occupancy.frame.y.sum() == 1


def test_a_patient_is_known_by_what_the_day_of_admission_shows_and_by_nothing_later(tmp_path):
    text = (
        "D.O.A,D.O.D,month year,DURATION OF STAY,AGE,SMOKING ,HB,SHOCK,OUTCOME\n"
        "04-03-2017,04-05-2017,Apr-17,3,81,1,EMPTY,1,EXPIRY\n"
        "04-04-2017,04-05-2017,Apr-17,2,65,0,13.7,0,DISCHARGE\n"
    )
    stays = read_sets(written(tmp_path, text))[1].stays
    assert stays is not None
    assert set(stays) == {"unique_id", "admitted", "discharged", "age", "smoking", "hb"}
    assert stays.smoking.tolist() == [1, 0]
    assert np.isnan(stays.hb[0])
    assert stays.hb[1] == 13.7


def test_an_impossible_table_of_stays_is_refused(tmp_path):
    text = "D.O.A,D.O.D,month year,DURATION OF STAY\n01-01-2017,02-01-2017,Sep-18,2\n"
    with pytest.raises(UnsupportedFile, match="month year"):
        read_sets(written(tmp_path, text))


def reports(product: str, months: int, last: str = "2018-12-01") -> str:
    days = pd.date_range(end=last, periods=months, freq="MS")
    return "".join(f"{day.year},{day.month},C1,{product},{day.month}\n" for day in days)


def test_supply_reports_give_the_series_that_still_report(tmp_path):
    head = "year,month,site_code,product_code,stock_distributed\n"
    text = head + reports("long", 31) + reports("short", 29) + reports("ended", 31, "2018-11-01")
    (found,) = read_sets(written(tmp_path, text))
    assert (found.freq, found.fill) == (Freq.MONTHLY, Fill.PREVIOUS)
    assert set(found.frame.unique_id) == {"C1 long"}
    assert found.frame.y.tolist()[-2:] == [11, 12]
    with pytest.raises(UnsupportedFile, match="no series with 30 reports"):
        read_sets(written(tmp_path, head + reports("short", 29)))


def sales(days: int) -> str:
    dates = pd.date_range("2014-01-02", periods=days)
    text = "datum,M01AB,M01AE,N02BA,N02BE,N05B,N05C,R03,R06\n"
    return text + "".join(f"{d.month}/{d.day}/{d.year},1,2,0,0,0,0,0,3.5\n" for d in dates)


def test_sales_are_given_by_day_and_by_whole_week(tmp_path):
    # From Thursday the 2nd for 16 days: the week from Monday the 6th alone is whole.
    daily, weekly = read_sets(written(tmp_path, sales(16)))
    assert len(daily.frame) == 8 * 16
    one = weekly.frame[weekly.frame.unique_id == "R06"]
    assert [str(day)[:10] for day in one.ds] == ["2014-01-06"]
    assert one.y.tolist() == [7 * 3.5]
    with pytest.raises(UnsupportedFile, match="line 2"):
        read_sets(written(tmp_path, sales(1).replace("1/2/2014", "2.1.2014")))


def test_an_occupancy_is_forecast_without_later_admissions(tmp_path):
    # Forty patients a day would come after the cutoff; no model of the bench hears of them.
    rows = "D.O.A,D.O.D,month year,DURATION OF STAY\n"
    days = pd.date_range("2017-04-01", periods=120)
    for number, day in enumerate(days):
        for _ in range(2 + number % 4 if number < 113 else 40):
            left = day + pd.Timedelta(days=3)
            rows += f"{day:%m-%d-%Y},{left:%m-%d-%Y},{day:%b-%y},4\n"
    path = written(tmp_path, rows)
    found = benchmark_rows([path], BenchOptions(windows=1, horizon=7, forecast=QUICK))
    beds = {row["model"]: row for row in found if row["dataset"] == "hdhi_occupancy"}
    assert "kaplan_meier" in beds
    assert beds["kaplan_meier"]["mae"] > 40
