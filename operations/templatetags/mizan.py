"""What the admin's pages show of plans."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import template
from django.utils.formats import get_format
from django.utils.translation import gettext

from hospital.access import opened
from hospital.models import ShiftType
from hospital.said import COMMA, listed
from operations.web.home import home
from operations.words.units import price

register = template.Library()


@register.inclusion_tag("operations/home.html", takes_context=True)
def mizan_home(context: Any) -> dict[str, Any]:
    """The top of the first page, for the person who is logged in."""
    return {"home": home(context["request"].user)}


@register.inclusion_tag("operations/glass_open.html", takes_context=True)
def glass_open(context: Any) -> dict[str, Any]:
    """What the person has open by break-glass, on every page for as long as it lasts."""
    user = getattr(context.get("request"), "user", None)
    token = context.get("csrf_token")
    return {"glasses": opened(user) if user is not None else [], "csrf_token": token}


register.filter(listed)


@register.filter(name="price")
def priced(cost: float, family: str) -> str:
    """What a plan of the family costs, as lists of plans say it."""
    return price(family, cost)


@register.simple_tag
def comma() -> str:
    """Between two listed words, where each has markup of its own."""
    return gettext(COMMA)


@register.filter
def ends(shift: ShiftType) -> time:
    """Local time at which a shift is over, by the wall clock."""
    return (datetime.combine(date.min, shift.starts) + timedelta(minutes=shift.minutes)).time()


@register.simple_tag
def thousands() -> str:
    """What parts thousands in the reader's language, for the scripts that write numbers."""
    return str(get_format("THOUSAND_SEPARATOR"))
