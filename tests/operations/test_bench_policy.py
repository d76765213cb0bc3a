import numpy as np
import pytest

from operations import bench_policy
from operations.bench_policy import benchmark_rows, uncensored
from operations.core.supply import frontier, policy_bench
from operations.sources.lmis import read_history

HEAD = "year,month,site_code,product_code,stock_distributed\n"
ORDERS = "PO Sent to Vendor Date,Delivered to Client Date,Shipment Mode\n"


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Thirty months of a steady and a seasonal product, and three orders."""
    monkeypatch.setattr(frontier, "DRAWS", 3)
    monkeypatch.setattr(bench_policy, "SERVICE_LEVELS", (0.8, 0.95))
    monkeypatch.setattr(policy_bench, "LEVELS", (0.8, 0.99))
    monkeypatch.setattr(policy_bench, "MONTHS_OF_STOCK", (1, 3, 8))
    lines = []
    for k in range(32):
        year, month = 2020 + k // 12, k % 12 + 1
        lines.append(f"{year},{month},S1,steady,{20 + k % 3}")
        lines.append(f"{year},{month},S1,season,{30 if month < 4 else 5}")
    history, orders = tmp_path / "history.csv", tmp_path / "orders.csv"
    history.write_text(HEAD + "\n".join(lines) + "\n")
    orders.write_text(ORDERS + "1/2/07,20-Jan-07,Air\n1/2/07,20-Mar-07,Air\n1/2/07,2-May-07,Air\n")
    return history, orders


def test_every_rule_is_replayed_with_every_lead_time(files, monkeypatch):
    monkeypatch.setattr(bench_policy, "SERVICE_LEVELS", (0.9,))
    rows = list(benchmark_rows([files[0]], files[1]))

    points = [row for row in rows if "parameter" in row]
    leads = {row["lead_time_months"] for row in points}
    assert leads == {"1", "2", "real, mean 2", "real"}
    for lead in leads:
        policies = {row["policy"] for row in points if row["lead_time_months"] == lead}
        assert {"learned", "openlmis", "msupply", "openboxes", "qat", "bhima", "odoo"} < policies
    assert all(0 <= row["worst_product_fill"] <= row["fill"] <= 1 for row in points)


def test_rules_are_told_at_equal_fill_beside_their_frontiers(files):
    rows = [row for row in benchmark_rows([files[0]]) if "at_fill" in row]

    assert {row["at_fill"] for row in rows} == {0.95, 0.97}
    assert all(row["fill"] == pytest.approx(row["at_fill"]) for row in rows)
    assert all(row["less_stock"] == 0 for row in rows if "counted" in row["policy"])


def test_parts_are_left_out_when_asked_for(files, monkeypatch):
    monkeypatch.setattr(bench_policy, "FIXED_LEADS", (1,))
    rows = list(benchmark_rows([files[0]], parts=True))

    learned = {row["policy"] for row in rows if row["policy"].startswith("learned")}
    assert learned == {
        "learned",
        *(f"learned, no {part}" for part in ("groups", "memory", "ease", "life", "averaging")),
        *(f"learned, price {price}" for price in ("1", "0.5")),
    }


def test_only_the_months_after_the_burn_in_count(files, monkeypatch):
    monkeypatch.setattr(bench_policy, "FIXED_LEADS", (1,))
    first, later = (
        [row for row in benchmark_rows([files[0]], burn_in_months=months) if "parameter" in row]
        for months in (12, 24)
    )

    assert len(first) == len(later)
    assert first != later


def test_a_burn_in_as_long_as_the_history_is_refused(files):
    with pytest.raises(ValueError, match="months after the burn-in"):
        list(benchmark_rows([files[0]], burn_in_months=32))


def test_demand_behind_an_empty_shelf_is_estimated_and_the_rest_stays(tmp_path):
    # Two products' months of 8 to 12; every sixth ends empty after 3 were handed out.
    lines = []
    for k in range(36):
        year, month, empty = 2020 + k // 12, k % 12 + 1, k % 6 == 5
        for site in ("A", "B"):
            lines.append(f"{year},{month},{site},p,{3 if empty else 8 + k % 5},{0 if empty else 9}")
    path = tmp_path / "history.csv"
    path.write_text(HEAD.strip() + ",stock_end\n" + "\n".join(lines) + "\n")
    history = read_history(path)

    found = uncensored(history)

    empty = history.left == 0
    assert (found.used[empty] > 6).all()
    assert np.array_equal(found.used[~empty], history.used[~empty])
