"""Django's admin of runs, plans, their lines and rules."""

from django.contrib import admin

from operations.admin import (
    actions,
    exports,
    findings,
    lines,
    nights,
    order_lines,
    plans,
    policies,
    runs,
    swaps,
)

__all__ = [
    "actions",
    "exports",
    "findings",
    "lines",
    "nights",
    "order_lines",
    "plans",
    "policies",
    "runs",
    "swaps",
]

actions.attach(admin.site)
