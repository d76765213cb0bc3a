"""Django's admin of the hospital's records: one module a subject."""

from hospital.admin import cases, network, office, people, stays, supplies

__all__ = ["cases", "network", "office", "people", "stays", "supplies"]
