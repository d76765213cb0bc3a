import pytest

from operations.core.errors import UnsupportedInstance
from operations.core.supply.policy_bench import at_fill, benchmark_rows, read_history
from operations.core.supply.simulate import Replayed

HEAD = "year,month,site_code,product_code,stock_distributed\n"


@pytest.fixture
def history(tmp_path):
    """Two years and a half of a steady and a seasonal product; a third has too few reports."""
    lines = []
    for k in range(32):
        year, month = 2020 + k // 12, k % 12 + 1
        lines.append(f"{year},{month},S1,steady,{20 + k % 3}")
        if k != 5:
            lines.append(f"{year},{month},S1,season,{30 if month < 4 else 5}")
    lines.append("2020,1,S2,steady,9")
    path = tmp_path / "history.csv"
    path.write_text(HEAD + "\n".join(lines) + "\n")
    return path


def test_series_with_enough_reports_are_kept_and_gaps_are_nothing_used(history):
    demand = read_history(history)

    assert demand.shape == (2, 32)  # in order: season, steady
    assert list(demand[0, 3:7]) == [5, 5, 0, 5]
    assert list(demand[1, :4]) == [20, 21, 22, 20]


def test_rows_show_each_rules_frontier_at_both_lead_times(history):
    rows = benchmark_rows([history])

    assert {(r["policy"], r["lead_time_months"]) for r in rows} == {
        (policy, lead) for policy in ("openlmis", "msupply", "quantile") for lead in (1, 2)
    }
    keys = {"policy", "lead_time_months", "fill", "mos", "waste", "p10_fill", "stockout"}
    assert all(keys <= row.keys() for row in rows)
    assert all(row["fill"] == 0.97 for row in rows if "at_fill" in row)
    assert any("at_fill" in row for row in rows)


def test_equal_fill_is_read_on_the_line_between_neighbours():
    frontier = [Replayed(0.9, 2, 0.1, 0.8, 0.2), Replayed(1.0, 4, 0.2, 0.9, 0.0)]

    found = at_fill(frontier, 0.95)

    assert (found.fill, found.mos, found.waste) == pytest.approx((0.95, 3, 0.15))
    assert at_fill(frontier, 0.89) is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a,b\n1,2\n", "no column year"),
        (HEAD + "2020,x,S,p,1\n", "line 2"),
        (HEAD + "2020,1,S,p,1\n", "no series has 30"),
    ],
)
def test_another_file_is_refused(tmp_path, text, what):
    path = tmp_path / "other.csv"
    path.write_text(text)

    with pytest.raises(UnsupportedInstance, match=what):
        read_history(path)
