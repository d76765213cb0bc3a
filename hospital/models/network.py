"""Where care happens: networks, facilities, wards, rooms, beds."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

DAY_MINUTES = 1440

CODE = RegexValidator(
    r"^[\w.\-]+$", _("A code has letters, digits, dot, dash and underscore only.")
)
"""No slash: a ward's scope is written FACILITY/WARD."""


CURRENCY = RegexValidator(r"^[A-Z]{3}$", _("A currency is three capital letters, such as MAD."))


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def known_time_zone(name: str) -> None:
    """Raises ValidationError: by a clock that nobody knows neither a night nor a plan has a day."""
    if name not in _zones():
        said = gettext("“%(name)s” is no time zone. Write an IANA name, such as Africa/Casablanca.")
        raise ValidationError(said % {"name": name})


class Gender(models.TextChoices):
    FEMALE = "F", _("female")
    MALE = "M", _("male")


class AgeBand(models.TextChoices):
    """Bands instead of birth dates: enough to place a patient, too little to know them."""

    INFANT = "0-1", _("under 2 years")
    CHILD = "2-15", _("2 to 15 years")
    ADULT = "16-64", _("16 to 64 years")
    SENIOR = "65-79", _("65 to 79 years")
    ELDER = "80+", _("80 years and over")

    @classmethod
    def of_years(cls, years: int) -> AgeBand:
        """The band of an age in whole years."""
        ends = ((2, cls.INFANT), (16, cls.CHILD), (65, cls.ADULT), (80, cls.SENIOR))
        return next((band for end, band in ends if years < end), cls.ELDER)


class Network(models.Model):
    """A region whose facilities are planned together."""

    code = models.CharField(max_length=40, unique=True, validators=[CODE])
    name = models.CharField(max_length=200)
    country = models.CharField(
        max_length=2, default="MA", help_text=_("ISO 3166 code, for public holidays")
    )
    time_zone = models.CharField(
        max_length=60,
        default="Africa/Casablanca",
        validators=[known_time_zone],
        help_text=_("IANA name"),
    )

    currency = models.CharField(
        max_length=3,
        blank=True,
        default="",
        validators=[CURRENCY],
        help_text=_("ISO 4217 code of all prices, written on orders: MAD"),
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("network")
        verbose_name_plural = _("networks")

    def __str__(self) -> str:
        return self.name


class FacilityKind(models.TextChoices):
    DEPOT = "depot", _("depot")
    UNIVERSITY = "university", _("university hospital")
    PROVINCIAL = "provincial", _("provincial hospital")
    CENTRE = "centre", _("health centre")


HOSPITAL_KINDS = (FacilityKind.UNIVERSITY, FacilityKind.PROVINCIAL)


class Facility(models.Model):
    """A depot, hospital or health centre."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="facilities")
    code = models.CharField(max_length=40, unique=True, validators=[CODE])
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=FacilityKind)
    level_of_care = models.PositiveSmallIntegerField(
        default=1, help_text=_("1 health centre, 2 provincial, 3 university")
    )
    address = models.CharField(
        max_length=300, blank=True, default="", help_text=_("where suppliers deliver to")
    )
    latitude = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("degrees north"),
    )
    longitude = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("degrees east"),
    )
    supplied_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="supplies",
        help_text=_("the depot that delivers here"),
    )
    delivery_every_weeks = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(26)],
        help_text=_("weeks between two deliveries"),
    )
    delivery_offset_weeks = models.PositiveSmallIntegerField(
        default=0, help_text=_("which week of the cycle, 0 for the first")
    )
    fridge_litres = models.PositiveIntegerField(default=0, help_text=_("cold storage, litres"))
    opens_minute = models.PositiveSmallIntegerField(
        default=480,
        validators=[MaxValueValidator(DAY_MINUTES)],
        help_text=_("receives from, minutes after midnight"),
    )
    closes_minute = models.PositiveSmallIntegerField(
        default=960,
        validators=[MaxValueValidator(DAY_MINUTES)],
        help_text=_("receives until, minutes after midnight"),
    )
    unloading_minutes = models.PositiveSmallIntegerField(
        default=20, help_text=_("minutes a delivery takes at the door")
    )
    rural = models.BooleanField(
        null=True,
        blank=True,
        help_text=_("serves mostly people outside towns; empty: not known"),
    )
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_minute__gt=F("opens_minute")),
                name="facility_closes_after_opens",
                violation_error_message=_("The closing hour must come after the opening hour."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_hospital(self) -> bool:
        return self.kind in HOSPITAL_KINDS


class Specialty(models.Model):
    """A medical specialty, by the hospital's own code."""

    code = models.CharField(max_length=40, unique=True, validators=[CODE])
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["code"]
        verbose_name = _("specialty")
        verbose_name_plural = _("specialties")

    def __str__(self) -> str:
        return self.name


class Ward(models.Model):
    """A nursing unit: the scope of a roster and of a forecast."""

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="wards")
    code = models.CharField(max_length=40, validators=[CODE])
    name = models.CharField(max_length=200)
    specialties = models.ManyToManyField(
        Specialty, through="WardSpecialty", related_name="wards", blank=True
    )
    overflow_to = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="overflow_from",
        help_text=_("where patients go when this ward is full"),
    )
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["facility__code", "code"]
        verbose_name = _("ward")
        verbose_name_plural = _("wards")
        constraints = [
            models.UniqueConstraint(fields=["facility", "code"], name="ward_code_once_a_facility")
        ]

    def __str__(self) -> str:
        return f"{self.facility.code}/{self.code} {self.name}"

    @property
    def scope(self) -> str:
        """The ward's name in series and runs: FACILITY/WARD."""
        return f"{self.facility.code}/{self.code}"


