from __future__ import annotations

import pytest

from operations.exports.words import WORDS, Words


@pytest.mark.parametrize("key", WORDS)
def test_every_word_is_there_in_three_languages(key: str) -> None:
    assert len(WORDS[key]) == 3
    assert all(WORDS[key])


def test_every_arabic_word_is_written_in_arabic() -> None:
    foreign = [key for key, (_en, _fr, ar) in WORDS.items() if not any("ء" <= c <= "ي" for c in ar)]
    assert foreign == []


def test_regional_and_unknown_languages() -> None:
    assert Words("fr-ma").language == "fr"
    assert Words("es").language == "en"
    assert Words("ar").right_to_left
    assert not Words("fr").right_to_left


def test_a_state_without_a_word_stands_as_it_is() -> None:
    assert Words("fr").or_as_is("published") == "publié"
    assert Words("fr").or_as_is("unheard-of") == "unheard-of"
