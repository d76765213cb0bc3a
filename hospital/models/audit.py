"""What happened, only ever added to: the database itself refuses to change or delete these rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hospital.audit import context, signing


class AppendOnly(models.Model):
    """Triggers (hospital.audit.triggers) refuse UPDATE and DELETE on the table of a subclass."""

    class Meta:
        abstract = True


class RecordedManager(models.Manager):
    """Many rows at once are signed like single ones."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        for row in rows:
            row.sign()
        made: list[Any] = super().bulk_create(rows, *args, **kwargs)
        return made


class Recorded(AppendOnly):
    """Who did what, when, before, after, why, and in which request. `mac` signs the row with a key
    that the database does not hold; seals (below) chain the rows."""

    at = models.DateTimeField(default=timezone.now, editable=False)
    actor = models.CharField(max_length=150, help_text=_("log-in name, or system:nightly"))
    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, blank=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    request = models.CharField(max_length=40, blank=True, help_text=_("of the request or the run"))
    mac = models.CharField(max_length=64, blank=True, editable=False)

    objects = RecordedManager()
    signed_fields: tuple[str, ...] = (
        "at", "actor", "action", "subject", "before", "after", "reason", "request",
    )  # fmt: skip

    class Meta:
        abstract = True

    def sign(self) -> None:
        self.request = self.request or context.request_key()
        self.mac = self.mac_expected()

    def signed_values(self) -> list[Any]:
        return [getattr(self, name) for name in self.signed_fields]

    @classmethod
    def mac_of(cls, values: Iterable[Any]) -> str:
        """Of the values of `signed_fields`, in their order."""
        return signing.mac("row", cls._meta.label, *values)

    def mac_expected(self) -> str:
        return self.mac_of(self.signed_values())

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sign()
        super().save(*args, **kwargs)


class AuditEntry(Recorded):
    """A change of a record, a log-in, an export, an import, a run: all but what happens to plans,
    which is in their own events."""

    model = models.CharField(max_length=60, db_index=True)
    key = models.CharField(max_length=60, blank=True, db_index=True)

    signed_fields = (*Recorded.signed_fields, "model", "key")

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.model}"


class AuditSeal(AppendOnly):
    """A link of the chain: which rows there were, signed together with the link before. The last
    link is also written outside the database (settings.AUDIT_HEAD): a cut end is missed there."""

    at = models.DateTimeField(default=timezone.now, editable=False)
    rows = models.JSONField(help_text=_("table: [[first id, last id], ...]"))
    count = models.PositiveIntegerField()
    mac = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")

    def __str__(self) -> str:
        return f"{self.pk} {self.mac[:12]}"
