"""Django's admin of the hospital's records: one module a subject."""

from hospital.admin import network, office, people, stays, supplies

__all__ = ["network", "office", "people", "stays", "supplies"]
