"""The only writers of runs and plans."""

from operations.services.alerts import alerts_send, nights_watch
from operations.services.bed_day import bed_day_done
from operations.services.beds import beds_change, beds_change_preview, beds_mend
from operations.services.edits import (
    ChangeEffect,
    EditEffect,
    assignment_edit,
    assignment_preview,
    change_required,
    rows_lock,
)
from operations.services.execute import run_execute
from operations.services.exports import export_make
from operations.services.heartbeats import heartbeat_keep, worker_heard
from operations.services.imports import (
    import_by_worker,
    import_free_required,
    import_open,
    import_request,
    import_run,
)
from operations.services.instead import orders_instead
from operations.services.night import ensure_due_runs, night_ensure, run_request
from operations.services.order_steps import Receipt
from operations.services.orders import (
    OrderChange,
    order_line_approve,
    orders_cancel,
    orders_change,
    orders_receive,
    orders_step,
)
from operations.services.publish import plan_publish
from operations.services.replans import (
    Replanned,
    orders_replan,
    products_changed,
    replan_is_long,
    replan_of,
    replan_request,
)
from operations.services.retention import retention_apply
from operations.services.rosters import cells_lock, roster_change, roster_change_preview
from operations.services.runs import (
    all_ended,
    run_cancel,
    run_stop,
    runs_nudged,
    runs_quick,
    runs_ready,
    runs_reconcile,
    runs_unheard,
)
from operations.services.standing import OrdersStanding, orders_standing
from operations.services.swaps import (
    staff_named,
    swap_answer,
    swap_approve,
    swap_propose,
    swap_refuse,
    swap_withdraw,
    wishes_keep,
)
from operations.services.what_if import (
    unchanged_judged,
    what_if_of,
    what_if_promote,
    what_if_request,
)
from operations.services.withdraw import Withdrawal, plan_withdraw, withdrawal_of

__all__ = [
    "ChangeEffect",
    "EditEffect",
    "OrderChange",
    "OrdersStanding",
    "Receipt",
    "Replanned",
    "Withdrawal",
    "alerts_send",
    "all_ended",
    "assignment_edit",
    "assignment_preview",
    "bed_day_done",
    "beds_change",
    "beds_change_preview",
    "beds_mend",
    "cells_lock",
    "change_required",
    "ensure_due_runs",
    "export_make",
    "heartbeat_keep",
    "import_by_worker",
    "import_free_required",
    "import_open",
    "import_request",
    "import_run",
    "night_ensure",
    "nights_watch",
    "order_line_approve",
    "orders_cancel",
    "orders_change",
    "orders_instead",
    "orders_receive",
    "orders_replan",
    "orders_standing",
    "orders_step",
    "plan_publish",
    "plan_withdraw",
    "products_changed",
    "replan_is_long",
    "replan_of",
    "replan_request",
    "retention_apply",
    "roster_change",
    "roster_change_preview",
    "rows_lock",
    "run_cancel",
    "run_execute",
    "run_request",
    "run_stop",
    "runs_nudged",
    "runs_quick",
    "runs_ready",
    "runs_reconcile",
    "runs_unheard",
    "staff_named",
    "swap_answer",
    "swap_approve",
    "swap_propose",
    "swap_refuse",
    "swap_withdraw",
    "unchanged_judged",
    "what_if_of",
    "what_if_promote",
    "what_if_request",
    "wishes_keep",
    "withdrawal_of",
    "worker_heard",
]
