"""Staffing: who works which shift on which day of the horizon."""
