"""The whole suite on SQLite, and again on PostgreSQL + Redis where they answer.

`python -m tests.everywhere [pytest arguments]`. The closing lines say what ran on what.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time

POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
PURE = ("operations/core/", "forecasting/core/")
"""The pure cores' tests: a run on another database need not even read them."""
TWO_WORKERS = ["-n", "2", "--dist", "worksteal"]
"""Neighbours stay together, as what a module's tests share is made by each worker that has any."""
BYTECODE_KEPT = {"PYTHONDONTWRITEBYTECODE": ""}
"""Where an environment keeps none, each worker and each process that a test starts compiles all."""
REDIS = os.environ.get("TEST_BROKER_URL", "redis://127.0.0.1:6379/15")


def postgres_answers() -> str:
    """The server's version, or an empty string."""
    import psycopg

    try:
        with psycopg.connect(POSTGRES, connect_timeout=3) as link:
            return str(link.info.server_version)
    except psycopg.Error:
        return ""


def redis_answers() -> str:
    import redis

    try:
        return str(redis.Redis.from_url(REDIS, socket_connect_timeout=3).info()["redis_version"])
    except redis.RedisError:
        return ""


def run(name: str, env: dict[str, str], arguments: list[str]) -> tuple[str, int, str]:
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", *arguments]
    process = subprocess.Popen(
        command, env={**os.environ, **BYTECODE_KEPT, **env}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    last = ""
    for line in process.stdout or ():
        sys.stdout.write(line)
        sys.stdout.flush()
        if re.search(r"\b(passed|failed|error|no tests ran)\b", line):
            last = line.strip(" =\n")
    code = process.wait()
    return name, code, f"{last} ({time.monotonic() - began:.0f} s)"


def main(arguments: list[str]) -> int:
    arguments = arguments or TWO_WORKERS
    postgres, redis_version = postgres_answers(), redis_answers()
    results = [run("SQLite, filesystem broker", {"DATABASE_URL": "", "CELERY_BROKER_URL": ""},
                   arguments)]  # fmt: skip
    if postgres and redis_version:
        env = {"DATABASE_URL": POSTGRES, "CELERY_BROKER_URL": REDIS}
        # The pure cores know no database: they ran once, above.
        again = [*arguments, "-m", "not core", *(f"--ignore=tests/{each}" for each in PURE)]
        results.append(run(f"PostgreSQL {postgres}, Redis {redis_version}", env, again))
    sys.stdout.write("\n")
    for name, code, words in results:
        sys.stdout.write(f"{'ok  ' if code == 0 else 'FAIL'}  {name}: {words}\n")
    if len(results) == 1:
        missing = [n for n, v in (("PostgreSQL", postgres), ("Redis", redis_version)) if not v]
        sys.stdout.write(f"NOT RUN on PostgreSQL + Redis: no {' and no '.join(missing)} here.\n")
        if os.environ.get("CI"):
            return 1
    return max(code for _name, code, _words in results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
