"""The procurement plan on paper, through typst: shaped Arabic, page numbers, sums by supplier."""

from __future__ import annotations

import json
from pathlib import Path

from operations.exports.fonts import fonts
from operations.exports.heading import facts, title
from operations.exports.tables import OrderRow, Procurement
from operations.exports.words import Words

HERE = Path(__file__).parent / "paper"
"""typst may read this folder only."""

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
    "approved_cost",
)


def to_pdf(plan: Procurement) -> bytes:
    """A4 landscape. Every text reaches the template as data, so that none of it is markup."""
    # Inside, because the package is large and only this format needs it.
    import typst

    found = typst.compile(
        HERE / "procurement.typ",
        root=HERE,
        font_paths=fonts(),
        sys_inputs={"data": json.dumps(_data(plan), ensure_ascii=False)},
    )
    if not isinstance(found, bytes):
        raise TypeError("typst answered with pages instead of one document")
    return found


def _data(plan: Procurement) -> dict[str, object]:
    words = Words(plan.head.language)
    groups = [_group(code, lines) for code, lines in plan.by_supplier().items()]
    return {
        "language": words.language,
        "rtl": words.right_to_left,
        "title": title(plan.head, "procurement"),
        "facts": [list(fact) for fact in facts(plan.head)],
        "words": {key: words(key) for key in WORDS_USED},
        "groups": groups,
        "total": money(sum(line.cost_cents for line in plan.lines)),
        "approved": money(sum(line.approved_cost_cents or 0 for line in plan.lines)),
    }


def _group(code: str, lines: tuple[OrderRow, ...]) -> dict[str, object]:
    return {
        "supplier": f"{code} {lines[0].supplier}",
        "lines": [_line(line) for line in lines],
        "total": money(sum(line.cost_cents for line in lines)),
        "approved": money(sum(line.approved_cost_cents or 0 for line in lines)),
    }


def _line(line: OrderRow) -> list[str]:
    return [
        line.product_code,
        line.product,
        line.facility_code,
        line.order_by.isoformat(),
        f"{line.packs:,}",
        f"{line.units:,}",
        "" if line.approved_packs is None else f"{line.approved_packs:,}",
        money(line.price_cents),
        money(line.cost_cents),
        "" if line.average_rule_packs is None else f"{line.average_rule_packs:,}",
        line.reason,
    ]


def money(cents: int) -> str:
    """Two decimals, thousands apart."""
    return f"{cents / 100:,.2f}"
