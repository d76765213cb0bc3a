import pytest

from operations.bench_region import benchmark_rows
from operations.core.outcome import Options

pytestmark = pytest.mark.core


def test_a_made_region_is_planned_edited_planned_again_shared_and_grown():
    rows = list(benchmark_rows(6, 12, tight=False, options=Options(seconds=0.5)))

    plan, short_dated, edit, night, shortage, *growth = rows
    assert plan["judged_alike"]
    assert plan["hard"] == 0
    assert 0 <= plan["bound"] <= plan["cost"]
    assert short_dated["short_dated_usable"] >= 0
    assert edit["other_lines_changed"] == 0
    assert night["night_lines"] >= night["week_lines"] > 0
    assert 0 < shortage["fill_mean"] < 1
    assert 0 < shortage["fill_least_to_mean_of_packs"] <= 1
    assert [row["growth_products"] for row in growth] == [3, 3, 3, 3, 6]
