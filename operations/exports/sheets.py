"""A driver's sheets on paper, through typst: one a truck and day, its stops in order with what is
unloaded at each, lot by lot, and a place to sign."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from operations.exports.tables import DeliveryRow, Distribution, StopRow
from operations.exports.typeset import heading, typeset
from operations.exports.words import Words

WORDS_USED = (
    *("product_code", "product", "lot", "expiry", "packs", "units", "page"),
    *("load_litres", "cold_litres", "received_by", "no_truck"),
)


def to_pdf(plan: Distribution) -> bytes:
    """A4 portrait."""
    return typeset("sheets.typ", _data(plan))


def _data(plan: Distribution) -> dict[str, object]:
    words = Words(plan.head.language)
    lines: dict[tuple[date, str], list[DeliveryRow]] = defaultdict(list)
    for row in plan.deliveries:
        lines[row.day, row.destination_code].append(row)
    trucks: dict[tuple[date, str], list[StopRow]] = defaultdict(list)
    for stop in plan.stops:
        trucks[stop.day, stop.vehicle].append(stop)
    return {
        **heading(plan.head, "distribution", WORDS_USED),
        "sheets": [
            {
                "title": f"{vehicle} · {day.isoformat()}",
                "stops": [
                    _stop(stop, lines, words) for stop in sorted(stops, key=lambda s: s.sequence)
                ],
            }
            for (day, vehicle), stops in sorted(trucks.items())
        ],
    }


def _stop(
    stop: StopRow, lines: dict[tuple[date, str], list[DeliveryRow]], words: Words
) -> dict[str, object]:
    minute = stop.arrival_minute
    return {
        "name": f"{stop.sequence}. {stop.facility_code} {stop.facility}",
        "arrives": f"{minute // 60:02d}:{minute % 60:02d}",
        "litres": words.number(stop.load_litres, 1),
        "cold": words.number(stop.cold_litres, 1),
        "lines": [
            [
                row.product_code,
                row.product,
                row.lot,
                row.expiry.isoformat() if row.expiry else "",
                words.number(row.packs),
                words.number(row.units),
            ]
            for row in lines.get((stop.day, stop.facility_code), ())
        ],
    }
