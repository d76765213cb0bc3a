from __future__ import annotations

import pytest
from django.template.defaultfilters import floatformat
from django.utils import translation
from django.utils.formats import number_format

from hospital.said import money
from operations.exports.words import LANGUAGES, WORDS, Words


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_written_as_on_the_pages(language: str) -> None:
    words = Words(language)
    with translation.override(language):
        for number in (0, 999, 1_000, 1_234_567, -45_678):
            assert words.number(number) == number_format(number)
        assert words.number(1234.56, 1) == floatformat(1234.56, 1)
        assert words.money(123_456) == money(123_456)
