"""Supervises `stubborn` and is killed by the test; prints the grandchild's process id."""

import sys
from unittest import mock

from hospital import supervise

real = supervise.subprocess.Popen


def telling(*args, **kwargs):  # type: ignore[no-untyped-def]
    process = real(*args, **kwargs)
    sys.stdout.write(f"{process.pid}\n")
    sys.stdout.flush()
    return process


with mock.patch.object(supervise.subprocess, "Popen", telling):
    supervise.supervise("tests.children.stubborn", sys.argv[1:], supervise.Limits(60))
