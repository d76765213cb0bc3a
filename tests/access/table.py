"""Who may do what, stated a second time and by hand: role by endpoint. What is not here is open to
nobody, and the tests fail for an endpoint that has no row."""

from __future__ import annotations

from dataclasses import dataclass, field

VIEW, RECORDS, STAFFING, BEDS, SUPPLY = "view", "records", "staffing", "beds", "supply"
RULES, EXPORT, PUBLISH, RUN = "rules", "export", "publish", "run"
ANY, OWN = "any", "own"
"""ANY: whoever is logged in; OWN: also the person whom the row is about, without a role."""

MAY: dict[str, set[str]] = {
    "administrator": {VIEW, RECORDS, STAFFING, BEDS, SUPPLY, RULES, EXPORT, PUBLISH, RUN},
    "planner": {VIEW, STAFFING, BEDS, EXPORT, PUBLISH, RUN},
    "supply": {VIEW, SUPPLY, EXPORT, PUBLISH, RUN},
    "viewer": {VIEW},
}

HERE, NETWORK, WHOLE, ALL = "here", "network", "whole", "all"
"""Whose a row is: one hospital's; its network's, read in its hospitals and changed by people
of the whole network; its network's, for the latter only; everybody's."""

READ_IN_EACH = {"Signal", "OutbreakAlarm", "ForecastFinding", "ForecastOverride"}
"""Rows that may name a hospital, and are NETWORK's where they name none: a hospital's numbers rest
on them. Of all other models such rows are for people of the WHOLE network."""


def may(person: str, need: str, model: str, reach: str, where: str) -> bool:
    """`person`: role-whole, or role-one for the north alone. `where`: north, aside (the same
    network), common (no hospital of that network) or south (another network)."""
    role, _, held = person.partition("-")
    if need not in MAY.get(role, set()):
        return False
    if reach == ALL:
        return True
    if where == "common" and reach == HERE:
        reach = NETWORK if model in READ_IN_EACH else WHOLE
    if where == "south" or held == "whole":
        return where != "south"
    if reach == HERE:
        return where == "north"
    return reach == NETWORK and need == VIEW


@dataclass(frozen=True)
class Route:
    """One resource of the API. reads and writes: action -> what a person needs for it; a plain
    list and detail need `view`."""

    model: str
    reach: str = HERE
    family: str = "staffing"
    view: str = VIEW
    reads: dict[str, str] = field(default_factory=dict)
    writes: dict[str, str] = field(default_factory=dict)
    lists: bool = True


RECORDS_READ = {
    "networks": ("Network", NETWORK),
    "facilities": ("Facility", HERE),
    "specialties": ("Specialty", ALL),
    "wards": ("Ward", HERE),
    "rooms": ("Room", HERE),
    "beds": ("Bed", HERE),
    "equipment": ("Equipment", ALL),
    "theatres": ("Theatre", HERE),
    "surgeons": ("Surgeon", HERE),
    "not-operating": ("NotOperating", HERE),
    "skills": ("Skill", ALL),
    "contracts": ("Contract", NETWORK),
    "staff": ("StaffMember", HERE),
    "absences": ("Absence", HERE),
    "shift-types": ("ShiftType", HERE),
    "shift-requests": ("ShiftRequest", HERE),
    "fixed-shifts": ("FixedShift", HERE),
    "cover-rules": ("CoverRule", HERE),
    "stays": ("Stay", HERE),
    "referrals": ("Referral", HERE),
    "products": ("Product", ALL),
    "equivalents": ("Equivalent", ALL),
    "suppliers": ("Supplier", ALL),
    "offers": ("Offer", ALL),
    "offer-tiers": ("OfferTier", ALL),
    "lots": ("StockLot", HERE),
    "consumption": ("Consumption", HERE),
    "orders": ("Order", HERE),
    "deliveries": ("Delivery", HERE),
    "vehicles": ("Vehicle", HERE),
    "syndromes": ("Syndrome", ALL),
    "syndrome-products": ("SyndromeProduct", ALL),
    "case-counts": ("CaseCount", HERE),
    "calendar-days": ("CalendarDay", NETWORK),
    "signals": ("Signal", HERE),
    "budgets": ("Budget", WHOLE),
}

