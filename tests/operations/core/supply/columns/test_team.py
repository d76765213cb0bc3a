import threading

import pytest

from operations.core.stopwatch import Stopwatch
from operations.core.supply.columns.team import Team


def test_two_are_looked_at_at_once_and_what_is_found_keeps_their_order():
    met = threading.Barrier(2, timeout=60)  # which one alone would wait at for ever

    def found(item):
        met.wait()
        return 10 * item

    assert Team(workers=2).each(found, [3, 1, 4, 1]) == [30, 10, 40, 10]


def test_what_breaks_in_a_thread_breaks_the_search():
    def broken(item):
        raise ValueError(item)

    with pytest.raises(ValueError, match="3"):
        Team(workers=2).each(broken, [3, 1])


@pytest.mark.parametrize(
    ("by_work", "beside", "seconds"),
    [(False, 1, 0.5), (False, 2, 0.5), (True, 1, 0.5), (True, 2, 1.0)],
)
def test_no_branch_and_bound_takes_more_than_a_part_of_the_search(by_work, beside, seconds):
    # Processor time is that of both threads.
    team = Team(2, Stopwatch(by_work), seconds=10)
    assert team.branching(beside) == (pytest.approx(seconds), by_work)
    assert Team(2, Stopwatch(by_work), seconds=10_000).branching()[0] == 20


def test_where_many_branch_and_bounds_are_to_come_each_has_less_but_never_next_to_nothing():
    team = Team(2, seconds=300)
    assert [team.branching(of=of)[0] for of in (1, 20, 150, 3_000)] == [15, 15, 2, 0.5]
