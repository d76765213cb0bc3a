"""Every kind of file, in an order in which each names only what came before."""

from __future__ import annotations

from hospital.imports.kind import Kind
from hospital.imports.kinds.calendars import CALENDAR
from hospital.imports.kinds.cases import CASES
from hospital.imports.kinds.network import NETWORK
from hospital.imports.kinds.people import PEOPLE
from hospital.imports.kinds.stays import STAYS
from hospital.imports.kinds.supplies import SUPPLIES

KINDS: dict[str, Kind] = {
    kind.code: kind for kind in (*NETWORK, *PEOPLE, *STAYS, *SUPPLIES, *CASES, *CALENDAR)
}
