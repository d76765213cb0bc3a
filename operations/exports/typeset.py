"""Documents on paper, through typst: shaped Arabic, page numbers, one look."""

from __future__ import annotations

import json
from pathlib import Path

from operations.exports.fonts import fonts
from operations.exports.heading import Head, facts, title
from operations.exports.words import Words

HERE = Path(__file__).parent / "paper"
"""typst may read this folder only."""


def typeset(template: str, data: dict[str, object]) -> bytes:
    """A PDF of a template of the folder; texts reach it as data, so that none of them is markup."""
    # Inside, because the package is large and only this format needs it.
    import typst

    found = typst.compile(
        HERE / template,
        root=HERE,
        font_paths=fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    if not isinstance(found, bytes):
        raise TypeError("typst answered with pages instead of one document")
    return found


def heading(head: Head, kind: str, words_used: tuple[str, ...]) -> dict[str, object]:
    """What every template asks for: language, direction, title, facts and its words."""
    words = Words(head.language)
    return {
        "language": words.language,
        "rtl": words.right_to_left,
        "title": title(head, kind),
        "mark": head.mark,
        "facts": [list(fact) for fact in facts(head)],
        "words": {key: words(key) for key in words_used},
    }
