"""Django's admin of the hospital's records: one module a subject."""

from hospital.admin import (
    break_glass,
    cases,
    network,
    office,
    people,
    stays,
    stock,
    supplies,
    users,
)

__all__ = [
    "break_glass",
    "cases",
    "network",
    "office",
    "people",
    "stays",
    "stock",
    "supplies",
    "users",
]
