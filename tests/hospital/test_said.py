"""What is kept as code and facts is said in the reader's language, whatever was kept before."""

from __future__ import annotations

from datetime import date

import pytest
from django.template import Context, Template
from django.utils import translation

from hospital import said
from hospital.said import Message, Said, SaidField, listed


@pytest.fixture(autouse=True)
def templates(monkeypatch):
    words = {
        "a.late": "%(who)s is %(wait_minutes)s late on %(on)s.",
        "a.cost": "It costs %(price_cents)s for %(held_ml)s.",
        "a.many": "Because %(why)s: %(count)s.",
    }
    monkeypatch.setattr(said, "TEMPLATES", words)


def test_a_message_fills_its_facts_in_as_their_names_say():
    late = Message("a.late", {"who": "Amina", "wait_minutes": "545", "on": "2026-11-23"})
    with translation.override("en"):
        assert str(late) == "Amina is 9 h 05 late on Mon 23 Nov."
        assert str(Message("a.late", dict(late.facts) | {"on": "3"})).endswith("on day 3.")
        cost = Message("a.cost", {"price_cents": "1234567", "held_ml": "2500000"})
        assert str(cost) == "It costs 12,345.67 for 2,500.0 l."
    with translation.override("fr"):
        assert "23" in str(late)
        assert "lun" in str(late).lower()
        assert str(cost).startswith("It costs 12\u202f345,67") or "12\xa0345,67" in str(cost)


def test_a_sentence_that_ends_with_an_abbreviation_has_one_full_stop():
    late = Message("a.late", {"who": "Amina", "wait_minutes": "5", "on": "2027-01-25"})
    with translation.override("fr"):
        assert str(late).endswith("25 jan.")
        assert late.marked().endswith("jan.</bdi>")
    with translation.override("en"):
        assert str(late).endswith("Jan.")


def test_on_pages_a_fact_keeps_its_direction_and_what_is_short_its_line():
    late = Message("a.late", {"who": "<b>", "wait_minutes": "545", "on": "2026-11-23"})
    outer = Message("a.many", {"why": ["a reason too long to stand on one line", late], "count": 1})
    kept = '<bdi class="mizan-code">'
    with translation.override("en"):
        assert str(late.marked()).startswith(f"{kept}&lt;b&gt;</bdi> is {kept}9 h 05</bdi> late")
        assert '<bdi class="">a reason too long' in outer.marked()
        assert f"on {kept}Mon 23 Nov</bdi>.: {kept}1</bdi>." in outer.marked()
    assert Message("a.gone", {"who": "<b>"}).marked() == "a.gone: who &lt;b&gt;"


def test_messages_within_messages_and_lists_are_said_first():
    inner = Message("a.cost", {"price_cents": 100, "held_ml": 1000})
    outer = Message("a.many", {"why": [inner, "rain"], "count": 1200})
    again = Said.read(Said.of(outer).dumps())
    with translation.override("en"):
        assert str(again) == "Because It costs 1.00 for 1.0 l.; rain: 1,200."


def test_what_is_kept_comes_back_and_old_text_stands_as_it_is():
    kept = Said.of(Message("a.late", {"who": "Amina", "on": date(2026, 11, 23)}), None)
    assert Said.read(kept.dumps()).messages[0].facts["on"] == "2026-11-23"
    assert str(Said.read("An English sentence.")) == "An English sentence."
    assert Said.read("An English sentence.").dumps() == "An English sentence."
    assert not Said()
    assert not Said.read("")


def test_an_unknown_code_and_a_missing_fact_break_no_page():
    assert str(Message("a.gone", {"who": "Amina"})) == "a.gone: who Amina"
    assert str(Message("a.late", {})) == "? is ? late on ?."


def test_the_field_takes_said_and_text():
    field = SaidField()
    message = Said.of(Message("a.late", {"who": "Amina"}))
    text = field.get_prep_value(message)
    assert field.from_db_value(text, None, None) == message
    assert field.to_python(text) == message
    assert field.get_prep_value("plain") == "plain"
    assert field.from_db_value(None, None, None) is None


def test_codes_stand_apart_in_a_language_from_right_to_left():
    late = Message("a.late", {"who": "A-1", "wait_minutes": "60", "on": "3"})
    with translation.override("ar"):
        assert str(late).startswith("\u2068A-1\u2069 is ")
    with translation.override("en"):
        assert str(late) == "A-1 is 1 h 00 late on day 3."


@pytest.mark.parametrize(("language", "said"), [("en", "2, 24"), ("fr", "2, 24"), ("ar", "2، 24")])
def test_words_are_listed_as_the_language_parts_them(language: str, said: str):
    with translation.override(language):
        assert listed([2, "24"]) == said
        assert Template("{% load mizan %}2{% comma %}24").render(Context()) == said
        assert Template("{% load mizan %}{{ each|listed }}").render(Context({"each": [2, 24]})) == (
            said
        )
