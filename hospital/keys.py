"""An installation's keys: made at the first start, kept for their owner only, never well known.

`python -m hospital.keys` makes those that the containers share, before the database starts.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 40
FEWEST_CHARACTERS = 5
"""Different ones; forty times the same is no key."""
DATABASE_PASSWORD = "database_password"  # noqa: S105  (a file's name)
SHARED = ("secret_key", "audit_key", "patient_key", DATABASE_PASSWORD)

# fmt: off
WELL_KNOWN = frozenset([
    "admin", "administrator", "demo", "django", "hospital", "letmein", "mizan", "passw0rd",
    "password", "password1", "pass", "postgres", "postgresql", "qwerty", "redis", "root", "secret",
    "secretkey", "test", "user", "welcome", "changeit", "1234", "123456", "12345678", "123456789",
    "1234567890",
])
# fmt: on
PLACEHOLDER = re.compile(
    r"django-insecure|change.?me|replace.?(me|this|with)|^(your|my|a|the)\b.*(secret|password|key)"
    r"|insert.?here|placeholder|secret.?key|not.?so.?secret|^<.*>$|^\$\{.*\}$",
    re.IGNORECASE,
)
COMMAND = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'


def well_known(value: str) -> bool:
    """Whether a stranger would try it: a default, an example's placeholder, one key held down."""
    plain = value.strip().casefold()
    return (
        plain in WELL_KNOWN
        or len(set(plain)) < FEWEST_CHARACTERS
        or PLACEHOLDER.search(plain) is not None
    )


def refuse_well_known(name: str, value: str, *, demo: bool, also: tuple[str, ...] = ()) -> None:
    """Stop the start with a secret that everybody knows, but for the sample region.

    `also`: what would be just as easily guessed here, such as the user's own name.
    """
    if not value or demo or not (well_known(value) or value in also):
        return
    raise ImproperlyConfigured(
        f"{name} is one that everybody knows. Write one of your own, made by\n    {COMMAND}"
    )


def kept(path: Path, formerly: Path | None = None) -> str:
    """The key in `path`; made at the first start, or taken over from where it was kept before."""
    if not path.exists():
        mine = path.with_name(f"{path.name}.{os.getpid()}")
        mine.touch(mode=0o600)
        if formerly is not None and formerly != path and formerly.exists():
            shutil.copyfile(formerly, mine)
        else:
            mine.write_text(secrets.token_urlsafe(48))
        # Of several processes that start at once, the first to link wins and all read its key.
        with contextlib.suppress(FileExistsError):
            os.link(mine, path)
        mine.unlink()
    return path.read_text().strip()


def make_shared(folder: Path, formerly: Path, password: str) -> None:
    """All keys of the containers; `password` is the database's where the operator wrote one."""
    if password:
        refuse_well_known("POSTGRES_PASSWORD", password, demo=False)
        path = folder / DATABASE_PASSWORD
        path.touch(mode=0o600)
        path.write_text(password)
    for name in SHARED:
        kept(folder / name, formerly / name)


if __name__ == "__main__":
    try:
        make_shared(
            Path(os.environ["MIZAN_KEYS_DIR"]),
            Path(os.environ.get("MIZAN_VAR_DIR") or "var"),
            os.environ.get("POSTGRES_PASSWORD", ""),
        )
    except ImproperlyConfigured as error:
        sys.exit(f"Settings: {error}")
