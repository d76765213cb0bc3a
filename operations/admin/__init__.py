"""Django's admin of runs, plans, their lines and rules."""

from django.contrib import admin

from operations.admin import actions, lines, order_lines, plans, policies, runs, swaps

__all__ = ["actions", "lines", "order_lines", "plans", "policies", "runs", "swaps"]

actions.attach(admin.site)
