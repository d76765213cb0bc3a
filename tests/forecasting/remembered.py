"""A child's answers, remembered: what is kept and shown of a forecast need not be computed anew."""

from __future__ import annotations

from pathlib import Path

from forecasting.core.child import main as child

_answers: dict[frozenset[tuple[str, bytes]], dict[str, bytes]] = {}


def in_process(job_dir: Path) -> None:
    """The child's own main, without a process; a job asked before is answered as it was then."""
    job = _files(job_dir)
    asked = frozenset(job.items())
    if asked not in _answers:
        assert child([str(job_dir)]) == 0
        _answers[asked] = {name: text for name, text in _files(job_dir).items() if name not in job}
    for name, text in _answers[asked].items():
        path = job_dir / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text)


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
