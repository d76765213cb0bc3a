"""Surveillance files in the shapes they are published in."""

from __future__ import annotations

from datetime import date

import pytest

from forecasting.core.errors import UnsupportedFile
from forecasting.core.outbreak.files import read_counts
from forecasting.core.outbreak.weeknumbers import week_number

pytestmark = pytest.mark.core


def written(tmp_path, text, name="salm.csv"):
    path = tmp_path / name
    path.write_text(text)
    return path


def test_columns_are_series_and_states_are_labels(tmp_path):
    (found,) = read_counts(written(tmp_path, "A,B,state0,state1\n3,4,0.0,0.0\n5,6,1.0,0.0\n"))
    assert found.name == "salm"
    assert found.weeks.ids == ("salm A", "salm B")
    assert found.weeks.values.tolist() == [[3, 5], [4, 6]]
    assert found.labelled.tolist() == [[False, True], [False, False]]


def test_one_state_for_several_series_labels_them_all(tmp_path):
    (found,) = read_counts(written(tmp_path, "A,B,state\n3,4,0\n5,6,1\n"))
    assert found.labelled.tolist() == [[False, True], [False, True]]


def test_a_date_in_days_since_1970_says_which_weeks_they_are(tmp_path):
    # 11687 is Monday 2001-12-31; humidity is no count.
    text = "date,case,state,hum\n11687.0,514,0.0,3.66\n11694.0,913,0.0,5.2\n"
    (found,) = read_counts(written(tmp_path, text))
    assert found.weeks.ids == ("salm case",)
    assert found.weeks.first.tolist() == [week_number(date(2001, 12, 31))]


def test_cities_are_sets_of_their_own(tmp_path):
    head = "city,year,weekofyear,total_cases\n"
    sj, iq = read_counts(written(tmp_path, head + "sj,1990,18,4\nsj,1990,19,5\niq,2000,26,0\n"))
    assert sj.weeks.values.tolist() == [[4, 5]]
    assert sj.weeks.first.tolist() == [week_number(date(1990, 4, 30))]
    assert iq.name == "salm iq"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("date,case\n11687,5\nsoon,6\n", "line 3: date is not"),
        ("city,year,weekofyear,total_cases\nsj,1990,18,4\nsj,1990,19,many\n", "line 3"),
        ("hum,name\n0.5,x\n", "no column of whole numbers"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(tmp_path, text, told):
    with pytest.raises(UnsupportedFile, match=told):
        read_counts(written(tmp_path, text))


def test_another_kind_of_file_is_refused(tmp_path):
    with pytest.raises(UnsupportedFile, match="weekly counts"):
        read_counts(written(tmp_path, "x", "salm.tsf"))
