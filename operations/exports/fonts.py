"""The fonts of paper."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def fonts() -> list[Path]:
    """DejaVu (Latin and Arabic), which the pinned requirements bring with them: paper looks the
    same on a host without fonts."""
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        return []
    return [Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"]
