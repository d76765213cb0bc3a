"""Forecasts as they are kept: a run, its series, and their quantiles."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from hospital.models import Facility, Network, Product, Ward
from hospital.said import Said, SaidField, listed

MODEL_LENGTH = 200


class ForecastKind(models.TextChoices):
    ADMISSIONS = "admissions", _("admissions")
    DISCHARGES = "discharges", _("discharges")
    OCCUPANCY = "occupancy", _("occupancy")
    CONSUMPTION = "consumption", _("consumption")
    PROTECTION = "protection", _("protection interval")


class ForecastFamily(models.TextChoices):
    """Kinds that are forecast together, because they must agree."""

    FLOW = "flow", _("patient flow")
    CONSUMPTION = "consumption", _("consumption")


FAMILY_KINDS: dict[str, tuple[str, ...]] = {
    ForecastFamily.FLOW: (
        ForecastKind.ADMISSIONS,
        ForecastKind.DISCHARGES,
        ForecastKind.OCCUPANCY,
    ),
    ForecastFamily.CONSUMPTION: (ForecastKind.CONSUMPTION, ForecastKind.PROTECTION),
}
LEARNED_FROM: dict[str, str] = {ForecastKind.PROTECTION: ForecastKind.CONSUMPTION}
"""Kinds without a history of their own, and whose job they are made in."""


def family_of(kind: str) -> str:
    """The family that a kind is made with; a family's own name is its own."""
    return next(name for name, kinds in FAMILY_KINDS.items() if kind in (name, *kinds))


class Level(models.TextChoices):
    """What a series is about: a ward or a facility's product, or a total over many of them."""

    SERIES = "series", _("ward or product line")
    FACILITY = "facility", _("facility")
    REGION = "region", _("region of a depot")
    PRODUCT = "product", _("product")
    ATC = "atc", _("ATC class")
    NETWORK = "network", _("network")


class Frequency(models.TextChoices):
    """pandas offsets: a week is named by its Monday, a month by its first day."""

    DAY = "D", _("day")
    WEEK = "W-MON", _("week")
    MONTH = "MS", _("month")


class ForecastRun(models.Model):
    """One training and prediction of one kind for one network; what it saw and how good it was.

    Planning reads only the run that is current. `scores` holds the walk-forward figures of what is
    used, calibrated, and of seasonal naive over all series: {"model": {"mae", "wape", "mase",
    "smape", "wql", "coverage80", "windows"}}. `members`: every member that stood for election, as
    it is: [{"name", "overall": {...}, "windows": [{...}]}]. `buckets`: errors and coverage by
    horizon. `drivers`: the mean size of each group's part in a forecast, per unit of its mean.
    `fairness`: errors by kind of place and group of patients. `totals`: what the records said of
    the last periods on that night, {"2026-11-24": 412}. Run rows are kept for good; their series
    only as long as they are compared with what came (`forecast_prune`).
    """

    network = models.ForeignKey(Network, models.CASCADE, related_name="forecast_runs")
    kind = models.CharField(max_length=12, choices=ForecastKind)
    as_of = models.DateField(help_text=_("the last day whose records were seen"))
    frequency = models.CharField(max_length=6, choices=Frequency)
    horizon = models.PositiveSmallIntegerField(help_text=_("steps ahead"))
    model = models.CharField(
        max_length=MODEL_LENGTH, help_text=_("what predicts most of the series")
    )
    is_current = models.BooleanField(default=True)
    seed = models.PositiveIntegerField(default=1)
    first_ds = models.DateField(null=True, help_text=_("first day of the history used"))
    last_ds = models.DateField(null=True, help_text=_("last day of the history used"))
    data_sha256 = models.CharField(max_length=64, blank=True)
    history_values = models.PositiveIntegerField(
        default=0, help_text=_("values in the history used")
    )
    train_rows = models.PositiveIntegerField(
        default=0, help_text=_("rows that the model learned from")
    )
    options = models.JSONField(default=dict, help_text=_("how it was trained"))
    features = models.JSONField(default=list)
    versions = models.JSONField(default=dict)
    scores = models.JSONField(default=dict)
    members = models.JSONField(default=list)
    buckets = models.JSONField(default=list)
    drivers = models.JSONField(default=dict)
    fairness = models.JSONField(default=dict)
    totals = models.JSONField(default=dict)
    notes = SaidField(default=Said, blank=True, help_text=_("what a person should know: fallbacks"))
    seconds = models.FloatField(default=0, help_text=_("seconds of work"))
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created"]
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "kind"],
                condition=Q(is_current=True),
                name="one_current_forecast_a_kind",
            )
        ]

    def __str__(self) -> str:
        return listed((self.get_kind_display(), date_format(self.as_of)))


