"""Taking a sample region's plans away, so that it can be made anew; never outside demo mode."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from hospital.errors import ApplicationError
from hospital.models import Network
from operations.models import ROWS, Finding, Plan, PlanEvent, RulePolicy, Run


def demo_plans_clear(*, network: Network) -> None:
    """Delete every run and plan of a demo network. Raises ApplicationError outside demo mode."""
    if not settings.DEMO:
        raise ApplicationError("Plans are voided, never deleted. (Only the sample region may be.)")
    with transaction.atomic():
        plans = Plan.objects.filter(network=network)
        PlanEvent.objects.filter(plan__in=plans).delete()
        for models in ROWS.values():
            for model in models:
                model.objects.filter(plan__in=plans).delete()
        Finding.objects.filter(plan__in=plans).delete()
        plans.delete()
        Run.objects.filter(network=network).delete()
        RulePolicy.objects.filter(network=network).delete()
