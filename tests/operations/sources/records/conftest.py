"""Fixtures of the records' readers."""

from tests.operations.sources.records.supply_network import north

__all__ = ["north"]
