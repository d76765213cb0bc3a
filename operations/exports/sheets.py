"""A driver's sheets on paper, through typst: one a truck and day, its stops in order with what is
unloaded at each, lot by lot, and a place to sign."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from pathlib import Path

from operations.exports.fonts import fonts
from operations.exports.heading import facts, title
from operations.exports.tables import DeliveryRow, Distribution, StopRow
from operations.exports.words import Words

HERE = Path(__file__).parent / "paper"
WORDS_USED = (
    *("product_code", "product", "lot", "expiry", "packs", "units", "page"),
    *("load_litres", "cold_litres", "received_by", "no_truck"),
)


def to_pdf(plan: Distribution) -> bytes:
    """A4 portrait. Every text reaches the template as data, so that none of it is markup."""
    # Inside, because the package is large and only this format needs it.
    import typst

    found = typst.compile(
        HERE / "sheets.typ",
        root=HERE,
        font_paths=fonts(),
        sys_inputs={"data": json.dumps(_data(plan), ensure_ascii=False)},
    )
    if not isinstance(found, bytes):
        raise TypeError("typst answered with pages instead of one document")
    return found


def _data(plan: Distribution) -> dict[str, object]:
    words = Words(plan.head.language)
    lines: dict[tuple[date, str], list[DeliveryRow]] = defaultdict(list)
    for row in plan.deliveries:
        lines[row.day, row.destination_code].append(row)
    trucks: dict[tuple[date, str], list[StopRow]] = defaultdict(list)
    for stop in plan.stops:
        trucks[stop.day, stop.vehicle].append(stop)
    return {
        "language": words.language,
        "rtl": words.right_to_left,
        "title": title(plan.head, "distribution"),
        "facts": [list(fact) for fact in facts(plan.head)],
        "words": {key: words(key) for key in WORDS_USED},
        "sheets": [
            {
                "title": f"{vehicle} · {day.isoformat()}",
                "stops": [_stop(stop, lines) for stop in sorted(stops, key=lambda s: s.sequence)],
            }
            for (day, vehicle), stops in sorted(trucks.items())
        ],
    }


def _stop(stop: StopRow, lines: dict[tuple[date, str], list[DeliveryRow]]) -> dict[str, object]:
    minute = stop.arrival_minute
    return {
        "name": f"{stop.sequence}. {stop.facility_code} {stop.facility}",
        "arrives": f"{minute // 60:02d}:{minute % 60:02d}",
        "litres": f"{stop.load_litres:,.1f}",
        "cold": f"{stop.cold_litres:,.1f}",
        "lines": [
            [
                row.product_code,
                row.product,
                row.lot,
                row.expiry.isoformat() if row.expiry else "",
                f"{row.packs:,}",
                f"{row.units:,}",
            ]
            for row in lines.get((stop.day, stop.facility_code), ())
        ],
    }
