"""requirements*.txt as `make lock` writes them: exact versions, each file by its hash."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")
LINE = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+))?")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Locked:
    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name.lower().replace('_', '-')}@{self.version}"


def locked(file: str) -> list[Locked]:
    """Every package of a lock. Raises ValueError for a line that is not of one."""
    text = (ROOT / file).read_text().replace("\\\n", " ")
    found = []
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        parts = LINE.match(line)
        if parts is None:
            raise ValueError(f"{file}: {line[:80]!r} is not NAME==VERSION")
        found.append(
            Locked(parts["name"], parts["version"], (parts["marker"] or "").strip(),
                   tuple(HASH.findall(line)))
        )  # fmt: skip
    return found
