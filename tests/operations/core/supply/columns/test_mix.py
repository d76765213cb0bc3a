import numpy as np
import pytest

from operations.core.supply.columns.answers import Answer
from operations.core.supply.columns.mix import Mix

ROOM = np.array([10.0])
DEAR, CHEAP = Answer(5.0, 5.0, np.array([6.0])), Answer(30.0, 30.0, np.array([2.0]))
"""Six of the room, or two at 25 more: 6.25 for each that is saved."""


def mixed(*answers, room=ROOM):
    mix = Mix(room, 2, 60.0)
    for answer in answers:
        mix.add([answer, answer])
    return mix


def test_what_does_not_fit_is_mixed_and_the_room_is_worth_what_is_saved_by_it():
    cost, worth, used = mixed(DEAR, CHEAP).solve()

    assert cost == pytest.approx(2 * 5 + 2 * 6.25)
    assert worth == pytest.approx([6.25])
    assert sum(used) == pytest.approx(ROOM)


def test_with_other_room_the_same_answers_are_mixed_anew():
    mix = mixed(DEAR, CHEAP)
    mix.give(np.array([12.0]))

    assert mix.solve()[0] == pytest.approx(10)
    assert [use[0] for use in mix.solve()[2]] == pytest.approx([6, 6])


@pytest.mark.parametrize(("near", "worth"), [(1.0, 2.0), (6.0, 6.25), (20.0, 10.0)])
def test_prices_depart_from_known_ones_by_so_much_in_a_round(near, worth):
    assert mixed(DEAR, CHEAP).solve(np.array([near]), 2.0)[1] == pytest.approx([worth])


def test_a_mix_says_whether_it_fits():
    mix = mixed(DEAR)

    mix.solve()
    assert not mix.fits
    mix.add([CHEAP, CHEAP])
    mix.solve()
    assert mix.fits
