"""The rules of the systems in use, each with the settings that its users could choose from."""

from __future__ import annotations

from collections.abc import Mapping

from operations.core.supply import peers
from operations.core.supply.simulate import Floats, Ints, Lived, OrderRule, live, up_to

MONTHS_OF_STOCK = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12)
LEVELS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995, 0.998, 0.9995)
BASELINE = "openlmis, orders counted"
"""The peers' peer: OpenLMIS by an officer who remembers what is on its way."""
Rules = dict[str, dict[str, OrderRule]]


def peer_rules(lead_months: float) -> Rules:
    """By policy and setting. lead_months: the lead time that a user would expect."""
    months = MONTHS_OF_STOCK
    return {
        "openlmis": {f"max {m:g}": peers.openlmis(m) for m in months},
        BASELINE: {f"max {m:g}": peers.openlmis_on_order(m) for m in months},
        "msupply": {f"min {m / 2:g} max {m:g}": peers.msupply(m / 2, m) for m in months},
        "openboxes": {f"period {m:g}": peers.openboxes(m, lead_months) for m in months},
        "qat": {f"min {m:g}": peers.qat(m) for m in months},
        "bhima": {f"security {m:g}": peers.bhima(m) for m in months},
        "odoo": {f"min {m / 2:g} max {m:g}": peers.odoo(m / 2, m) for m in months},
        "erpnext": {f"reorder at {m:g}": peers.erpnext(m) for m in months},
        "gamma quantile": {
            f"level {q:g}": peers.quantile_base_stock(q, lead_months) for q in LEVELS
        },
    }


def level_rules(levels: Mapping[float, Floats]) -> dict[str, OrderRule]:
    """Levels by service level and month, that somebody else learned, as rules."""
    return {f"level {q:g}": up_to(each) for q, each in levels.items()}


def lived(
    demand: Floats, rules: Rules, lead_months: int | Ints, burn_in_months: int
) -> dict[str, dict[str, Lived]]:
    """Every rule in every setting lives through the same months and lead times."""
    return {
        policy: {
            name: live(demand, rule, lead_months, burn_in_months=burn_in_months)
            for name, rule in settings.items()
        }
        for policy, settings in rules.items()
    }
