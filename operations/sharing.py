"""How a ward's people shared what weighs, over the twelve months up to the end of a roster."""

from __future__ import annotations

from datetime import timedelta

from operations.core.staffing.sharing import Shared, shared
from operations.families import FAMILIES
from operations.models import Plan


def plan_sharing(plan: Plan) -> tuple[Shared, ...]:
    """Ranges by contract, of the rosters that were published; a draft's own shifts are not in.

    Empty for plans that are no rosters.
    """
    if plan.family != "staffing" or plan.ward is None:
        return ()
    until = plan.start + timedelta(days=plan.days)
    return shared(FAMILIES[plan.family].source.given(plan.ward, until))
