"""What the admin's pages show of plans."""

from __future__ import annotations

from typing import Any

from django import template

from operations.web.home import home

register = template.Library()


@register.inclusion_tag("operations/home.html", takes_context=True)
def mizan_home(context: Any) -> dict[str, Any]:
    """The top of the first page, for the person who is logged in."""
    return {"home": home(context["request"].user)}


@register.filter
def money(cents: int) -> str:
    """Whole cents with two decimals, thousands apart."""
    return f"{cents / 100:,.2f}"
