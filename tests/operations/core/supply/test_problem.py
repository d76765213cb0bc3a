from dataclasses import replace

import pytest

from operations.core.errors import BadProblem
from operations.core.supply.network import DeliveryLock, Lot, OrderLock, PreviousOrder
from tests.operations.core.supply.small import ACME, ASPIRIN, CENTRE, DEPOT, NEED, small


@pytest.mark.parametrize(
    ("changes", "where", "what"),
    [
        ({"facilities": (CENTRE,)}, "network", "0 depots"),
        ({"facilities": (DEPOT, CENTRE, CENTRE)}, "facility centre", "twice"),
        ({"products": (replace(ASPIRIN, pack_units=0),)}, "product aspirin", "at least one unit"),
        ({"lots": (Lot("L9", "depot", "aspirin", -1, 9),)}, "lot L9 at depot", "negative stock"),
        ({"lots": (Lot("L9", "moon", "aspirin", 1, 9),)}, "Lot of moon/aspirin", "facility moon"),
        ({"demands": (replace(NEED, product="x"),)}, "Demand of centre/x", "product x"),
        ({"previous": (PreviousOrder("acme", "x", 0, 1),)}, "PreviousOrder of x", "product x"),
        ({"demands": (replace(NEED, expected_units=(1,)),)}, "demand centre/aspirin", "one value"),
        (
            {"demands": (replace(NEED, expected_units=(1, 1, 1, -1)),)},
            "demand centre/aspirin",
            "negative",
        ),
        ({"demands": (replace(NEED, facility="depot"),)}, "demand depot/aspirin", "depot"),
        ({"offers": (replace(ACME, pack_multiple=0),)}, "offer acme/aspirin", "multiple"),
        ({"order_locks": (OrderLock("x", "aspirin", 0, 1),)}, "order lock x/aspirin", "no offer"),
        ({"delivery_locks": (DeliveryLock("centre", "aspirin", 9, 1),)}, "locks", "week"),
        ({"weeks": 0, "order_weeks": ()}, "horizon", "no week"),
        ({"order_weeks": (4,)}, "order weeks", "outside"),
        ({"speed_kmh": 0}, "roads", "above zero"),
    ],
)
def test_a_contradiction_is_refused_where_it_stands(changes, where, what):
    with pytest.raises(BadProblem, match=what) as refused:
        small(**changes)

    assert refused.value.where == where
