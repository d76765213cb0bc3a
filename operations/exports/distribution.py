"""The distribution plan as tables and files: what goes where by lot, and the vehicles' days."""

from __future__ import annotations

from operations.exports import plain, xlsx
from operations.exports.heading import facts, title
from operations.exports.tables import Book, Column, Distribution, Is, Table
from operations.exports.words import Words


def to_csv(plan: Distribution) -> bytes:
    """The deliveries; routes and what stands in are tables of their own, in the workbook alone."""
    return plain.write(deliveries(plan), Words(plan.head.language).language, plan.head.mark)


def to_xlsx(plan: Distribution) -> bytes:
    head = plan.head
    tables = (deliveries(plan), routes(plan), *([stand_ins(plan)] if plan.stand_ins else ()))
    return xlsx.write(
        Book(title(head, "distribution"), head.made, tables, facts(head), head.language, head.mark)
    )


def deliveries(plan: Distribution) -> Table:
    words = Words(plan.head.language)
    return Table(
        name=words("deliveries"),
        columns=(
            Column(words("day"), Is.DAY),
            Column(words("origin")),
            Column(words("destination")),
            Column(words("name"), width=30),
            Column(words("product_code")),
            Column(words("product"), width=36),
            Column(words("lot")),
            Column(words("expiry"), Is.DAY),
            Column(words("packs"), Is.NUMBER, summed=True),
            Column(words("units"), Is.NUMBER),
            Column(words("reason"), width=60),
        ),
        rows=tuple(
            (
                row.day,
                row.origin,
                row.destination_code,
                row.destination,
                row.product_code,
                row.product,
                row.lot,
                row.expiry,
                row.packs,
                row.units,
                row.reason,
            )
            for row in plan.deliveries
        ),
    )


def routes(plan: Distribution) -> Table:
    words = Words(plan.head.language)
    return Table(
        name=words("routes"),
        columns=(
            Column(words("day"), Is.DAY),
            Column(words("vehicle")),
            Column(words("stop"), Is.NUMBER),
            Column(words("facility")),
            Column(words("name"), width=30),
            Column(words("arrival")),
            Column(words("load_litres"), Is.NUMBER),
            Column(words("cold_litres"), Is.NUMBER),
        ),
        rows=tuple(
            (
                stop.day,
                stop.vehicle,
                stop.sequence,
                stop.facility_code,
                stop.facility,
                f"{stop.arrival_minute // 60:02d}:{stop.arrival_minute % 60:02d}",
                round(stop.load_litres, 1),
                round(stop.cold_litres, 1),
            )
            for stop in plan.stops
        ),
    )


def stand_ins(plan: Distribution) -> Table:
    words = Words(plan.head.language)
    return Table(
        name=words("stand_ins"),
        columns=(
            Column(words("first_day"), Is.DAY),
            Column(words("last_day"), Is.DAY),
            Column(words("facility")),
            Column(words("name"), width=30),
            Column(words("lacking_code")),
            Column(words("lacking"), width=36),
            Column(words("lacking_units"), Is.NUMBER),
            Column(words("stand_in_code")),
            Column(words("stand_in"), width=36),
            Column(words("stand_in_units"), Is.NUMBER),
        ),
        rows=tuple(
            (
                row.first,
                row.last,
                row.facility_code,
                row.facility,
                row.product_code,
                row.product,
                row.units,
                row.stand_in_code,
                row.stand_in,
                row.stand_in_units,
            )
            for row in plan.stand_ins
        ),
    )
