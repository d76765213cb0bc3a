"""Bed planning stated for CP-SAT: places (who, when, where, theatre), then nursing."""
