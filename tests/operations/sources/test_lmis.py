import numpy as np
import pytest

from operations.core.errors import UnsupportedInstance
from operations.sources.lmis import read_history

HEAD = "year,month,site_code,product_code,stock_distributed,region\n"


def test_series_with_enough_reports_are_kept_and_gaps_are_nothing_used(tmp_path):
    lines = []
    for k in range(32):
        year, month = 2020 + (k + 3) // 12, (k + 3) % 12 + 1
        lines.append(f"{year},{month},S1,steady,{20 + k % 3},north")
        if k != 5:
            lines.append(f"{year},{month},S2,season,{-1 if k == 1 else 30},south")
    lines.append("2020,4,S2,steady,9,south")
    path = tmp_path / "history.csv"
    path.write_text(HEAD + "\n".join(lines) + "\n")

    found = read_history(path)

    assert found.series == (("S1", "steady"), ("S2", "season"))
    assert list(found.used[0, :4]) == [20, 21, 22, 20]
    assert list(found.used[1, :6]) == [30, 0, 30, 30, 30, 0]
    assert list(found.reported[1, 3:7]) == [True, True, False, True]
    assert {name: list(codes) for name, codes in found.groups.items()} == {
        "site": [0, 1],
        "product": [1, 0],
        "region": [0, 1],
    }
    assert found.first_month == 3
    assert np.isnan(found.left).all()


def test_what_was_left_is_read_where_it_was_written(tmp_path):
    path = tmp_path / "history.csv"
    rows = [f"{2020 + k // 12},{k % 12 + 1},S,p,4,{'' if k == 1 else k}" for k in range(30)]
    path.write_text(HEAD.replace("region", "stock_end") + "\n".join(rows) + "\n")

    found = read_history(path)

    assert found.left[0, [0, 2, 29]].tolist() == [0, 2, 29]
    assert np.isnan(found.left[0, 1])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a,b\n1,2\n", "no column year"),
        (HEAD + "2020,x,S,p,1,\n", "line 2"),
        (HEAD + "2020,1,S,p,1,\n", "no series has 30"),
    ],
)
def test_another_file_is_refused(tmp_path, text, what):
    path = tmp_path / "other.csv"
    path.write_text(text)

    with pytest.raises(UnsupportedInstance, match=what):
        read_history(path)
