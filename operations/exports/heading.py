"""What stands at the top of an exported plan."""

from __future__ import annotations

from datetime import timedelta

from operations.exports.tables import Head
from operations.exports.words import Words


def title(head: Head, what: str) -> str:
    """`what` is the key of the plan's name: "procurement", "roster"."""
    return f"{Words(head.language)(what)} · {head.scope}"


def facts(head: Head) -> tuple[tuple[str, str], ...]:
    """Which plan this is: enough to find it again and to tell two printouts apart."""
    words = Words(head.language)
    last = head.start + timedelta(days=head.days - 1)
    return (
        (words("scope"), head.scope),
        (words("version"), f"{head.version}.{head.edit_version}"),
        (words("state"), words.or_as_is(head.state)),
        (words("period"), f"{head.start.isoformat()} – {last.isoformat()}"),
        (words("made"), f"{head.made:%Y-%m-%d %H:%M} UTC"),
        *(((words("export"), head.mark),) if head.mark else ()),
    )