API: dict[str, Route] = {name: Route(*row) for name, row in RECORDS_READ.items()} | {
    "forecast": Route("ForecastRun", NETWORK),
    "forecast-series": Route(
        "ForecastSeries", reads={"drivers": VIEW, "effective": VIEW, "risk": VIEW}
    ),
    "expected-discharge": Route("ExpectedDischarge"),
    "forecast-finding": Route("ForecastFinding"),
    "forecast-override": Route(
        "ForecastOverride", reads={"records": VIEW}, writes={"list": RUN, "withdraw": RUN}
    ),
    "outbreak": Route("OutbreakAlarm", writes={"decide": PUBLISH}),
    # A run also asks for what its family does: the sample's is a roster's.
    "run": Route("Run", writes={"list": RUN, "cancel": STAFFING, "stop": STAFFING}),
    "plan": Route(
        "Plan",
        reads={"difference": VIEW, "report": VIEW, "sharing": VIEW, "export": EXPORT},
        writes={"publish": STAFFING, "withdraw": STAFFING},  # and PUBLISH, which every planner has
    ),
    "roster": Route(
        "Plan",
        lists=False,
        reads=dict.fromkeys(("candidates", "gap", "swaps", "why", "why-not"), STAFFING),
        writes={"change": STAFFING, "judge": STAFFING, "repair": STAFFING, "propose": OWN},
    ),
    "bed-plan": Route(
        "Plan",
        family="beds",
        lists=False,
        reads=dict.fromkeys(
            ("candidates", "nowhere", "nursing", "overflow", "why", "why-not"), BEDS
        ),
        writes=dict.fromkeys(("change", "judge", "mend", "repair"), BEDS),
    ),
    "shift-swap": Route(
        "ShiftSwap",
        view=STAFFING,
        writes={"list": OWN, "agree": OWN, "approve": STAFFING, "refuse": OWN, "withdraw": OWN},
    ),
    "finding": Route("Finding"),
    "plan-event": Route("PlanEvent"),
    "shift-assignment": Route("ShiftAssignment", writes={"detail": STAFFING}),
    "bed-assignment": Route("BedAssignment", family="beds", writes={"detail": BEDS}),
    "order-line": Route(
        "OrderLine",
        family="supply",
        reads={"export": EXPORT},
        writes=dict.fromkeys(("detail", "step", "replan", "import", "receive", "cancel"), SUPPLY),
    ),
    "delivery-line": Route("DeliveryLine", family="supply"),
    "route-stop": Route("RouteStop", family="supply"),
}

OPEN = {"api-root", "schema", "docs"}
"""For whoever may read at all."""
STRANGERS = {
    "second-step", "token", "healthz", "readyz", "metrics", "login", "logout", "set_language",
    "jsi18n",
    "my_login", "my_logout", "my_feed",
}  # fmt: skip
"""For whoever comes; the token asks for name and password, the metrics for a token of their own, a
calendar for the secret in its address."""
EACH = {
    "own-password", "own-sessions",
    "index", "password_change", "password_change_done", "autocomplete", "view_on_site",
    "forecasting_forecastseries_choose", "operations_rulepolicy_all", "operations_run_plan",
    "operations_rulepolicy_effect", "wall", "break_glass",
    "import", "import_file", "import_faults", "import_live", "import_template", "import_batch",
    "import_gone",
    "my_shifts", "my_wishes", "my_ward", "my_swap", "my_swap_answer", "my_calendar",
}  # fmt: skip
"""For whoever may enter the admin, and `my_*` for whoever is rostered; what they show is scoped and
looked at below, and in tests/operations/web/test_my.py and test_imports.py there."""

RECORD = (VIEW, RECORDS)
READ = (VIEW, "")
OPERATOR = ("", "")
"""Superusers only."""

_HERE = """Facility Ward Theatre Surgeon StaffMember ShiftType ShiftRequest
CoverRule Consumption Order Vehicle CaseCount Signal Delivery"""
_NETWORK = "Network Contract CalendarDay"
_ALL = "Specialty Equipment Skill Product Equivalent Supplier Offer Syndrome"
_OPERATOR = "User ApiToken AuditEntry TOTPDevice SpareCodes"
_READ = """ForecastSeries ForecastFinding ForecastOverride ExpectedDischarge OutbreakAlarm Plan Run
Finding PlanEvent"""

