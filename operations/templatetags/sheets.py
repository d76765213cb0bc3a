"""Cells of a whole plan's sheet: there are thousands on a page, so each is written at once instead
of attribute by attribute by the template."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from operations.bed_board import Bar, Lane, Piece
from operations.roster_grid import Cell, Need, Place, Row

register = template.Library()

NOTHING = SafeString("")
EMPTY = SafeString("<td></td>")
FREE = SafeString(' class="mizan-free"')
CLOSED = SafeString(' class="mizan-closed"')
DRAGGED = SafeString(' draggable="true"')
PRESENT = SafeString(' data-present="yes"')
TODAY = SafeString(' data-today="yes"')
SIGNS = {"female": " ♀", "male": " ♂"}


def _data(name: str, value: int | None) -> SafeString:
    return NOTHING if value is None else format_html(' data-{}="{}"', name, value)


@register.simple_tag
def roster_cells(row: Row) -> SafeString:
    """One person's days: in each a button that says in words what its looks say.

    Put together as text: what is the person's is escaped once for all days, and codes of shifts
    and skills, which are few, once a process.
    """
    person = escape(row.person)
    return mark_safe("".join(_roster_cell(person, cell) for cell in row.cells))  # noqa: S308


def _roster_cell(person: str, cell: Cell) -> str:
    shift, sentences = _code(cell.shift), cell.sentences
    line = "" if cell.line is None else f' data-line="{cell.line}"'
    title = f' title="{escape(chr(10).join(sentences))}"' if sentences else ""
    return (
        f'<td{FREE if cell.day.free else ""}><button type="button" class="{cell.looks}"'
        f' data-person="{person}" data-day="{cell.day.number}" data-shift="{shift}"'
        f' data-skill="{_code(cell.skill)}"{line}{DRAGGED if cell.shift else ""} tabindex="-1"'
        f' aria-label="{person}, {escape(cell.said)}"{title}>{shift}</button></td>'
    )


_code = lru_cache(maxsize=1024)(escape)


@register.simple_tag
def need_cell(need: Need, place: Place | None) -> SafeString:
    """What one shift of one day has of what it needs; nothing where nothing is needed."""
    if place is None:
        return EMPTY
    figures = {"have": place.have, "planned": place.target, "least": place.minimum}
    return format_html(
        '<td class="{}" data-need="{}|{}|{}" data-least="{}" data-planned="{}" title="{}">'
        "<bdi>{}/{}</bdi></td>",
        place.looks,
        need.shift,
        need.skill,
        place.day,
        place.minimum,
        place.target,
        _("%(have)s there, %(planned)s planned, %(least)s at the least") % figures,
        place.have,
        place.target,
    )


@register.simple_tag
def board_pieces(room: str, lane: Lane) -> SafeString:
    """The stretches of a bed's days: patients, and days that nobody lies there."""
    named = _code(room)
    return mark_safe("".join(_piece(named, piece) for piece in lane.pieces))  # noqa: S308


def _piece(room: str, piece: Piece) -> str:
    nights = f' colspan="{piece.nights}"' if piece.nights > 1 else ""
    return (
        f'<td data-room="{room}" data-day="{piece.day}"{nights}{CLOSED if piece.closed else ""}>'
        f"{board_bar(piece.bar) if piece.bar else ''}</td>"
    )


@register.simple_tag
def board_bar(bar: Bar) -> SafeString:
    """One patient: a button that says in words what its looks say."""
    return format_html(
        '<button type="button" class="{}" draggable="true" data-patient="{}" data-room="{}"'
        ' data-day="{}" data-theatre="{}" data-record="{}"{}{}{} aria-label="{}, {}" title="{}">'
        "<bdi>{}</bdi>{}{}</button>",
        bar.looks,
        bar.patient,
        bar.room,
        bar.day,
        bar.theatre,
        bar.record,
        PRESENT if bar.present else NOTHING,
        TODAY if bar.today else NOTHING,
        _data("line", bar.line),
        bar.named,
        bar.said,
        "\n".join([bar.while_here, *bar.sentences]),
        bar.named,
        SIGNS.get(bar.gender, ""),
        format_html(" <bdi>{}</bdi>", bar.theatre) if bar.theatre else NOTHING,
    )
