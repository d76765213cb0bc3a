"""Cells of a whole plan's sheet: there are thousands on a page, so each is written at once instead
of attribute by attribute by the template."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from operations.bed_board import Bar, Piece
from operations.roster_grid import Cell, Need, Place

register = template.Library()

NOTHING = SafeString("")
EMPTY = SafeString("<td></td>")
FREE = SafeString(' class="mizan-free"')
CLOSED = SafeString(' class="mizan-closed"')
DRAGGED = SafeString(' draggable="true"')
PRESENT = SafeString(' data-present="yes"')
SIGNS = {"female": " ♀", "male": " ♂"}


def _data(name: str, value: int | None) -> SafeString:
    return NOTHING if value is None else format_html(' data-{}="{}"', name, value)


@register.simple_tag
def roster_cell(person: str, cell: Cell) -> SafeString:
    """One person on one day: a button that says in words what its looks say."""
    return format_html(
        '<td{}><button type="button" class="{}" data-person="{}" data-day="{}" data-shift="{}"'
        ' data-skill="{}"{}{} tabindex="-1" aria-label="{}, {}"{}>{}</button></td>',
        FREE if cell.day.free else NOTHING,
        cell.looks,
        person,
        cell.day.number,
        cell.shift,
        cell.skill,
        _data("line", cell.line),
        DRAGGED if cell.shift else NOTHING,
        person,
        cell.said,
        format_html(' title="{}"', "\n".join(cell.sentences)) if cell.sentences else NOTHING,
        cell.shift,
    )


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
def board_piece(room: str, piece: Piece) -> SafeString:
    """A stretch of a bed's days: a patient, or a day that nobody lies there."""
    return format_html(
        '<td data-room="{}" data-day="{}"{}{}>{}</td>',
        room,
        piece.day,
        format_html(' colspan="{}"', piece.nights) if piece.nights > 1 else NOTHING,
        CLOSED if piece.closed else NOTHING,
        board_bar(piece.bar) if piece.bar else NOTHING,
    )


@register.simple_tag
def board_bar(bar: Bar) -> SafeString:
    """One patient: a button that says in words what its looks say."""
    return format_html(
        '<button type="button" class="{}" draggable="true" data-patient="{}" data-room="{}"'
        ' data-day="{}" data-theatre="{}"{}{} aria-label="{}, {}" title="{}">'
        "<bdi>{}</bdi>{}{}</button>",
        bar.looks,
        bar.patient,
        bar.room,
        bar.day,
        bar.theatre,
        PRESENT if bar.present else NOTHING,
        _data("line", bar.line),
        bar.named,
        bar.said,
        "\n".join([bar.while_here, *bar.sentences]),
        bar.named,
        SIGNS.get(bar.gender, ""),
        format_html(" <bdi>{}</bdi>", bar.theatre) if bar.theatre else NOTHING,
    )
