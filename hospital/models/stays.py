"""Who is cared for, as pseudonyms: stays, bed history, the waiting list, theatres."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from hospital.models.happened import begun, ended, happened
from hospital.models.network import (
    CODE,
    AgeBand,
    Bed,
    Equipment,
    Facility,
    Gender,
    Network,
    Specialty,
    Ward,
)
from hospital.models.one_place import InOnePlace, SamePlace


class Patient(models.Model):
    """A pseudonym (hospital.pseudonyms). The key that made it is kept outside the database;
    `key_mark` says which of them it was, "" that it is none of ours."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="patients")
    pseudonym = models.CharField(max_length=64, validators=[CODE])
    key_mark = models.CharField(max_length=8, blank=True, editable=False)

    class Meta:
        ordering = ["pseudonym"]
        verbose_name = _("patient")
        verbose_name_plural = _("patients")
        constraints = [
            models.UniqueConstraint(fields=["network", "pseudonym"], name="pseudonym_once")
        ]

    def __str__(self) -> str:
        return self.pseudonym


class Urgency(models.TextChoices):
    EMERGENCY = "emergency", _("emergency")
    URGENT = "urgent", _("urgent")
    ELECTIVE = "elective", _("elective")


class Stay(InOnePlace, models.Model):
    """One hospital stay. Nights count from admission to discharge; the open end is now."""

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="stays")
    number = models.CharField(max_length=64, validators=[CODE])
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="stays")
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="stays")
    bed = models.ForeignKey(Bed, models.SET_NULL, null=True, blank=True, related_name="stays")
    specialty = models.ForeignKey(Specialty, models.PROTECT, null=True, blank=True)
    gender = models.CharField(max_length=1, choices=Gender)
    age_band = models.CharField(max_length=5, choices=AgeBand)
    urgency = models.CharField(max_length=9, choices=Urgency, default=Urgency.EMERGENCY)
    admitted = models.DateTimeField(db_index=True, validators=[begun])
    discharged = models.DateTimeField(null=True, blank=True, db_index=True, validators=[ended])
    expected_discharge = models.DateField(null=True, blank=True)
    isolation = models.BooleanField(default=False, help_text=_("needs a room alone"))
    equipment = models.ManyToManyField(Equipment, blank=True, help_text=_("needed in the room"))
    beside = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="companions",
        help_text=_("whose room it shares: a child its mother's"),
    )

    one_place = (
        SamePlace("ward", "facility", "facility"),
        SamePlace("bed", "room__ward__facility", "facility"),
        SamePlace("beside", "facility", "facility"),
        SamePlace("patient", "network", "facility__network"),
    )

    class Meta:
        ordering = ["-admitted"]
        verbose_name = _("stay")
        verbose_name_plural = _("stays")
        constraints = [
            models.UniqueConstraint(fields=["facility", "number"], name="stay_number_once"),
            models.CheckConstraint(
                condition=Q(discharged__isnull=True) | Q(discharged__gte=F("admitted")),
                name="stay_ends_after_it_begins",
                violation_error_message=_("The discharge must not be before the admission."),
            ),
        ]
        indexes = [
            models.Index(fields=["ward", "admitted"], name="stay_ward_admitted"),
            models.Index(fields=["admitted", "id"], name="stay_admitted"),
        ]

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        super().clean()
        if not self.expected_discharge or not self.admitted or not self.facility_id:
            return
        zone = ZoneInfo(self.facility.network.time_zone)
        if self.expected_discharge < self.admitted.astimezone(zone).date():
            said = _("Patients are expected to leave on the day of admission or later.")
            raise ValidationError({"expected_discharge": said})


