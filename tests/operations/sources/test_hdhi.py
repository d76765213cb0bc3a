"""The admissions file with its two ways of writing a date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from operations.core.beds.problem import Gender
from operations.core.errors import UnsupportedInstance
from operations.sources.hdhi import read_arrivals

HEAD = (
    "SNO,D.O.A,AGE,GENDER,TYPE OF ADMISSION-EMERGENCY/OPD,month year,DURATION OF STAY,"
    "CHEST INFECTION"
)


def file(folder: Path, *rows: str) -> Path:
    path = folder / "hdhi.csv"
    path.write_text("\ufeff" + "\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return path


def test_the_month_settles_how_a_date_is_read(tmp_path):
    rows = ("1,04-06-2017,81,M,E,Apr-17,3,0", "2,06-11-2018,9,F,O,Nov-18,1,1")
    first, second = read_arrivals(file(tmp_path, *rows))
    assert (date.fromordinal(first.day), first.nights) == (date(2017, 4, 6), 2)
    assert (first.gender, first.age_band, first.emergency) == (Gender.MALE, "80+", True)
    assert date.fromordinal(second.day) == date(2018, 11, 6)
    assert (second.nights, second.age_band, second.isolation) == (1, "2-15", True)
    assert not second.emergency


def test_arrivals_are_in_order_of_their_days(tmp_path):
    rows = ("1,4/17/2017,50,M,E,Apr-17,3,0", "2,04-05-2017,50,F,E,Apr-17,3,0")
    assert [each.id for each in read_arrivals(file(tmp_path, *rows))] == ["2", "1"]


def test_a_date_outside_its_month_is_refused_with_its_line(tmp_path):
    with pytest.raises(UnsupportedInstance, match="line 2: '31-12-2017' is no day of Apr-17"):
        read_arrivals(file(tmp_path, "1,31-12-2017,50,M,E,Apr-17,3,0"))


def test_a_missing_column_is_named(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("SNO,AGE\n1,50\n", encoding="utf-8")
    with pytest.raises(UnsupportedInstance, match="has no column CHEST INFECTION"):
        read_arrivals(path)
