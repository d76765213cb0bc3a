"""The sample region with what its networks decided about rules.

Not among the package's own names: numpy is imported only where a sample is made.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from hospital.demo.region import OnStep, demo_networks, generate
from hospital.models import Network
from operations.models import Family, RulePolicy
from operations.sources.policies import SAMPLE


@transaction.atomic
def sample_make(
    *, size: str, seed: int, today: date, on_step: OnStep | None = None
) -> list[Network]:
    """What `hospital.demo.region.generate` makes, or finds, and decisions on its networks' rules;
    those that somebody changed since stay. Raises ApplicationError for an unknown size."""
    generate(size, seed, today, on_step)
    networks = demo_networks()
    for network in networks:
        _decide(network)
    return networks


def _decide(network: Network) -> None:
    for rule, (policy, reason) in SAMPLE.items():
        RulePolicy.objects.get_or_create(
            network=network,
            facility=None,
            family=Family.STAFFING,
            rule=rule,
            defaults={
                "kind": policy.kind,
                "weight": policy.weight,
                "active": policy.active,
                "measure": policy.measure,
                "reason": reason,
            },
        )
