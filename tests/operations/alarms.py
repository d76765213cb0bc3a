"""An outbreak alarm of the cast's region, as a night would have kept it."""

from __future__ import annotations

from datetime import date
from typing import Any

from forecasting.models import OutbreakAlarm
from hospital.models import Syndrome
from tests.operations import cast
from tests.operations.cast import Region


def alarm(region: Region, facility: Any, **changes: Any) -> OutbreakAlarm:
    syndrome, _new = Syndrome.objects.get_or_create(code="ADD", name="Acute diarrhoea")
    usual: dict[str, Any] = {
        "network": region.north,
        "syndrome": syndrome,
        "facility": facility,
        "unique_id": f"{facility.code if facility else '*'}/ADD",
        "since": date(2026, 11, 9),
        "last_seen": date(2026, 11, 16),
        "observed": 31,
        "expected": 12.0,
        "ratio": 2.58,
        "ratio_low": 1.75,
        "ratio_high": 3.67,
        "severity": "high",
        "detectors": ["farrington_flexible", "tail"],
        "chart": {
            "first": "2026-11-02",
            "counts": [6, None, 25],
            "expected": [6, 6, 6],
            "upper": [11, 11, 11],
        },
        "scenario": {
            "first": "2026-11-23",
            "cases": [9.5] * 8,
            "admissions": [2.0] * 8,
            "beds": [1.0] * 8,
            "wards": [
                {
                    "from": "CHU",
                    "series": "CHU/MED",
                    "admissions": [2.0] * 8,
                    "beds": [1.0] * 8,
                },
                {"from": "PROV", "series": "PROV/SUR", "admissions": [4.0] * 8, "beds": [2.0] * 8},
            ],
            "products": [],
        },
        "as_of": cast.NIGHT,
    }
    return OutbreakAlarm.objects.create(**(usual | changes))