class WardSpecialty(models.Model):
    """Which specialties a ward takes, best first."""

    ward = models.ForeignKey(Ward, models.CASCADE)
    specialty = models.ForeignKey(Specialty, models.PROTECT)
    priority = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1)], help_text=_("1 is the ward's own specialty")
    )

    class Meta:
        verbose_name = _("ward specialty")
        verbose_name_plural = _("ward specialties")
        constraints = [
            models.UniqueConstraint(fields=["ward", "specialty"], name="ward_specialty_once")
        ]

    def __str__(self) -> str:
        return f"{self.ward_id}: {self.specialty_id} ({self.priority})"


class Equipment(models.Model):
    """What a patient may need in the room: oxygen, telemetry, dialysis."""

    code = models.CharField(max_length=40, unique=True, validators=[CODE])
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["code"]
        verbose_name = _("equipment")
        verbose_name_plural = _("equipment")

    def __str__(self) -> str:
        return self.name


WITHIN = " · "
"""Between a ward and its room, and a room and its bed."""


class GenderPolicy(models.TextChoices):
    ANY = "any", _("any")
    SAME = "same", _("one gender at a time")
    FEMALE = "F", _("women only")
    MALE = "M", _("men only")


class AgePolicy(models.TextChoices):
    ANY = "any", _("any")
    CHILDREN = "children", _("children only")
    ADULTS = "adults", _("adults only")


class Room(models.Model):
    """A room and what it may hold. Its capacity is what is licensed; beds say what is there."""

    ward = models.ForeignKey(Ward, models.CASCADE, related_name="rooms")
    code = models.CharField(max_length=40, validators=[CODE])
    capacity = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(60)], help_text=_("beds")
    )
    gender_policy = models.CharField(max_length=4, choices=GenderPolicy, default=GenderPolicy.SAME)
    age_policy = models.CharField(max_length=8, choices=AgePolicy, default=AgePolicy.ANY)
    equipment = models.ManyToManyField(Equipment, blank=True, related_name="rooms")
    isolation = models.BooleanField(default=False, help_text=_("fit for an isolated patient"))

    class Meta:
        ordering = ["ward", "code"]
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [
            models.UniqueConstraint(fields=["ward", "code"], name="room_code_once_a_ward"),
            models.CheckConstraint(
                condition=Q(capacity__gte=1),
                name="room_has_a_bed",
                violation_error_message=_("A room must hold one patient at least."),
            ),
        ]

    def __str__(self) -> str:
        """Every ward has a room 1: none is known by its own code alone."""
        return f"{self.ward.scope}{WITHIN}{self.code}"


class BedStatus(models.TextChoices):
    """After HL7 table 0116: what the bed itself is, apart from who lies in it."""

    OPEN = "open", _("open")
    CLEANING = "cleaning", _("cleaning")
    BLOCKED = "blocked", _("blocked")
    CLOSED = "closed", _("closed")


class Bed(models.Model):
    room = models.ForeignKey(Room, models.CASCADE, related_name="beds")
    code = models.CharField(max_length=40, validators=[CODE])
    status = models.CharField(max_length=8, choices=BedStatus, default=BedStatus.OPEN)
    status_until = models.DateField(
        null=True, blank=True, help_text=_("last day of the status; empty: until further notice")
    )

    class Meta:
        ordering = ["room", "code"]
        verbose_name = _("bed")
        verbose_name_plural = _("beds")
        constraints = [
            models.UniqueConstraint(fields=["room", "code"], name="bed_code_once_a_room")
        ]

    def __str__(self) -> str:
        return f"{self.room}{WITHIN}{self.code}"
