"""Fixtures of the records' readers."""

from tests.operations.sources.records.roster_ward import (
    amina,
    basma,
    contract,
    network,
    shifts,
    ward,
)
from tests.operations.sources.records.supply_network import north

__all__ = ["amina", "basma", "contract", "network", "north", "shifts", "ward"]
