"""The procurement plan on paper, through typst: shaped Arabic, page numbers, sums by supplier."""

from __future__ import annotations

from operations.exports.tables import OrderRow, Procurement
from operations.exports.typeset import heading, typeset
from operations.exports.words import Words

WORDS_USED = (
    "product_code",
    "product",
    "deliver_to",
    "order_by",
    "packs",
    "units",
    "approved_packs",
    "price",
    "cost",
    "average_packs",
    "reason",
    "total",
    "page",
    "supplier",
    "transport",
    "approved_cost",
)


def to_pdf(plan: Procurement) -> bytes:
    """A4 landscape."""
    return typeset("procurement.typ", _data(plan))


def _data(plan: Procurement) -> dict[str, object]:
    words = Words(plan.head.language)
    groups = [_group(code, lines, words) for code, lines in plan.by_supplier().items()]
    return {
        **heading(plan.head, "procurement", WORDS_USED),
        "groups": groups,
        "total": words.money(sum(line.cost_cents for line in plan.lines)),
        "approved": words.money(sum(line.approved_cost_cents or 0 for line in plan.lines)),
    }


def _group(code: str, lines: tuple[OrderRow, ...], words: Words) -> dict[str, object]:
    """How all of a supplier's lines travel stands beside its name; where they differ, on each."""
    modes = {line.mode for line in lines}
    named = f"{code} {lines[0].supplier}"
    if len(modes) == 1 and "" not in modes:
        named = f"{named} · {words.or_as_is(lines[0].mode)}"
    return {
        "supplier": named,
        "modes": [words.or_as_is(line.mode) for line in lines] if len(modes) > 1 else [],
        "lines": [_line(line, words) for line in lines],
        "total": words.money(sum(line.cost_cents for line in lines)),
        "approved": words.money(sum(line.approved_cost_cents or 0 for line in lines)),
    }


def _line(line: OrderRow, words: Words) -> list[str]:
    return [
        line.product_code,
        line.product,
        line.facility_code,
        line.order_by.isoformat(),
        words.number(line.packs),
        words.number(line.units),
        "" if line.approved_packs is None else words.number(line.approved_packs),
        words.money(line.price_cents),
        words.money(line.cost_cents),
        "" if line.average_rule_packs is None else words.number(line.average_rule_packs),
        line.reason,
    ]
