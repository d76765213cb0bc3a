"""What the record's codes are called to whoever reads it."""

from __future__ import annotations

import pytest
from django.utils import translation

from hospital.audit.words import ACTIONS, action_word, model_word


def test_an_action_is_told_in_the_reader_s_language_and_an_unknown_one_as_it_is() -> None:
    for language in ("en", "fr", "ar"):
        with translation.override(language):
            assert all(map(action_word, ACTIONS))
            assert action_word("melted") == "melted"
    with translation.override("fr"):
        assert action_word("erased a patient") != "erased a patient"


@pytest.mark.parametrize(
    ("label", "said"),
    [("hospital.Stay", "stay"), ("hospital.Gone", "hospital.Gone"), ("Stay", "Stay"), ("", "-")],
)
def test_a_record_is_called_by_its_name_while_there_is_such_a_kind(label: str, said: str) -> None:
    assert model_word(label) == said
