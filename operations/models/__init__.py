"""Runs, plans, findings, and the lines of each family's plan."""

from operations.models.calendar_links import CalendarLink
from operations.models.exports import ExportLog
from operations.models.nights import NightSchedule
from operations.models.plans import CLOSED, Family, Finding, Plan, PlanEvent, PlanState, RulePolicy
from operations.models.rows import (
    DECIDED,
    PLACED,
    ROWS,
    BedAssignment,
    DeliveryLine,
    LineState,
    OrderLine,
    PlanRow,
    RouteStop,
    ShiftAssignment,
)
from operations.models.runs import (
    END_STATES,
    NIGHT_STEPS,
    OF_NETWORK,
    OPEN_STATES,
    Heartbeat,
    NightAlert,
    NightTrouble,
    Run,
    RunKind,
    RunState,
    runs_of,
)
from operations.models.swaps import ShiftSwap, SwapState

__all__ = [
    "CLOSED",
    "DECIDED",
    "END_STATES",
    "NIGHT_STEPS",
    "OF_NETWORK",
    "OPEN_STATES",
    "PLACED",
    "ROWS",
    "BedAssignment",
    "CalendarLink",
    "DeliveryLine",
    "ExportLog",
    "Family",
    "Finding",
    "Heartbeat",
    "LineState",
    "NightAlert",
    "NightSchedule",
    "NightTrouble",
    "OrderLine",
    "Plan",
    "PlanEvent",
    "PlanRow",
    "PlanState",
    "RouteStop",
    "RulePolicy",
    "Run",
    "RunKind",
    "RunState",
    "ShiftAssignment",
    "ShiftSwap",
    "SwapState",
    "runs_of",
]
