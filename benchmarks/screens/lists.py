"""Every list of the admin, asked for again and again: p95 and queries."""

from __future__ import annotations

import time

from benchmarks.screens.ground import Ground, say
from benchmarks.served import p95

REACH_MS, REACH_QUERIES = 300.0, 15


def measured(_where: Ground, *, short: bool) -> None:
    from django.contrib import admin
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    looks = 3 if short else 20
    client = Client()
    client.force_login(get_user_model().objects.get(username="admin"))
    rows = []
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        address = reverse(f"admin:{name}_changelist")
        if client.get(address).status_code != 200:
            continue  # nobody's list
        taken = []
        for _look in range(looks):
            began = time.perf_counter()
            client.get(address)
            taken.append(1000 * (time.perf_counter() - began))
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        rows.append((p95(taken), len(asked), name))
    rows.sort(reverse=True)
    say(f"{len(rows)} lists, {looks} times each; over the reach: "
        f"{sum(p > REACH_MS or q > REACH_QUERIES for p, q, _name in rows)}")  # fmt: skip
    say("\n| list | p95 ms | queries | within reach |\n| --- | --- | --- | --- |")
    for taken_ms, queries, name in rows:
        well = "yes" if taken_ms <= REACH_MS and queries <= REACH_QUERIES else "no"
        say(f"| {name} | {taken_ms:.0f} | {queries} | {well} |")
