import json
import os
import sys
from pathlib import Path

if __name__ == "__main__":
    os.environ.setdefault("MIZAN_DEMO", "1")
    from tests.dependencies.sbom import sbom

    made = sbom()
    Path(sys.argv[1]).write_text(json.dumps(made, indent=1) + "\n")
    sys.stdout.write(f"{sys.argv[1]}: {len(made['components'])} parts\n")
