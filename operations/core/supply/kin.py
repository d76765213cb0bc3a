"""The bound where equivalents may stand in: products tied by them are bounded together.

What is proven of a product by itself is no bound any more: an equivalent may serve its lack at a
lower price, and what serves others is held no longer and does not expire. Prices of what products
share still part the plan: any lawful plan costs at least what it costs at these prices, less the
worth of all that is shared, and at these prices products are free of each other but for
equivalents. So kin, the products that a chain of equivalents ties, are one linear programme
(`flow`) which any plan's lines for them solve, standing in included, at no more than they cost in
that plan: its least is a bound for all of them. Others keep what is proven of each by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ortools.math_opt.python import mathopt

from operations.core.supply.bound import least
from operations.core.supply.columns.shared import Shared
from operations.core.supply.flow import Flow, Toll, stand_in
from operations.core.supply.index import Index
from operations.core.supply.network import Equivalent, Product


def kin(equivalents: Iterable[Equivalent]) -> list[list[str]]:
    """Products that equivalents tie together, by groups."""
    group: dict[str, list[str]] = {}
    for each in equivalents:
        one = group.setdefault(each.product, [each.product])
        other = group.setdefault(each.stand_in, [each.stand_in])
        if one is not other:
            one += other
            group.update(dict.fromkeys(other, one))
    return list({id(codes): codes for codes in group.values()}.values())


def proven(
    shared: Shared,
    alone: Mapping[str, float],
    worth: Any,
    room: Any,
    seconds: Callable[[], float],
) -> float:
    """What all products together cost at least.

    alone: what each costs at least at these prices by itself. worth, room: of what is shared, by
    row. seconds: how long the next programme may take; nothing is proven of what takes longer.
    """
    groups = kin(shared.look.problem.equivalents)
    tied = {code for codes in groups for code in codes}
    total = sum(cents for code, cents in alone.items() if code not in tied)
    total += sum(_together(shared, codes, worth, seconds()) for codes in groups)
    return float(total - worth @ room)


def _together(shared: Shared, codes: list[str], worth: Any, seconds: float) -> float:
    look = shared.look
    model = mathopt.Model(name="kin")
    flows = {code: _flow(shared, look.products[code], model, worth) for code in codes}
    mine = [e for e in look.problem.equivalents if e.product in flows]
    for code, flow in flows.items():
        asked = [e.product for e in mine if e.stand_in == code]
        flow.bring({d.facility for product in asked for d in look.demands[product]})
    for equivalent in mine:
        stand_in(equivalent, flows[equivalent.product], flows[equivalent.stand_in])
    for flow in flows.values():
        flow.use()
    return least(model, list(flows.values()), seconds)


def _flow(shared: Shared, product: Product, model: mathopt.Model, worth: Any) -> Flow:
    """The product's flow at the prices of what it takes of what is shared."""
    look: Index = shared.look
    places = [f.id for f in look.problem.facilities if f.id != look.depot]
    carry = dict(zip(places, shared.carry(product, places), strict=True))

    def bring(place: str, week: int) -> float:
        toll = sum(worth[row] * amount for row, amount in shared.transport(product, week))
        return float(carry[place] + toll) / product.pack_units

    def spend(week: int) -> float:
        return float(sum(worth[row] * cents for row, cents in shared.money(product, week, 1)))

    return Flow(look, product, model, Toll(bring, spend))
