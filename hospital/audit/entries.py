"""Changes of records are put on the record as they are made, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save

from hospital.audit import context

SECRET = {"password", "digest", "hashed", "last_login", "last_used"}
"""Never shown, or of no interest."""
LONGEST = 2_000
"""Characters of one value."""
NUMBERS = (int, float)
"""Flags are numbers too."""
AS_THEY_ARE = {int, float, bool, type(None)}
TEXT = {str, type(None)}
UNWATCHED = {"ImportBatch", "AuditEntry", "AuditSeal", "LogInFailure", "SpareCodes"}


def record(
    action: str,
    subject: Any,
    *,
    before: Any = None,
    after: Any = None,
    reason: str = "",
    actor: str = "",
) -> None:
    """One entry about a row, or about what a word names."""
    from hospital.models import AuditEntry

    row = subject if isinstance(subject, Model) else None
    AuditEntry.objects.create(
        actor=actor or context.actor(),
        action=action[:40],
        subject=str(subject)[:200],
        model=row._meta.label if row else "",
        key=str(row.pk)[:60] if row else "",
        before=before,
        after=after,
        reason=(reason or context.reason())[:500],
    )


def values_of(row: Model, fields: Any = None) -> dict[str, Any]:
    """What a row holds, as JSON can keep it; secrets and bytes left out."""
    return {
        each.name: kept_value(getattr(row, each.attname))
        for each in kept_fields(fields or row._meta.concrete_fields)
    }


def kept_fields(fields: Iterable[Any]) -> list[Any]:
    """Without secrets and bytes."""
    return [
        each for each in fields
        if each.name not in SECRET and each.get_internal_type() != "BinaryField"
    ]  # fmt: skip


def kept_value(value: Any) -> Any:
    """As JSON can keep it."""
    return value if value is None or isinstance(value, NUMBERS) else str(value)[:LONGEST]


def kept_column(values: Sequence[Any]) -> Sequence[Any]:
    """`kept_value` of each, looked at together: numbers and short texts stay as they are."""
    kinds = set(map(type, values))
    if kinds <= AS_THEY_ARE:
        return values
    if kinds <= TEXT and max(map(len, filter(None, values)), default=0) <= LONGEST:
        return values
    return [kept_value(value) for value in values]


def watched() -> list[type[Model]]:
    """Every model of records, the rules, and people with their roles."""
    ours = [m for m in apps.get_app_config("hospital").get_models() if m.__name__ not in UNWATCHED]
    rules = [apps.get_model(name) for name in settings.AUDITED]
    return [*ours, *rules, get_user_model(), Group]


def connect() -> None:
    """Called once, when all apps are there."""
    for model in watched():
        name = f"audit {model._meta.label}"
        pre_save.connect(_before, sender=model, dispatch_uid=name)
        post_save.connect(_saved, sender=model, dispatch_uid=name)
        post_delete.connect(_deleted, sender=model, dispatch_uid=name)
        for relation in model._meta.many_to_many:
            through = relation.remote_field.through  # type: ignore[attr-defined]
            if through._meta.auto_created:
                uid = f"{name} {relation.name}"
                m2m_changed.connect(_linked, sender=through, dispatch_uid=uid)
    user_logged_in.connect(_logged_in, dispatch_uid="audit")
    user_logged_out.connect(_logged_out, dispatch_uid="audit")
    user_login_failed.connect(_log_in_failed, dispatch_uid="audit")


def _listening(raw: bool = False) -> bool:
    """Tests make their sample rows outside any request, and need no record of it."""
    return not raw and (context.somebody() or settings.AUDIT_OUTSIDE_REQUESTS)


def _before(sender: Any, instance: Model, raw: bool = False, **_signal: Any) -> None:
    if not _listening(raw) or instance._state.adding:
        return
    old = sender._base_manager.filter(pk=instance.pk).first()
    instance._audit_before = values_of(old) if old else None  # type: ignore[attr-defined]


def _saved(sender: Any, instance: Model, created: bool, raw: bool = False, **_signal: Any) -> None:
    if not _listening(raw):
        return
    after = values_of(instance)
    if created:
        record("created", instance, after=after)
        return
    before = instance.__dict__.pop("_audit_before", None) or {}
    changed = [name for name in after if str(before.get(name)) != str(after[name])]
    if changed:
        record(
            "changed",
            instance,
            before={name: before.get(name) for name in changed},
            after={name: after[name] for name in changed},
        )


def _deleted(sender: Any, instance: Model, **_signal: Any) -> None:
    if _listening():
        record("deleted", instance, before=values_of(instance))


def _linked(
    sender: Any, instance: Model, action: str, pk_set: Any, model: Any, **_signal: Any
) -> None:
    if not _listening() or not action.startswith("post_"):
        return
    what = {model._meta.model_name: sorted(map(str, pk_set or ()))}
    record(
        {"post_add": "linked", "post_remove": "unlinked"}.get(action, "cleared"),
        instance,
        after=what,
    )


def _logged_in(sender: Any, user: Any, request: Any = None, **_signal: Any) -> None:
    record("logged in", user, actor=user.get_username())


def _logged_out(sender: Any, user: Any, request: Any = None, **_signal: Any) -> None:
    if user is not None:
        record("logged out", user, actor=user.get_username())


def _log_in_failed(sender: Any, credentials: Any, request: Any = None, **_signal: Any) -> None:
    """By the name that was tried, cut short: people type passwords into the wrong box."""
    name = str(credentials.get("username") or "")
    known = get_user_model()._default_manager.filter(username=name).first()
    record("log-in failed", known or "an unknown name")
