"""Draw requests from the schema, send them, and hold the answers against it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.core import NOT_SET
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi import checks

from tests.fuzz.asked import Asked, asked
from tests.fuzz.grounds import Grounds, rows_of, tag_of

CHECKS = (
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.missing_required_header,
    checks.unsupported_method,
)
REAL = 0.7
"""How often a drawn name is put out for one that is there: of drawn ones none would be."""
AUTH_PROBES = 1
OF_ONE = 0.3
"""How often whoever asks works in one hospital alone: else somebody to whom all is open."""


@dataclass
class Found:
    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    failures: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)
    """(operation, check, what) -> one request each that shows it."""
    reached: set[str] = field(default_factory=set)
    """Operations that said yes at least once."""
    operations: list[str] = field(default_factory=list)

    @property
    def never(self) -> list[str]:
        """Operations that only ever refused: nothing behind their door was tried."""
        return sorted(set(self.operations) - self.reached)

    def said(self) -> str:
        """A line of figures, and a line and a request for each failure."""
        counted = ", ".join(f"{status}: {n}" for status, n in sorted(self.statuses.items()))
        lines = [
            f"{self.cases} cases of {len(self.operations)} operations, {len(self.never)} of which "
            f"never said yes, {len(self.failures)} failures ({counted})"
        ]
        lines += [f"never said yes: {label}" for label in self.never]
        for (label, check, what), shown in sorted(self.failures.items()):
            lines += [
                f"## {label} {check} {len(shown)}x {' '.join(what.split())}",
                f"   {shown[0]}",
            ]
        return "\n".join(lines)


class Fuzz:
    def __init__(self, grounds: Grounds, seed: int = 1) -> None:
        self.grounds = grounds
        self.random = random.Random(seed)
        self.seed = seed
        self.token = grounds.token
        self.schema = schemathesis.openapi.from_wsgi(
            "/api/schema/?format=json", get_wsgi_application(), headers=self.headers
        )
        said_no = self.schema.config.checks_config_for().negative_data_rejection
        said_no.expected_statuses += ["412"]  # what was seen is compared before what is said
        self.rows: dict[str, dict[Any, str]] = {}
        self.probed: Counter[str] = Counter()
        self.found = Found()

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Token {self.token}"}

    def operations(self) -> Iterator[Any]:
        for result in self.schema.get_all_operations():
            yield result.ok()

    def run(self, cases: int) -> Found:
        operations = list(self.operations())
        self.found.operations = [operation.label for operation in operations]
        by_hand = asked(self.token)  # what it makes to be asked for may be drawn as well
        kept = max(1, -(-cases // (2 * len(operations))))
        broken = max(1, -(-cases // len(operations)) - kept)
        for operation in operations:
            self._draw(operation, GenerationMode.POSITIVE, kept)
            self._draw(operation, GenerationMode.NEGATIVE, broken)
        self.token = self.grounds.token
        for operation in operations:
            self._by_hand(operation, by_hand.get(operation.label))
        return self.found

    def _by_hand(self, operation: Any, known: Asked | None) -> None:
        """What takes more than luck, and a row that is there where luck was lacking."""
        stem, by_row, _rest = operation.path.partition("{id}")
        if known is None:
            rows = self._rows(stem) if by_row else {}
            if not rows or operation.label in self.found.reached or operation.method != "get":
                return
            known = Asked(next(iter(rows)))
        tag = known.tag or (tag_of(f"{stem}{known.row}/", self.token) if by_row else "")
        case = operation.Case(
            path_parameters={"id": known.row} if by_row else {},
            query=dict(known.query),
            headers={"If-Match": tag or '"v0"'},
            body=NOT_SET if known.body is None else known.body,
            media_type=None if known.body is None else known.media,
        )
        self.token = known.token or self.grounds.token
        response = self._send(case)
        if response is not None and response.status_code >= 300:
            said = f"{response.status_code} {response.text[:200]}"
            self._failed(operation.label, "refused by hand", said, self._curl(case))
        self.token = self.grounds.token

    def _draw(self, operation: Any, mode: GenerationMode, each: int) -> None:
        @settings(
            max_examples=each,
            phases=[Phase.generate],
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def sent(case: Any) -> None:
            self._try(case)

        sent._hypothesis_internal_use_seed = self.seed  # as @seed does, per operation
        try:
            sent()
        except schemathesis.errors.SchemathesisError as error:
            if mode is GenerationMode.POSITIVE:
                self._failed(operation.label, "generation", str(error)[:200], "")

    def _try(self, case: Any) -> None:
        self._make_real(case)
        one = self.random.random() < OF_ONE
        self.token = self.grounds.token_of_one if one else self.grounds.token
        self._send(case)

    def _send(self, case: Any) -> Any:
        """The answer, held against the schema; None where there was none. Nothing of it stays."""
        self.found.cases += 1
        with transaction.atomic():
            try:
                response = case.call(headers=self.headers)
            except Exception as error:  # noqa: BLE001  (what got through is the finding)
                what = type(error).__name__
                self._failed(case.operation.label, what, str(error), self._curl(case))
                transaction.set_rollback(True)
                return None
            self.found.statuses[response.status_code] += 1
            if response.status_code < 300:
                self.found.reached.add(case.operation.label)
            self._check(case, response)
            transaction.set_rollback(True)
        return response

    def _check(self, case: Any, response: Any) -> None:
        wanted = list(CHECKS)
        label = case.operation.label
        if response.status_code < 300 and self.probed[label] < AUTH_PROBES:
            self.probed[label] += 1
            wanted.append(checks.ignored_auth)
        try:
            case.validate_response(response, checks=wanted, headers=self.headers,
                                   transport_kwargs={"headers": self.headers})  # fmt: skip
        except FailureGroup as group:
            for failure in group.exceptions:
                what = failure.message if isinstance(failure, Failure) else str(failure)
                self._failed(label, type(failure).__name__, f"{response.status_code} {what}",
                             f"{self._curl(case)} -> {response.text[:300]}")  # fmt: skip

    def _curl(self, case: Any) -> str:
        try:
            return str(case.as_curl_command())
        except Exception:  # noqa: BLE001  (a request that cannot even be printed)
            return repr(case)

    def _failed(self, label: str, check: str, what: str, shown: str) -> None:
        self.found.failures.setdefault((label, check, what[:160]), []).append(shown)

    def _make_real(self, case: Any) -> None:
        """Names of what is there in the place of drawn ones, so that doors are passed; what was
        made wrong on purpose stays wrong."""
        wrong = case.meta.is_negative_at if case.meta is not None else lambda _where: False
        where = ParameterLocation
        if case.path_parameters and "id" in case.path_parameters and not wrong(where.PATH):
            self._row_that_is_there(case, tag=not wrong(where.HEADER))
        if isinstance(case.body, dict) and not wrong(where.BODY):
            case.body = self._real(case.body)
        if case.query and not wrong(where.QUERY):
            case.query = self._real(dict(case.query))

    def _row_that_is_there(self, case: Any, *, tag: bool) -> None:
        rows = self._rows(case.operation.path.partition("{id}")[0])
        if not rows or not self._lucky():
            return
        pk = self.random.choice(list(rows))
        case.path_parameters["id"] = pk
        if tag and case.headers and "If-Match" in case.headers and rows[pk]:
            case.headers["If-Match"] = rows[pk]

    def _rows(self, stem: str) -> dict[Any, str]:
        if stem not in self.rows:
            self.rows[stem] = rows_of(stem, self.grounds.token)
        return self.rows[stem]

    def _real(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._real(each) for each in value]
        if not isinstance(value, dict):
            return value
        return {
            name: self.random.choice(self.grounds.known[name])
            if name in self.grounds.known and self._lucky()
            else self._real(each)
            for name, each in value.items()
        }

    def _lucky(self) -> bool:
        return self.random.random() < REAL
