"""Who gets how many packs of one product in one week, fairly when there is not enough."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

_FIRST, _THEN = 0, 1


@dataclass(slots=True)
class Claim:
    """A facility's claim in packs. fixed: an officer's figure. cap: what may physically come.

    expected_units, level_units: use until the next delivery, without and with its safety part.
    """

    facility: str
    stock_units: int
    expected_units: int
    level_units: int
    cap_packs: int | None = None
    fixed_packs: int | None = None

    def wanted_packs(self, pack_units: int) -> int:
        if self.fixed_packs is not None:
            return self.fixed_packs
        packs = -(-max(0, self.level_units - self.stock_units) // pack_units)
        return packs if self.cap_packs is None else min(packs, self.cap_packs)

    def lacking_packs(self, pack_units: int) -> int:
        """What the expected use alone asks for."""
        if self.fixed_packs is not None:
            return self.fixed_packs
        return -(-max(0, self.expected_units - self.stock_units) // pack_units)


def share(claims: list[Claim], supply_packs: int, pack_units: int) -> dict[str, int]:
    """Packs per facility. Fixed claims first; then, if not all can be served, pack by pack to
    whoever has the smallest part of its expected use covered, and of its level after that:
    greedy is exact for the max-min of one product (Ibaraki & Katoh, Resource Allocation
    Problems, 1988).
    """
    given = {claim.facility: 0 for claim in claims}
    for claim in claims:
        if claim.fixed_packs is not None:
            given[claim.facility] = min(claim.fixed_packs, supply_packs)
            supply_packs -= given[claim.facility]
    open_claims = [c for c in claims if c.fixed_packs is None]
    wanted = {c.facility: c.wanted_packs(pack_units) for c in open_claims}
    if sum(wanted.values()) <= supply_packs:
        return given | wanted
    by_id = {c.facility: c for c in open_claims}
    heap = [_rank(c, 0, pack_units) for c in open_claims if wanted[c.facility]]
    heapq.heapify(heap)
    while heap and supply_packs > 0:
        facility = heapq.heappop(heap)[2]
        given[facility] += 1
        supply_packs -= 1
        if given[facility] < wanted[facility]:
            heapq.heappush(heap, _rank(by_id[facility], given[facility], pack_units))
    return given


def _rank(claim: Claim, packs: int, pack_units: int) -> tuple[int, float, str]:
    """Smaller is served first: uncovered expected use before missing safety."""
    held = claim.stock_units + packs * pack_units
    if held < claim.expected_units:
        return _FIRST, held / claim.expected_units, claim.facility
    return _THEN, held / max(1, claim.level_units), claim.facility


def release(supply_packs: int, now_packs: int, later_packs: int) -> int:
    """Packs to give out now when others, who come before the next arrival, need some too.

    now_packs, later_packs: what expected use asks for; safety stock waits for what is left.
    """
    if now_packs + later_packs <= supply_packs:
        return supply_packs - later_packs
    return -(-supply_packs * now_packs // (now_packs + later_packs))
