"""A child's first act: limits on itself, then its module. `python -m hospital.guarded MB MODULE …`

MB 0: no memory limit and ordinary priority (a web server, a worker).

Kept free of Django: a solver's process should hold nothing but its problem. The limits are the
child's own doing because code between fork and exec of a threaded parent may deadlock.
"""

from __future__ import annotations

import ctypes
import os
import resource
import runpy
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask Linux for SIGKILL when the parent ends, however it ends; elsewhere do nothing."""
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def limit_memory(megabytes: int) -> None:
    """Address space is what the kernel lets us bound; a solver over it fails alone."""
    if megabytes > 0:
        size = megabytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def main(argv: list[str]) -> None:
    megabytes, module, rest = int(argv[1]), argv[2], argv[3:]
    die_with_parent()
    if megabytes > 0:
        os.nice(5)  # heavy work gives way to the pages that people wait for
        limit_memory(megabytes)
    sys.argv = [module, *rest]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv)
