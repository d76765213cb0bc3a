"""Whatever the core notes in any test, the shell's catalogue must say in the same words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from forecasting.core.notes import Note
from forecasting.notes import series_said
from hospital import said


@pytest.fixture(autouse=True)
def noted_in_the_same_words(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    made: dict[str, Note] = {}
    build = Note.__init__

    def note(self: Note, *args: object, **named: object) -> None:
        build(self, *args, **named)  # type: ignore[arg-type]
        made[self.sentence] = self

    monkeypatch.setattr(Note, "__init__", note)
    yield
    plain = said.UNITS | {"recipe": str, "date": str}  # the core calls both as they are
    monkeypatch.setattr(said, "UNITS", plain)
    with translation.override("en"):
        for each in made.values():
            assert f"note.{each.code}" in said.TEMPLATES, (
                f'Add "{each.code}" to NOTES in forecasting/notes.py: {each.sentence!r} with '
                f"%(name)s for each of {sorted(each.facts)}."
            )
            words = str(series_said([each])).replace(said.MINUS, "-")
            assert words == each.sentence, (
                f'NOTES["{each.code}"] in forecasting/notes.py does not say what the core says '
                f"with the facts {dict(each.facts)}: write both alike."
            )
