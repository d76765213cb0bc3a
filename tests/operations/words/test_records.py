"""Notes about records and the catalogue of their sentences know each other."""

from __future__ import annotations

import ast
from pathlib import Path

from hospital import said
from operations.sources import records
from operations.words.records import NOTES

HOME = Path(records.__file__).parent
BY_THE_SHELL = {"more", "overflow_expected"}
"""Said by the services themselves."""


def codes() -> set[str]:
    """Every text constant in the first place of Note(...) and reading.note(...)."""
    found: set[str] = set()
    for path in HOME.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node, "func", None)
            if getattr(name, "id", getattr(name, "attr", "")) in {"Note", "note"}:
                texts = ast.walk(node.args[0])  # type: ignore[attr-defined]
                found |= {each.value for each in texts if isinstance(each, ast.Constant)}
    return {each for each in found if isinstance(each, str)}


def test_every_note_has_its_sentences_and_no_sentence_is_left_over():
    assert codes() == set(NOTES) - BY_THE_SHELL


def test_sentences_are_registered_under_their_code():
    assert said.TEMPLATES["record.no_forecast.occupancy"] is NOTES["no_forecast"]["occupancy"]
    assert said.TEMPLATES["record.pack_size"] is NOTES["pack_size"][""]
