"""Works until SIGTERM, then leaves its best answer in the folder it was given."""

import signal
import sys
from pathlib import Path

asked: list[int] = []
signal.signal(signal.SIGTERM, lambda number, frame: asked.append(number))
Path(sys.argv[1], "ready").write_text("")
while not asked:
    sum(range(10_000))
Path(sys.argv[1], "answer").write_text("best so far")
