"""People at the site as a release serves it: each with a session of their own."""

from __future__ import annotations

import http.client
import json
import secrets
import time
from typing import Any

from django.test import Client

PATIENCE = 60
"""seconds after which an answer counts as none"""


class Visitor:
    """One person with a session. `get` and `send` answer (status, milliseconds, bytes), the status
    0 where nobody answered; `body` and `tag` are of the last answer."""

    def __init__(self, address: str, user: Any) -> None:
        client = Client()
        client.force_login(user)  # how slow a password's hash is, is another measure's
        self.cookies = {name: cookie.value for name, cookie in client.cookies.items()}
        self.cookies["csrftoken"] = secrets.token_hex(16)
        self.address = address
        self.body = b""
        self.tag = ""

    def get(self, path: str) -> tuple[int, float, int]:
        return self._asked("GET", path, None, {})

    def send(
        self, method: str, path: str, body: dict[str, Any], **headers: str
    ) -> tuple[int, float, int]:
        """As JSON, to the API."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["X-CSRFToken"] = self.cookies["csrftoken"]
        named["Content-Type"] = "application/json"
        return self._asked(method, path, json.dumps(body), named)

    def _asked(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, float, int]:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.perf_counter()
        # One for each: who thinks finds the last one closed by the site.
        link = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        try:
            link.request(method, path, body, headers)
            answer = link.getresponse()
            self.body, status = answer.read(), answer.status
            self.tag = answer.headers.get("ETag", "")
        except (OSError, http.client.HTTPException):
            self.body, status = b"", 0
        finally:
            link.close()
        return status, 1000 * (time.perf_counter() - began), len(self.body)
