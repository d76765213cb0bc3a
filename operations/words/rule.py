"""What a rule is called by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RuleWords:
    """Lazy strings. sentences: by variant (Violation.variant), "" where there is only one."""

    label: Any
    reason: Any
    sentences: Mapping[str, Any]
