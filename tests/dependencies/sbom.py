"""The parts list in CycloneDX's form: what a hospital's scanner reads."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from hospital.settings import VERSION
from tests.dependencies.licences import licence
from tests.dependencies.lock import Locked, locked

PRODUCT = f"pkg:generic/mizan@{VERSION}"


def sbom(moment: datetime | None = None) -> dict[str, Any]:
    """Everything that requirements.txt installs, with hashes and licences."""
    parts = [_component(each) for each in locked("requirements.txt")]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, repr(parts))}",
        "version": 1,
        "metadata": {
            "timestamp": (moment or datetime.now(UTC)).isoformat(timespec="seconds"),
            "component": {
                "type": "application",
                "bom-ref": PRODUCT,
                "name": "mizan",
                "version": VERSION,
                "licenses": [{"expression": "Apache-2.0"}],
            },
        },
        "components": parts,
        "dependencies": [
            {"ref": PRODUCT, "dependsOn": sorted(each["bom-ref"] for each in parts)},
        ],
    }


def _component(part: Locked) -> dict[str, Any]:
    said = licence(part.name)
    spdx = " " not in said or any(word in said for word in (" AND ", " OR ", " WITH "))
    return {
        "type": "library",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "purl": part.purl,
        "licenses": [{"expression": said} if spdx else {"license": {"name": said}}],
        # One file a platform; the lock accepts each of them.
        "externalReferences": [
            {
                "type": "distribution",
                "url": f"https://pypi.org/project/{part.name}/{part.version}/",
                "hashes": [{"alg": "SHA-256", "content": each} for each in part.hashes],
            }
        ],
        **({"scope": "optional"} if part.marker else {}),
    }
