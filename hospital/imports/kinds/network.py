"""Networks, facilities, wards, rooms and beds."""

from hospital.imports.kind import Column, Kind, Many
from hospital.models import Bed, Equipment, Facility, Network, Room, Specialty, Ward

NETWORK = (
    Kind(
        "networks",
        Network,
        ("code",),
        (
            Column("code", "NORD"),
            Column("name", "Northern region"),
            Column("country", "MA"),
            Column("time_zone", "Africa/Casablanca"),
            Column("currency", "MAD"),
        ),
        alike=True,
    ),
    Kind(
        "facilities",
        Facility,
        ("code",),
        (
            Column("network", "NORD"),
            Column("code", "CHU"),
            Column("name", "University hospital"),
            Column("kind", "university"),
            Column("level_of_care", "3"),
            Column("address", "1 Avenue Atlas, Tanger"),
            Column("latitude", "35.7595"),
            Column("longitude", "-5.834"),
            Column("supplied_by", "", later=True),
            Column("delivery_every_weeks", "1"),
            Column("delivery_offset_weeks", "0"),
            Column("fridge_litres", "400"),
            Column("opens_minute", "480"),
            Column("closes_minute", "960"),
            Column("unloading_minutes", "20"),
            Column("rural", "no"),
            Column("active", "yes"),
        ),
        in_order=(("opens_minute", "closes_minute"),),
        strictly=True,
        alike=True,
    ),
    Kind(
        "specialties",
        Specialty,
        ("code",),
        (Column("code", "CARD"), Column("name", "Cardiology")),
        alike=True,
    ),
    Kind(
        "equipment", Equipment, ("code",), (Column("code", "OXYGEN"), Column("name", "Wall oxygen"))
    ),
    Kind(
        "wards",
        Ward,
        ("facility", "code"),
        (
            Column("facility", "CHU"),
            Column("code", "CARD"),
            Column("name", "Cardiology ward"),
            Column("specialties", "CARD:1", many=Many("priority", "position")),
            Column("overflow_to", "", later=True),
            Column("active", "yes"),
        ),
        alike=True,
    ),
    Kind(
        "rooms",
        Room,
        ("ward", "code"),
        (
            Column("ward", "CHU/CARD"),
            Column("code", "101"),
            Column("capacity", "2"),
            Column("gender_policy", "same"),
            Column("age_policy", "adults"),
            Column("equipment", "OXYGEN", many=Many()),
            Column("isolation", "no"),
        ),
        alike=True,
    ),
    Kind(
        "beds",
        Bed,
        ("room", "code"),
        (
            Column("room", "CHU/CARD/101"),
            Column("code", "A"),
            Column("status", "open"),
            Column("status_until", ""),
        ),
    ),
)
