"""Who works: contracts, skills, shifts, absences, wishes, and the cover a ward needs."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from hospital.models.network import CODE, Facility, Network, Ward
from hospital.models.one_place import InOnePlace, SamePlace

WEEK = RegexValidator(r"^[01]{7}$", _("Seven digits, Monday first: 1 works, 0 is always off."))


class Skill(models.Model):
    code = models.CharField(max_length=40, unique=True, validators=[CODE])
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["code"]
        verbose_name = _("skill")
        verbose_name_plural = _("skills")

    def __str__(self) -> str:
        return self.name


class Contract(models.Model):
    """What was agreed: hours and limits; a person's rules come from here."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="contracts")
    code = models.CharField(max_length=40, validators=[CODE])
    name = models.CharField(max_length=200)
    minutes_per_week = models.PositiveIntegerField(
        validators=[MaxValueValidator(7 * 24 * 60)], help_text=_("agreed working minutes a week")
    )
    overtime_minutes_per_week = models.PositiveIntegerField(
        default=0, help_text=_("minutes a week that may be added when cover is missing")
    )
    rest_minutes = models.PositiveIntegerField(
        default=660, help_text=_("rest between two shifts, minutes (EU 2003/88: 660)")
    )
    max_consecutive_days = models.PositiveSmallIntegerField(default=6, help_text=_("days"))
    min_consecutive_days = models.PositiveSmallIntegerField(default=1, help_text=_("days"))
    min_consecutive_days_off = models.PositiveSmallIntegerField(default=1, help_text=_("days"))
    max_consecutive_days_off = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text=_("days in a row without a shift, leave not counted; empty: no limit"),
    )
    max_consecutive_nights = models.PositiveSmallIntegerField(default=4, help_text=_("nights"))
    max_nights_per_4_weeks = models.PositiveSmallIntegerField(
        default=8, help_text=_("nights in 28 days; 0: works no nights")
    )
    max_weekends_per_4_weeks = models.PositiveSmallIntegerField(
        default=2, validators=[MaxValueValidator(4)], help_text=_("weekends worked in 28 days")
    )
    days_off_after_nights = models.PositiveSmallIntegerField(
        default=0, help_text=_("days off due after a run of nights; 0: none")
    )
    nights_before_days_off = models.PositiveSmallIntegerField(
        default=3,
        validators=[MinValueValidator(1)],
        help_text=_("nights in a row after which those days off are due"),
    )
    max_minutes_per_week = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(7 * 24 * 60)],
        help_text=_("minutes in any seven days (48 h: 2880); empty: no limit of its own"),
    )
    max_minutes_per_4_weeks = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(28 * 24 * 60)],
        help_text=_("minutes in any 28 days; empty: no limit of its own"),
    )
    min_shifts_per_4_weeks = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(28)],
        help_text=_("shifts in 28 days at least; empty: only the hours count"),
    )
    max_shifts_per_4_weeks = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(28)],
        help_text=_("shifts in 28 days at most; empty: only the hours count"),
    )
    complete_weekends = models.BooleanField(
        default=False, help_text=_("works both days of a weekend or none")
    )
    weekdays = models.CharField(
        max_length=7,
        default="1111111",
        validators=[WEEK],
        help_text=_("days that may be worked, Monday first: 1111100"),
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            models.UniqueConstraint(fields=["network", "code"], name="contract_code_once"),
            models.CheckConstraint(
                condition=Q(min_consecutive_days__lte=F("max_consecutive_days")),
                name="contract_days_in_order",
                violation_error_message=_("Days in a row: the least must not be above the most."),
            ),
            models.CheckConstraint(
                condition=Q(min_consecutive_days_off__lte=F("max_consecutive_days_off")),
                name="contract_days_off_in_order",
                violation_error_message=_(
                    "Days off in a row: the least must not be above the most."
                ),
            ),
            models.CheckConstraint(
                condition=Q(min_shifts_per_4_weeks__lte=F("max_shifts_per_4_weeks")),
                name="contract_shifts_in_order",
                violation_error_message=_(
                    "Shifts in four weeks: the least must not be above the most."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StaffMember(InOnePlace, models.Model):
    """A person who is rostered, known by a staff number; no name is kept here."""

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="staff")
    number = models.CharField(max_length=40, unique=True, validators=[CODE])
    role = models.CharField(
        max_length=40, help_text=_("the role that shifts ask for: nurse, assistant, midwife")
    )
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="staff")
    home_ward = models.ForeignKey(
        Ward, models.SET_NULL, null=True, blank=True, related_name="home_staff"
    )
    floats_to = models.ManyToManyField(Ward, blank=True, related_name="floating_staff")
    skills = models.ManyToManyField(Skill, through="StaffSkill", blank=True)
    user = models.OneToOneField(
        "auth.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="staff_member",
        help_text=_("the log-in of this person, when there is one"),
    )
    started = models.DateField(null=True, blank=True)
    ended = models.DateField(null=True, blank=True, help_text=_("last working day"))

    one_place = (
        SamePlace("home_ward", "facility", "facility"),
        SamePlace("contract", "network", "facility__network"),
    )

    class Meta:
        ordering = ["number"]
        verbose_name = _("staff member")
        verbose_name_plural = _("staff")

    def __str__(self) -> str:
        return self.number


class StaffSkill(models.Model):
    staff = models.ForeignKey(StaffMember, models.CASCADE)
    skill = models.ForeignKey(Skill, models.PROTECT)
    level = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("1 under supervision to 5 expert"),
    )

    class Meta:
        verbose_name = _("skill of a person")
        verbose_name_plural = _("skills of people")
        constraints = [models.UniqueConstraint(fields=["staff", "skill"], name="staff_skill_once")]

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.skill_id} {self.level}"