class StayMove(InOnePlace, models.Model):
    """Where a stay was: one row per ward and bed, half-open in time."""

    stay = models.ForeignKey(Stay, models.CASCADE, related_name="moves")
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="moves")
    bed = models.ForeignKey(Bed, models.SET_NULL, null=True, blank=True)
    starts = models.DateTimeField(validators=[happened])
    ends = models.DateTimeField(null=True, blank=True, validators=[happened])

    one_place = (
        SamePlace("ward", "facility", "stay__facility"),
        SamePlace("bed", "room__ward__facility", "stay__facility"),
    )

    class Meta:
        ordering = ["starts"]
        verbose_name = _("move")
        verbose_name_plural = _("bed history")
        constraints = [
            models.UniqueConstraint(fields=["stay", "starts"], name="move_start_once"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="move_in_order",
                violation_error_message=_("A move must not end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stay_id} {self.starts}"


class Theatre(models.Model):
    facility = models.ForeignKey(Facility, models.CASCADE, related_name="theatres")
    code = models.CharField(max_length=40, validators=[CODE])
    minutes_monday_to_friday = models.PositiveSmallIntegerField(
        default=480, validators=[MaxValueValidator(1440)], help_text=_("minutes a weekday")
    )
    minutes_weekend = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(1440)], help_text=_("minutes a weekend day")
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("operating theatre")
        verbose_name_plural = _("operating theatres")
        constraints = [
            models.UniqueConstraint(fields=["facility", "code"], name="theatre_code_once")
        ]

    def __str__(self) -> str:
        return self.code

    def minutes_on(self, day: date) -> int:
        """Minutes open on that day."""
        return self.minutes_monday_to_friday if day.weekday() < 5 else self.minutes_weekend


class Surgeon(models.Model):
    facility = models.ForeignKey(Facility, models.CASCADE, related_name="surgeons")
    code = models.CharField(max_length=40, validators=[CODE])
    specialty = models.ForeignKey(Specialty, models.PROTECT, null=True, blank=True)
    minutes_per_day = models.PositiveSmallIntegerField(
        default=360, validators=[MaxValueValidator(1440)], help_text=_("operating minutes a day")
    )
    weekdays = models.CharField(
        max_length=7, default="1111100", help_text=_("days that operate, Monday first")
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("surgeon")
        verbose_name_plural = _("surgeons")
        constraints = [
            models.UniqueConstraint(fields=["facility", "code"], name="surgeon_code_once")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def operates(self) -> bool:
        """On any day of the week."""
        return bool(self.minutes_per_day) and "1" in self.weekdays[:7]

    def minutes_on(self, day: date) -> int:
        """Minutes of operations on that day; none on days that the week does not name."""
        return self.minutes_per_day if self.weekdays[day.weekday() :][:1] == "1" else 0


class NotOperating(InOnePlace, models.Model):
    """Days on which a theatre is closed or a surgeon away, or has fewer minutes than the week
    says. Of several that are for one day the fewest minutes hold."""

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="not_operating")
    theatre = models.ForeignKey(
        Theatre, models.CASCADE, null=True, blank=True, related_name="not_operating"
    )
    surgeon = models.ForeignKey(
        Surgeon, models.CASCADE, null=True, blank=True, related_name="not_operating"
    )
    first_day = models.DateField()
    last_day = models.DateField(help_text=_("included"))
    minutes = models.PositiveSmallIntegerField(
        default=0,
        validators=[MaxValueValidator(1440)],
        help_text=_("operating minutes a day all the same; 0: none"),
    )

    one_place = (
        SamePlace("theatre", "facility", "facility"),
        SamePlace("surgeon", "facility", "facility"),
    )

    class Meta:
        ordering = ["first_day"]
        verbose_name = _("theatre closed or surgeon away")
        verbose_name_plural = _("theatres closed and surgeons away")
        constraints = [
            models.CheckConstraint(
                condition=Q(theatre__isnull=False) ^ Q(surgeon__isnull=False),
                name="a_theatre_or_a_surgeon",
                violation_error_message=_("Name a theatre or a surgeon, and not both."),
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="not_operating_days_in_order",
                violation_error_message=_("The last day must not be before the first."),
            ),
            models.UniqueConstraint(
                "facility",
                Coalesce("theatre", Value(0)),
                Coalesce("surgeon", Value(0)),
                "first_day",
                name="not_operating_start_once",
                violation_error_message=_(
                    "From this first day there is an entry already; change that one."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theatre or self.surgeon} {self.first_day} - {self.last_day}"

    def holds_on(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


class ReferralState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    ADMITTED = "admitted", _("admitted")
    CANCELLED = "cancelled", _("cancelled")


class Referral(InOnePlace, models.Model):
    """A patient on the waiting list for a planned admission."""

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="referrals")
    number = models.CharField(max_length=64, validators=[CODE])
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="referrals")
    specialty = models.ForeignKey(Specialty, models.PROTECT, null=True, blank=True)
    surgeon = models.ForeignKey(Surgeon, models.SET_NULL, null=True, blank=True)
    gender = models.CharField(max_length=1, choices=Gender)
    age_band = models.CharField(max_length=5, choices=AgeBand)
    registered = models.DateField(
        validators=[happened], help_text=_("when the patient joined the list")
    )
    release_day = models.DateField(help_text=_("earliest admission"))
    due_day = models.DateField(null=True, blank=True, help_text=_("latest admission"))
    mandatory = models.BooleanField(default=False, help_text=_("must be admitted by the due day"))
    surgery_minutes = models.PositiveSmallIntegerField(default=0, help_text=_("minutes; 0: none"))
    expected_nights = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    isolation = models.BooleanField(default=False)
    equipment = models.ManyToManyField(Equipment, blank=True)
    state = models.CharField(
        max_length=9, choices=ReferralState, default=ReferralState.WAITING, db_index=True
    )

    one_place = (
        SamePlace("surgeon", "facility", "facility"),
        SamePlace("patient", "network", "facility__network"),
    )

    class Meta:
        ordering = ["release_day"]
        verbose_name = _("referral")
        verbose_name_plural = _("waiting list")
        constraints = [
            models.UniqueConstraint(fields=["facility", "number"], name="referral_number_once")
        ]

    def __str__(self) -> str:
        return self.number
