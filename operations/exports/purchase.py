"""Purchase orders on paper, through typst: what a supplier needs to fulfil one, with a place to
sign, and nothing of why it is ordered, of budgets or of other suppliers."""

from __future__ import annotations

from collections import defaultdict

from operations.exports.tables import Purchase, PurchaseLine, Purchases
from operations.exports.typeset import heading, typeset
from operations.exports.words import Words

WORDS_USED = (
    *("purchase", "order_day", "buyer", "supplier", "page", "deliver_to"),
    *("reference", "product_code", "product", "unit", "pack_size", "packs", "units", "price"),
    *("cost", "total", "due", "storage", "life_days", "draft_order", "quote", "signed_by"),
    *("accepted_by", "transport"),
)


def to_pdf(plan: Purchases) -> bytes:
    """A4 landscape; every order begins a page, and its pages are counted for themselves."""
    words = Words(plan.head.language)
    return typeset(
        "purchase.typ",
        {
            **heading(plan.head, "purchase", WORDS_USED),
            "buyer": plan.buyer,
            "currency": plan.currency,
            "orders": [_order(order, words) for order in plan.orders],
        },
    )


def _order(order: Purchase, words: Words) -> dict[str, object]:
    together: dict[tuple[str, str], list[PurchaseLine]] = defaultdict(list)
    for line in order.lines:
        together[line.place, line.mode].append(line)
    return {
        "number": order.number,
        "day": order.day.isoformat(),
        "supplier": f"{order.supplier} ({order.supplier_code})",
        "address": order.address,
        "parts": [
            {
                "place": place,
                "mode": words.or_as_is(mode),
                "lines": [_line(line, words) for line in lines],
            }
            for (place, mode), lines in together.items()
        ],
        "total": words.money(sum(line.cost_cents for line in order.lines)),
    }


def _line(line: PurchaseLine, words: Words) -> list[str]:
    return [
        line.number,
        line.product_code,
        line.product,
        line.unit,
        words("cold") if line.cold else "",
        words.number(line.life_days) if line.life_days else "",
        line.arrives.isoformat() if line.arrives else "",
        words.number(line.pack_size),
        words.number(line.packs),
        words.number(line.packs * line.pack_size),
        words.money(line.price_cents),
        words.money(line.cost_cents),
    ]