class AbsenceKind(models.TextChoices):
    LEAVE = "leave", _("leave")
    SICK = "sick", _("sick")
    TRAINING = "training", _("training")
    OTHER = "other", _("other")


class Absence(models.Model):
    """Days on which a person does not work. Planning sees the days, never the reason."""

    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="absences")
    first_day = models.DateField()
    last_day = models.DateField(help_text=_("included"))
    kind = models.CharField(max_length=8, choices=AbsenceKind, default=AbsenceKind.LEAVE)

    class Meta:
        ordering = ["first_day"]
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.UniqueConstraint(fields=["staff", "first_day"], name="absence_start_once"),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="absence_days_in_order",
                violation_error_message=_("The last day must not be before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.first_day} - {self.last_day}"


class ShiftType(models.Model):
    """A shift as the hospital runs it, in local time; real length across a clock change is kept."""

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="shift_types")
    code = models.CharField(max_length=10, validators=[CODE], help_text=_("one letter: M, S, N"))
    name = models.CharField(max_length=100)
    starts = models.TimeField(help_text=_("local time"))
    minutes = models.PositiveSmallIntegerField(
        validators=[MaxValueValidator(24 * 60)], help_text=_("paid minutes")
    )
    role = models.CharField(max_length=40, blank=True, help_text=_("empty: any role"))
    is_night = models.BooleanField(default=False)
    min_consecutive_days = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("days in a row on this shift at least: 2 makes pairs"),
    )
    max_consecutive_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("days in a row on this shift at most; empty: no limit"),
    )
    not_followed_by = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="not_after",
        help_text=_("shifts that may not be worked on the next day"),
    )

    class Meta:
        ordering = ["facility", "starts"]
        verbose_name = _("shift type")
        verbose_name_plural = _("shift types")
        constraints = [
            models.UniqueConstraint(fields=["facility", "code"], name="shift_code_once"),
            models.CheckConstraint(
                condition=Q(min_consecutive_days__gte=1)
                & Q(min_consecutive_days__lte=F("max_consecutive_days")),
                name="shift_days_in_order",
                violation_error_message=_(
                    "Days in a row on this shift: 1 at least; the least must not be above the most."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ShiftRequest(InOnePlace, models.Model):
    """A wish for or against working, with its weight."""

    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="requests")
    date = models.DateField()
    shift = models.ForeignKey(
        ShiftType, models.CASCADE, null=True, blank=True, help_text=_("empty: any shift")
    )
    wanted = models.BooleanField(default=True, help_text=_("no: rather not"))
    weight = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    one_place = (SamePlace("shift", "facility", "staff__facility"),)

    class Meta:
        ordering = ["date"]
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints = [
            models.UniqueConstraint(
                "staff",
                "date",
                Coalesce("shift", Value(0)),
                name="wish_once",
                violation_error_message=_(
                    "This person has a wish for this day and shift already; change that one."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.date} {self.shift or '*'}"


class FixedShift(InOnePlace, models.Model):
    """What was agreed with one person for a weekday: a shift, or to be off."""

    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="fixed_shifts")
    weekday = models.PositiveSmallIntegerField(
        validators=[MaxValueValidator(6)], help_text=_("0 Monday to 6 Sunday")
    )
    shift = models.ForeignKey(
        ShiftType, models.CASCADE, null=True, blank=True, help_text=_("empty: always off")
    )

    one_place = (SamePlace("shift", "facility", "staff__facility"),)

    class Meta:
        ordering = ["staff", "weekday"]
        verbose_name = _("fixed shift")
        verbose_name_plural = _("fixed shifts")
        constraints = [
            models.UniqueConstraint(fields=["staff", "weekday"], name="fixed_shift_once_a_weekday")
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.weekday} {self.shift_id or '-'}"


class CoverRule(InOnePlace, models.Model):
    """How many people a ward needs on a shift: fixed, or from forecast occupancy by a ratio."""

    ward = models.ForeignKey(Ward, models.CASCADE, related_name="cover_rules")
    shift = models.ForeignKey(ShiftType, models.CASCADE, related_name="cover_rules")
    skill = models.ForeignKey(
        Skill, models.PROTECT, null=True, blank=True, help_text=_("empty: any skill")
    )
    weekday = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(6)],
        help_text=_("0 Monday to 6 Sunday; empty: every day"),
    )
    minimum = models.PositiveSmallIntegerField(help_text=_("people; below it the ward is unsafe"))
    target = models.PositiveSmallIntegerField(help_text=_("people; what good care asks for"))
    patients_per_person = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0.5)],
        help_text=_("when given, the target follows the forecast: occupied beds / this ratio"),
    )
    quantile = models.FloatField(
        default=0.8,
        validators=[MinValueValidator(0.05), MaxValueValidator(0.99)],
        help_text=_("which quantile of forecast occupancy is covered"),
    )

    supervisor_level = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(2), MaxValueValidator(5)],
        help_text=_("level of the skill of whom people at level 1 work beside; empty: not asked"),
    )
    junior_maximum = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text=_("people at level 1 of the skill on a shift, at most; empty: any number"),
    )

    one_place = (SamePlace("shift", "facility", "ward__facility"),)

    class Meta:
        ordering = ["ward", "shift"]
        verbose_name = _("cover rule")
        verbose_name_plural = _("cover rules")
        constraints = [
            models.UniqueConstraint(
                "ward",
                "shift",
                Coalesce("skill", Value(0)),
                Coalesce("weekday", Value(7)),
                name="cover_rule_once",
                violation_error_message=_(
                    "This ward, shift, skill and weekday have a cover rule already; change it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(target__gte=F("minimum")),
                name="cover_target_not_below_minimum",
                violation_error_message=_("The target must not be below the minimum."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ward_id} {self.shift_id} {self.minimum}-{self.target}"
