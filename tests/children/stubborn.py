"""Works and does not listen."""

import signal
import sys
from pathlib import Path

signal.signal(signal.SIGTERM, signal.SIG_IGN)
Path(sys.argv[1], "ready").write_text("")
while True:
    sum(range(10_000))
