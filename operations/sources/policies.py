"""What counts of a hospital's staffing rules where nobody decided, and what the sample decided."""

from __future__ import annotations

from operations.core.rule import Kind, Measure, Policy
from operations.core.staffing.rules import RULES

HOSPITAL = {
    # Hours that are paid but not planned cost by the minute; the law does not forbid them.
    "minimum_minutes": Policy(Kind.SOFT, 1),
    # What must be beyond a fair share is spread: priced alike, one person could bear it all.
    **{r.code: Policy(r.kind, r.weight, measure=Measure.RISING) for r in RULES if r.balance},
}
"""Under a network's and a facility's own decisions, over the rules' defaults."""

SAMPLE = {
    "consecutive_days_off_minimum": (
        Policy(Kind.SOFT, 5),
        "A single day off is no recovery, but better than a shift that nobody works.",
    ),
    "consecutive_shifts_minimum": (
        Policy(Kind.SOFT, 5),
        "A night alone costs two days of sleep; nights come in blocks where they can.",
    ),
}
"""Rule -> what the sample's networks decided, and why."""
