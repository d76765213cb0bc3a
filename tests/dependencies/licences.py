"""Under which terms others let us use their work, as their packages say it."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata

ALLOWED = frozenset({
    "0BSD", "Apache-2.0", "Apache Software License", "BSD-2-Clause", "BSD-3-Clause", "BSD License",
    "3-Clause BSD License", "BSD 3-Clause", "CC0-1.0", "ISC", "LLVM-exception", "MIT", "MIT-0",
    "MIT-CMU", "MIT License", "MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)", "PSF-2.0",
    "Python Software Foundation License", "Unlicense", "Zlib",
})  # fmt: skip
"""All of these let anybody run, change and pass on the product; MPL-2.0 asks for changes of its own
files alone."""

BY_NAME = {
    "psycopg": "LGPL-3.0-only",
    "psycopg-binary": "LGPL-3.0-only",
}
"""Libraries that are used as they are and can be put out for another version."""

UNSAID = {
    "async-timeout": "Apache-2.0",
    "axe-playwright-python": "MIT",
    "colorama": "BSD-3-Clause",
    "schemathesis": "MIT",
}
"""Read from their own LICENSE: not installed on this platform, or silent in their metadata."""

SAYS_NOTHING = {"DFSG approved", "OSI Approved"}


def licence(name: str) -> str:
    """An SPDX expression where the package has one, else its classifiers' words; "" for none."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return UNSAID.get(name, "")
    expression = said.get("License-Expression")
    if expression:
        return str(expression)
    classifiers = [c.rpartition(" :: ")[2] for c in said.get_all("Classifier") or []
                   if c.startswith("License")]  # fmt: skip
    words = [each for each in classifiers if each not in SAYS_NOTHING]
    plain = (said.get("License") or "").strip()
    if not words and plain and "\n" not in plain:
        words = [plain]
    return "; ".join(words) or UNSAID.get(name, "")


def refused(name: str) -> str:
    """Which part of a package's licence is not on the list; "" when all is well."""
    said = licence(name)
    if not said:
        return "no licence"
    if BY_NAME.get(name) == said:
        return ""
    parts = re.split(r" AND | OR | WITH |; |[()]", said) if said not in ALLOWED else [said]
    return ", ".join(each for each in parts if each.strip() and each.strip() not in ALLOWED)
