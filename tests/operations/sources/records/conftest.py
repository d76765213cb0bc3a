"""Fixtures of the records' readers; whatever a note fills in, its sentence has a place for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hospital import said
from operations.families import Note
from tests.operations.sources.records.roster_ward import (
    amina,
    basma,
    contract,
    network,
    shifts,
    ward,
)
from tests.operations.sources.records.supply_network import north

__all__ = ["amina", "basma", "contract", "network", "north", "notes_have_words", "shifts", "ward"]


@pytest.fixture(autouse=True)
def notes_have_words(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    made: list[Note] = []
    build = Note.__init__

    def note(self: Note, *args: object, **named: object) -> None:
        build(self, *args, **named)  # type: ignore[arg-type]
        made.append(self)

    monkeypatch.setattr(Note, "__init__", note)
    yield
    for each in made:
        code = each.message.code
        assert code in said.TEMPLATES, (
            f'Add the sentence "{each.variant}" of "{each.code}" to NOTES in '
            f"operations/words/records.py, with %(name)s for each of {sorted(each.facts)}."
        )
        assert "?" not in each.sentence, f"{code} lacks a fact: {each.sentence}"
