"""What the cores give as a reason is said in the same words by the shell."""

from __future__ import annotations

import ast
import inspect
import re

import pytest
from django.utils import translation

from hospital import said
from operations.core.beds import explain as beds_explain
from operations.core.beds import kept_out
from operations.words import reason_message
from operations.words.explain import REASONS

OUT = {
    "out_free": ({"room": "R1", "on": "3"}, "A bed is free: room R1 from day 3."),
    "out_dear": (
        {"room": "R1", "on": "3", "cost": "+70", "most_rule": "emergency_beds_held"},
        "A bed is free, room R1 from day 3, but taking it changes the cost by +70, most of it by: "
        "Beds held for emergencies.",
    ),
    "out_beds_then": (
        {"days": "1", "on": "0"},
        "There is time for the operation on 1 day, first on day 0, but no bed that suits is free "
        "then.",
    ),
    "out_beds_free": ({"free": "2", "days": "5"}, "A bed that suits is free on 2 of 5 days."),
    "out_no_bed": (
        {"most_rule": "room_capacity"},
        "No bed that suits is free then; what is mostly in the way: A bed for each person in the "
        "room.",
    ),
    "out_surgeon_full": (
        {"surgeon": "S", "left": "1", "needed": "60"},
        "Surgeon S has no more than 1 minute left on a day; the operation takes 60 minutes.",
    ),
    "way_rule": (
        {"way_rule": "room_capacity"},
        "this gives way: A bed for each person in the room",
    ),
}


def codes_of(module) -> set[str]:
    """The text constants of a module that may be codes of reasons."""
    tree = ast.parse(inspect.getsource(module))
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {text for text in texts if isinstance(text, str) and re.fullmatch(r"[a-z_]*[a-z]", text)}


@pytest.mark.parametrize("code", OUT)
def test_a_reason_is_said_as_the_core_says_it(code):
    facts, sentence = OUT[code]
    with translation.override("en"):
        assert str(reason_message(code, facts)) == sentence


@pytest.mark.parametrize("start", ["bed_", "out_", "way_"])
def test_every_reason_about_beds_has_its_words_and_no_word_is_left_over(start):
    given = {c for c in codes_of(beds_explain) | codes_of(kept_out) if c.startswith(start)}
    if start == "way_":  # named after the rule that gives way; `way_free` is the page's own
        given |= {"way_free"} | {f"way_{rule}" for rule in kept_out.NAMED}
    known = {code.partition(".")[2] for code in REASONS}
    assert given == {code for code in known if code.startswith(start)}


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_rule_is_called_by_its_label_in_the_language(language):
    with translation.override(language):
        assert "room_capacity" not in str(reason_message("out_no_bed", OUT["out_no_bed"][0]))
        assert said.UNITS["rule"]("gone") == "gone"
