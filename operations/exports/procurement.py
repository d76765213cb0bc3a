"""The procurement plan as tables and files: what to order, from whom, by when, and why."""

from __future__ import annotations

from operations.exports import plain, xlsx
from operations.exports.heading import facts, title
from operations.exports.tables import Book, Column, Is, OrderRow, Procurement, Table, Value
from operations.exports.words import Words


def to_csv(plan: Procurement) -> bytes:
    """Every line, suppliers one after the other."""
    words = Words(plan.head.language)
    lines = [line for lines in plan.by_supplier().values() for line in lines]
    return plain.write(_lines(words("procurement"), lines, words), words.language, plan.head.mark)


def to_xlsx(plan: Procurement) -> bytes:
    """A summary, then a sheet for each supplier."""
    words = Words(plan.head.language)
    sheets = [
        _lines(f"{code} {lines[0].supplier}", lines, words)
        for code, lines in plan.by_supplier().items()
    ]
    return xlsx.write(
        Book(
            title=title(plan.head, "procurement"),
            made=plan.head.made,
            tables=(summary(plan), *sheets),
            facts=facts(plan.head),
            mark=plan.head.mark,
            language=words.language,
        )
    )


def summary(plan: Procurement) -> Table:
    """One line a supplier, with what the average rule would have cost beside it."""
    words = Words(plan.head.language)
    money = [
        words(key) for key in ("suggested_cost", "planned_cost", "approved_cost", "average_cost")
    ]
    return Table(
        name=words("summary"),
        columns=(
            Column(words("supplier_code")),
            Column(words("supplier"), width=30),
            Column(words("first_order"), Is.DAY),
            Column(words("lines"), Is.NUMBER, summed=True),
            Column(words("suggested_packs"), Is.NUMBER, summed=True),
            Column(words("planned_packs"), Is.NUMBER, summed=True),
            *(Column(label, Is.MONEY, 18, summed=True) for label in money),
        ),
        rows=tuple(_supplier(code, lines) for code, lines in plan.by_supplier().items()),
        total=words("total"),
    )


def _supplier(code: str, lines: tuple[OrderRow, ...]) -> tuple[Value, ...]:
    return (
        code,
        lines[0].supplier,
        min(line.order_by for line in lines),
        len(lines),
        sum(line.suggested_packs for line in lines),
        sum(line.packs for line in lines),
        sum(line.suggested_cost_cents for line in lines),
        sum(line.cost_cents for line in lines),
        sum(line.approved_cost_cents or 0 for line in lines),
        sum(line.average_rule_cost_cents or 0 for line in lines),
    )


def _lines(name: str, lines: list[OrderRow] | tuple[OrderRow, ...], words: Words) -> Table:
    return Table(name, _columns(words), tuple(_row(line, words) for line in lines), words("total"))


def _columns(words: Words) -> tuple[Column, ...]:
    def number(key: str, summed: bool = False) -> Column:
        return Column(words(key), Is.NUMBER, 12, summed)

    def money(key: str, summed: bool = True) -> Column:
        return Column(words(key), Is.MONEY, 14, summed)

    return (
        Column(words("supplier_code")),
        Column(words("supplier"), width=24),
        Column(words("product_code")),
        Column(words("product"), width=36),
        Column(words("unit"), width=12),
        number("pack_size"),
        Column(words("deliver_to"), width=24),
        Column(words("transport"), width=12),
        Column(words("order_by"), Is.DAY, 12),
        Column(words("arrives"), Is.DAY, 12),
        number("suggested_packs", summed=True),
        number("suggested_units"),
        number("planned_packs", summed=True),
        number("planned_units"),
        number("approved_packs", summed=True),
        number("approved_units"),
        money("price", summed=False),
        money("suggested_cost"),
        money("planned_cost"),
        money("approved_cost"),
        number("average_packs", summed=True),
        Column(words("state"), width=12),
        number("cover_days"),
        Column(words("reason"), width=60),
        Column(words("why"), width=30),
        Column(words("line_key"), width=16),
    )


def _row(line: OrderRow, words: Words) -> tuple[Value, ...]:
    return (
        line.supplier_code,
        line.supplier,
        line.product_code,
        line.product,
        line.unit,
        line.pack_size,
        f"{line.facility_code} {line.facility}",
        words.or_as_is(line.mode),
        line.order_by,
        line.arrives,
        line.suggested_packs,
        line.suggested_units,
        line.packs,
        line.units,
        line.approved_packs,
        line.approved_units,
        line.price_cents,
        line.suggested_cost_cents,
        line.cost_cents,
        line.approved_cost_cents,
        line.average_rule_packs,
        words.or_as_is(line.state),
        line.cover_days,
        line.reason,
        line.why,
        line.key,
    )
