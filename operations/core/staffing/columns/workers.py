"""Several threads at the same work; the kernels and the programme let go of the interpreter."""

from __future__ import annotations

import threading
from collections.abc import Callable


def together(work: Callable[[int], None], workers: int) -> None:
    """work(number) for each number, in threads. Raises the first exception of any of them, after
    all have ended."""
    errors: list[BaseException] = []

    def one(number: int) -> None:
        try:
            work(number)
        except BaseException as error:  # noqa: BLE001  (carried to the caller)
            errors.append(error)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
