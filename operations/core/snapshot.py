"""Problems and plans to JSON and back, exactly: what a run was asked can be asked again."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def dumps(value: Any) -> bytes:
    """The canonical JSON of a dataclass: same value, same bytes."""
    return msgspec.json.encode(value, order="deterministic")


def loads(data: bytes | str, type_: type[T]) -> T:
    """The dataclass again; its own checks run. Raises msgspec.ValidationError on foreign JSON."""
    return msgspec.json.decode(data, type=type_)


def digest(value: Any) -> str:
    """sha256 of the canonical JSON, to tell whether two runs were asked the same."""
    return hashlib.sha256(dumps(value)).hexdigest()


def write(path: Path, value: Any) -> None:
    """Write the whole file or none of it."""
    partial = path.with_suffix(path.suffix + ".part")
    partial.write_bytes(dumps(value))
    partial.replace(path)


def read(path: Path, type_: type[T]) -> T:
    return loads(path.read_bytes(), type_)
