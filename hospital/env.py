"""The one place that reads the environment; a wrong value stops the start, in words."""

from __future__ import annotations

import sys
import zoneinfo
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from hospital import keys
from hospital.numbers import whole_number

BASE_DIR = Path(__file__).resolve().parent.parent

# One source of time zone data on every host: the pinned tzdata package. Python would prefer the
# system's copy, and an old one is an hour wrong in Morocco from September 2026 on.
zoneinfo.reset_tzpath(to=())

DATABASE_SCHEMES = ("postgres", "postgresql", "psql", "pgsql", "sqlite")

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")


def flag(name: str, default: bool) -> bool:
    """A yes-or-no variable: 1/0, true/false, yes/no, on/off; anything else is refused."""
    raw = env.str(name, default="")
    if raw == "":
        return default
    if raw.lower() in {"1", "true", "yes", "on"}:
        return True
    if raw.lower() in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r}: write 1 or 0")


def demo() -> bool:
    """The sample region, whose log-ins everybody knows, and nothing real beside it."""
    return flag("MIZAN_DEMO", default=False)


def debug() -> bool:
    """Pages that show the settings and the rows that went wrong: for the sample region alone."""
    found = flag("DJANGO_DEBUG", default=False)
    if found and not demo():
        raise ImproperlyConfigured(
            "DJANGO_DEBUG=1 shows records and settings to whoever meets an error: leave it out, or "
            "set MIZAN_DEMO=1 to work on the sample region."
        )
    return found


def number(name: str, default: int, *, low: int, high: int) -> int:
    """A whole number within [low, high]."""
    raw = env.str(name, default=str(default))
    found = whole_number(raw, signed=True)
    if found is None or not low <= found <= high:
        raise ImproperlyConfigured(f"{name}={raw!r}: write a whole number from {low} to {high}")
    return found


def choice(name: str, default: str, known: tuple[str, ...]) -> str:
    """One of `known`."""
    raw: str = env.str(name, default="") or default
    if raw not in known:
        raise ImproperlyConfigured(f"{name}={raw!r}: write one of {', '.join(known)}")
    return raw


def web_address(name: str) -> str:
    """An http or https address, or an empty string."""
    raw: str = env.str(name, default="")
    if raw and not raw.startswith(("https://", "http://")):
        raise ImproperlyConfigured(f"{name}={raw!r}: write an https:// or http:// address")
    return raw


def mail() -> dict[str, Any]:
    """Django's EMAIL_... settings from EMAIL_URL; without it mail goes to the log."""
    url = env.str("EMAIL_URL", default="") or "consolemail://"
    return {**environ.Env.email_url_config(url), "EMAIL_TIMEOUT": 10}


def var_dir(base: Path) -> Path:
    """MIZAN_VAR_DIR, or var/ beside the code: what the installation writes outside its database,
    and an SQLite database. Made for its owner only: it holds patients' records."""
    found = Path(env.str("MIZAN_VAR_DIR", default="") or base / "var")
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def keys_dir(var: Path) -> Path:
    """MIZAN_KEYS_DIR, or where the rest is written: what must not lie beside the backups."""
    found = Path(env.str("MIZAN_KEYS_DIR", default="") or var)
    found.mkdir(parents=True, exist_ok=True)
    return found


def kept_secret(name: str, file: str, var: Path) -> str:
    """The variable, or a key made at the first start and kept in `file` for its owner only."""
    key: str = env.str(name, default="")
    if not key:
        return keys.kept(keys_dir(var) / file, formerly=var / file)
    if len(key) < keys.SHORTEST_KEY:
        raise ImproperlyConfigured(
            f"{name} has {len(key)} characters: write at least {keys.SHORTEST_KEY} random ones, or "
            f"leave it empty and one is made and kept in {file}."
        )
    keys.refuse_well_known(name, key, demo=demo())
    return key


def hosts() -> list[str]:
    """The names that people may type: ALLOWED_HOSTS, else MIZAN_HOST beside this machine's own."""
    named: str = env.str("MIZAN_HOST", default="")
    own = ["127.0.0.1", "localhost", "[::1]"]
    found: list[str] = env.list("ALLOWED_HOSTS", default=[])
    return found or [*([named] if named else []), *own]


def token(name: str) -> str:
    """A secret that may be left out; one that everybody knows is refused."""
    found: str = env.str(name, default="")
    keys.refuse_well_known(name, found, demo=demo())
    return found


def database(base: Path) -> dict[str, Any]:
    """DATABASE_URL (PostgreSQL or SQLite), or an SQLite file under var/."""
    url = env.str("DATABASE_URL", default="") or f"sqlite:///{var_dir(base) / 'mizan.sqlite3'}"
    scheme = url.partition(":")[0]
    if scheme not in DATABASE_SCHEMES:
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with {scheme!r}; PostgreSQL and SQLite are supported: write "
            "postgres://USER:PASSWORD@HOST:5432/NAME or sqlite:////PATH"
        )
    config: dict[str, Any] = environ.Env.db_url_config(url)
    if config["ENGINE"].endswith("sqlite3"):
        # IMMEDIATE, not SQLite's DEFERRED: a read that later writes would otherwise fail with
        # "database is locked" whatever the timeout. WAL lets readers go on while one writes.
        config["OPTIONS"] = {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
            ),
        }
        # A file, not memory: tests, worker and web are separate processes.
        config["TEST"] = {"NAME": f"{config['NAME']}.test"}
    else:
        password(config, keys_dir(var_dir(base)) / keys.DATABASE_PASSWORD)
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
        config.setdefault("OPTIONS", {})["connect_timeout"] = 10
    return config


def password(config: dict[str, Any], kept: Path) -> None:
    """The database's password: DATABASE_URL's, else the one beside the other keys."""
    if not config["PASSWORD"] and kept.is_file():
        config["PASSWORD"] = kept.read_text().strip()
    own = (config["USER"], config["NAME"])
    keys.refuse_well_known("The database's password", config["PASSWORD"], demo=demo(), also=own)


def broker(base: Path) -> dict[str, Any]:
    """CELERY_BROKER_URL (Redis), or a folder under var/ through the filesystem transport."""
    url = env.str("CELERY_BROKER_URL", default="")
    if url.startswith(("redis://", "rediss://", "unix://", "redis+socket://")):
        password = unquote(urlsplit(url).password or "")
        keys.refuse_well_known("CELERY_BROKER_URL's password", password, demo=demo())
        options = {"socket_connect_timeout": 5, "socket_keepalive": True}
        return {"url": url, "options": options}
    if url and url != "filesystem://":
        raise ImproperlyConfigured(f"CELERY_BROKER_URL={url!r}: redis:// or filesystem://")
    folder = Path(env.str("MIZAN_BROKER_DIR", default=str(var_dir(base) / "broker")))
    for name in ("queue", "processed", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return {
        "url": "filesystem://",
        "options": {
            "data_folder_in": str(folder / "queue"),
            "data_folder_out": str(folder / "queue"),
            "processed_folder": str(folder / "processed"),
            "control_folder": str(folder / "control"),
            "polling_interval": 0.2,
        },
    }


def under_test() -> bool:
    return "pytest" in sys.modules
