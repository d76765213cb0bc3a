"""A run: the truth about one piece of nightly or asked-for work. Celery only carries its id."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from hospital.models import Network
from hospital.said import SaidField


class RunKind(models.TextChoices):
    FORECAST = "forecast", _("forecast")
    STAFFING = "staffing", _("staffing")
    BEDS = "beds", _("beds")
    SUPPLY = "supply", _("supply")
    IMPORT = "import", _("import")


NIGHT_STEPS = tuple(kind for kind in RunKind if kind is not RunKind.IMPORT)
"""What a night does; a file comes in when a person brings it."""
OF_NETWORK = (RunKind.FORECAST, RunKind.SUPPLY, RunKind.IMPORT)
"""Kinds whose scope names a network: a hospital of the same code is another place."""


class RunState(models.TextChoices):
    """failed: it said no (bad records); errored: it broke. no_plan: out of time without a plan."""

    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    NO_PLAN = "no_plan", _("no plan")
    FAILED = "failed", _("failed")
    ERRORED = "errored", _("errored")
    CANCELLED = "cancelled", _("cancelled")
    SUPERSEDED = "superseded", _("superseded")


OPEN_STATES = (RunState.QUEUED, RunState.RUNNING)
END_STATES = tuple(state for state in RunState if state not in OPEN_STATES)


class Run(models.Model):
    """Asked once per scope, date and kind; claimed by a conditional update; fenced by `attempt`.

    `attempt` is the fencing token: whoever publishes must still hold the attempt that it claimed.
    Times compared with each other (`lease_until`, `claimed`) are the database's, not a worker's.
    """

    network = models.ForeignKey(Network, models.CASCADE, related_name="runs")
    kind = models.CharField(max_length=10, choices=RunKind)
    scope = models.CharField(
        max_length=100, help_text=_("network, facility, FACILITY/WARD, or forecast kind")
    )
    for_date = models.DateField(help_text=_("the night it belongs to"))
    generation = models.PositiveIntegerField(
        default=0, help_text=_("0 for the night's own, 1 and more when asked for again")
    )
    state = models.CharField(
        max_length=10, choices=RunState, default=RunState.QUEUED, db_index=True
    )
    attempt = models.PositiveIntegerField(default=0)
    given_back = models.PositiveIntegerField(
        default=0, help_text=_("attempts ended by a worker that was asked to stop; not counted")
    )
    owner = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    nudged = models.DateTimeField(null=True, blank=True, help_text=_("last sent to the broker"))
    not_before = models.DateTimeField(null=True, blank=True)
    stop_requested = models.DateTimeField(
        null=True, blank=True, help_text=_("end the search and keep the best plan")
    )
    cancel_requested = models.DateTimeField(null=True, blank=True)
    depends_on = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="needed_by"
    )
    start = models.DateField(help_text=_("first day that is planned"))
    days = models.PositiveSmallIntegerField(help_text=_("days planned"))
    params = models.JSONField(default=dict, help_text=_("seconds, workers, seed"))
    input_sha256 = models.CharField(max_length=64, blank=True)
    stage = models.CharField(max_length=40, blank=True)
    progress = models.FloatField(default=0, help_text=_("0 to 1"))
    curve = models.JSONField(default=list, help_text=_("[seconds, cost, bound] at improvements"))
    incumbent = models.JSONField(null=True, blank=True, help_text=_("best plan so far"))
    seconds = models.FloatField(default=0)
    error_code = models.CharField(max_length=40, blank=True)
    message = SaidField(blank=True)
    trigger = models.CharField(max_length=20, default="person", help_text=_("nightly or person"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created", "-id"]
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "kind", "scope", "for_date", "generation"],
                name="run_once_a_scope_and_night",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in RunState]), name="run_state_known"
            ),
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="run_state_lease")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.scope} {self.for_date}"

    @property
    def facility_code(self) -> str:
        """Of the hospital whose it is; "" for what is the network's."""
        return "" if self.kind in OF_NETWORK else self.scope.partition("/")[0]


def runs_of(code: str) -> Q:
    """Runs of a hospital and of its wards. To the letter: SQLite's LIKE takes CHU for chu."""
    inside = Exact(Left("scope", len(code) + 1), f"{code}/")
    return (Q(scope=code) | Q(inside)) & ~Q(kind__in=OF_NETWORK)


class NightTrouble(models.TextChoices):
    FAILED = "failed", _("failed")
    LATE = "late", _("late")
    FELL_BACK = "fell_back", _("fell back on an earlier plan or forecast")
    DONE = "done", _("all went well")


class NightAlert(models.Model):
    """Something of a night that somebody has to be told of, once; sent by mail and webhook. That
    all went well is told to whoever asked for it (NightSchedule)."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="alerts")
    for_date = models.DateField(help_text=_("the night it belongs to"))
    trouble = models.CharField(max_length=10, choices=NightTrouble)
    runs = models.JSONField(default=list, help_text=_("numbers of the runs concerned"))
    created = models.DateTimeField(auto_now_add=True)
    tries = models.PositiveIntegerField(default=0)
    next_try = models.DateTimeField(null=True, blank=True)
    sent = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created", "-id"]
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "for_date", "trouble"], name="alert_once_a_night"
            )
        ]

    def __str__(self) -> str:
        return f"{self.network_id} {self.for_date} {self.trouble}"


class Heartbeat(models.Model):
    """When each part was last alive, so that silence can be told from calm."""

    name = models.CharField(max_length=120, primary_key=True)
    at = models.DateTimeField()
    info = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name