ADMIN: dict[str, tuple[str, tuple[str, str]]] = {
    # model: (whose its rows are, (who reads, who changes))
    **dict.fromkeys(_HERE.split(), (HERE, RECORD)),
    **dict.fromkeys(_NETWORK.split(), (NETWORK, RECORD)),
    **dict.fromkeys(_ALL.split(), (ALL, RECORD)),
    **dict.fromkeys(_READ.split(), (HERE, READ)),
    "Absence": (HERE, (VIEW, STAFFING)),
    "StockLot": (HERE, (VIEW, SUPPLY)),
    **dict.fromkeys(("Room", "Bed", "Stay", "Referral", "NotOperating"), (HERE, (VIEW, BEDS))),
    "Patient": (HERE, RECORD),
    "Budget": (WHOLE, RECORD),
    **dict.fromkeys(("Membership", "ImportBatch"), (HERE, OPERATOR)),
    **dict.fromkeys(
        ("User", "ApiToken", "AuditEntry", "TOTPDevice", "SpareCodes"), (ALL, OPERATOR)
    ),
    "ForecastRun": (NETWORK, READ),
    "ExportLog": (HERE, (RECORDS, "")),
    "BreakGlass": (HERE, (RECORDS, "")),
    "ShiftSwap": (HERE, (STAFFING, "")),
    "ShiftAssignment": (HERE, (VIEW, STAFFING)),
    "BedAssignment": (HERE, (VIEW, BEDS)),
    **dict.fromkeys(("OrderLine", "DeliveryLine", "RouteStop"), (HERE, (VIEW, SUPPLY))),
    "RulePolicy": (HERE, (VIEW, RULES)),
    "NightSchedule": (HERE, (VIEW, RULES)),
    "NightAlert": (NETWORK, READ),
}

COMMON = {"Patient"}
"""Seen where they were, changed by people of the whole network."""
DELETED_BY = dict.fromkeys(("Room", "Bed", "Stay", "Referral", "StockLot"), RECORDS)
"""Where that takes more than changing it."""
BROUGHT_BY = dict.fromkeys(("lots", "consumption"), SUPPLY)
"""Files of these kinds; of all others by who may change records."""
UNDELETED = {
    "ShiftAssignment", "BedAssignment", "OrderLine", "DeliveryLine", "RouteStop",
}  # fmt: skip
"""Changed, never deleted."""

SCREENS: dict[str, tuple[str, str, str]] = {
    # page beside an admin page: (model, family of its plan, who opens it)
    "operations_plan_grid": ("Plan", "staffing", VIEW),
    "operations_plan_grid_judge": ("Plan", "staffing", STAFFING),
    "operations_plan_grid_cell": ("Plan", "staffing", STAFFING),
    "operations_plan_fairness": ("Plan", "staffing", VIEW),
    "operations_plan_proposal": ("Plan", "staffing", STAFFING),
    "operations_plan_distribution": ("Plan", "supply", VIEW),
    "operations_plan_repair": ("Plan", "staffing", STAFFING),
    "operations_plan_gaps": ("Plan", "staffing", STAFFING),
    "operations_plan_wishes": ("Plan", "staffing", OWN),
    "operations_plan_board": ("Plan", "beds", VIEW),
    "operations_plan_board_judge": ("Plan", "beds", BEDS),
    "operations_plan_board_waiting": ("Plan", "beds", VIEW),
    "operations_plan_beds": ("Plan", "beds", BEDS),
    "operations_plan_today": ("Plan", "beds", BEDS),
    "operations_plan_nursing": ("Plan", "beds", VIEW),
    "operations_plan_orders": ("Plan", "supply", SUPPLY),
    "operations_plan_problem": ("Plan", "staffing", EXPORT),
    "operations_plan_withdraw": ("Plan", "staffing", STAFFING),
    "operations_plan_compare": ("Plan", "staffing", VIEW),
    "operations_plan_what_if": ("Plan", "staffing", STAFFING),
    "operations_run_live": ("Run", "", VIEW),
    "operations_run_ask": ("Run", "", STAFFING),
    "operations_shiftassignment_around": ("ShiftAssignment", "", STAFFING),
    "operations_bedassignment_around": ("BedAssignment", "", BEDS),
    "forecasting_forecastseries_override": ("ForecastSeries", "", VIEW),
    "forecasting_forecastoverride_withdraw": ("ForecastOverride", "", BEDS),
    "forecasting_outbreakalarm_decide": ("OutbreakAlarm", "", PUBLISH),
    "operations_shiftswap_decide": ("ShiftSwap", "", STAFFING),
    "forecasting_forecastrun_card": ("ForecastRun", "", VIEW),
    "auth_user_password_change": ("User", "", ""),
    "otp_totp_totpdevice_config": ("User", "", ""),
    "otp_totp_totpdevice_qrcode": ("User", "", ""),
}
"""What a page does on a POST asks for what its family, or its own rule, asks for."""