class BottomManager(models.Manager["ForecastSeries"]):
    """Wards and product lines only: nobody adds totals to their parts by oversight."""

    def get_queryset(self) -> models.QuerySet[ForecastSeries]:
        return super().get_queryset().filter(level=Level.SERIES)


class ForecastSeries(models.Model):
    """One series of a run: where it belongs, its quantiles, its walk-forward scores.

    `objects` and `run.series` hold wards and product lines; `everything` also the totals over
    facilities, products, ATC classes, depots' regions and the network, whose means are the sums of
    their parts to the last decimal. `unique_id` is the ward's scope FACILITY/WARD, or
    FACILITY/PRODUCT for consumption; the code of what a total is about. `points`
    maps column to values, one per step from `start`: {"mean": [...], "q10": [...], "q50": ...};
    a column `qNN` is the NN % quantile. Quantiles never cross and are never below zero. `recent`:
    the last values that the run had seen, one a period, ending right before `start`; null before
    the series began. `drivers`
    splits the mean of the first steps into groups, in the series' unit: {"steps": [1, 2],
    "groups": {"level": [38.0, 38.0], "weekday": [4.0, -2.0]}}. Occupancy also has "transfers", the
    net moves into the ward: tonight's mean is last night's, and admissions, less discharges, and
    these. A protection interval has "days": each of its steps is a whole interval that begins at
    `start`, the longer ones holding the shorter.
    """

    run = models.ForeignKey(ForecastRun, models.CASCADE, related_name="series")
    level = models.CharField(max_length=8, choices=Level, default=Level.SERIES)
    unique_id = models.CharField(max_length=120)
    facility = models.ForeignKey(
        Facility,
        models.CASCADE,
        null=True,
        related_name="+",
        help_text=_("none for a total over several"),
    )
    ward = models.ForeignKey(Ward, models.CASCADE, null=True, related_name="+")
    product = models.ForeignKey(Product, models.CASCADE, null=True, related_name="+")
    start = models.DateField(help_text=_("first step"))
    points = models.JSONField()
    recent = models.JSONField(_("last values seen"), default=list, blank=True)
    model = models.CharField(max_length=MODEL_LENGTH, help_text=_("what predicted this series"))
    mae = models.FloatField(null=True)
    mase = models.FloatField(null=True)
    wape = models.FloatField(null=True)
    wql = models.FloatField(null=True)
    coverage80 = models.FloatField(null=True)
    beats_seasonal_naive = models.BooleanField(null=True)
    seasonal_naive_mae = models.FloatField(null=True)
    seasonal_naive_wql = models.FloatField(null=True)
    drivers = models.JSONField(default=dict, blank=True)
    note = SaidField(default=Said, blank=True)

    objects = BottomManager()
    everything: models.Manager[ForecastSeries] = models.Manager()

    class Meta:
        ordering = ["unique_id"]
        verbose_name = _("forecast series")
        verbose_name_plural = _("forecast series")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "level", "unique_id"], name="series_once_a_run_and_level"
            )
        ]

    def __str__(self) -> str:
        return self.unique_id

    @property
    def called(self) -> str:
        """By name what `unique_id` says by code; empty for a class or a whole network."""
        named = self.product or self.ward or self.facility
        return named.name if named else ""
