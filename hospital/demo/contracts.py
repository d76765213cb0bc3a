"""What the made hospitals agreed with their people, and the shifts that they run."""

from __future__ import annotations

CONTRACTS = (
    # code, name, minutes, overtime, most days, nights and weekends in 4 weeks, weekdays, share
    ("FT", "Full time", 2_400, 480, 6, 8, 3, "1111111", 0.62),
    ("PT80", "Part time 80 %", 1_920, 240, 5, 6, 2, "1111111", 0.12),
    ("PT50", "Part time 50 %", 1_200, 240, 4, 4, 2, "1111111", 0.07),
    ("NIGHT", "Nights", 2_160, 240, 4, 18, 3, "1111111", 0.09),
    ("DAY", "No nights", 2_400, 480, 6, 0, 3, "1111111", 0.07),
    ("OFFICE", "Weekdays, no nights", 2_400, 0, 5, 0, 0, "1111100", 0.03),
)
SHIFTS = (("M", "Morning", "07:00:00"), ("S", "Evening", "15:00:00"), ("N", "Night", "23:00:00"))
DAYS_OFF_TOGETHER, NIGHTS_TOGETHER = 2, 2
"""What was agreed that days off and nights come in, at least."""
