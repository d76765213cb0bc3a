"""What the API's schema would not say by itself: refusals, and what may be empty."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

SHAPE = "Refusal"
REFUSAL = {
    "type": "object",
    "description": "Why something was refused, in the reader's language.",
    "properties": {
        "message": {"type": "string"},
        "extra": {"type": "object", "additionalProperties": {}, "description": "fields, versions"},
    },
    "required": ["message", "extra"],
}
ALWAYS = (400, 401, 403, 404, 406, 429)
WITH_A_BODY = (413, 415)
CHANGING = (409,)


def refusals_said(result: dict[str, Any], **_made: Any) -> dict[str, Any]:
    """A last step in making the schema: each operation names what it may be refused with."""
    result["components"].setdefault("schemas", {})[SHAPE] = REFUSAL
    for operations in result["paths"].values():
        for method, operation in operations.items():
            said = operation["responses"]
            wanted = [*ALWAYS]
            if method != "get":
                wanted += CHANGING
            if "requestBody" in operation:
                wanted += WITH_A_BODY
            for status in wanted:
                said.setdefault(str(status), {"description": HTTPStatus(status).phrase})
            for status, answer in said.items():
                if int(status) >= HTTPStatus.BAD_REQUEST and "content" not in answer:
                    shape = {"$ref": f"#/components/schemas/{SHAPE}"}
                    answer["content"] = {"application/json": {"schema": shape}}
            operation["responses"] = dict(sorted(said.items()))
    return result


class Schema(AutoSchema):
    """A record that is read through another, and may be missing, may be null."""

    def _map_serializer_field(self, field: Any, direction: Any, **rest: Any) -> Any:
        if field.read_only and may_be_missing(field):
            field.allow_null = True
        return super()._map_serializer_field(field, direction, **rest)


def may_be_missing(field: Any) -> bool:
    """Whether any column on the way to a model serializer's field can be empty."""
    parent = getattr(field, "parent", None)
    if not isinstance(parent, serializers.ModelSerializer) or not field.source_attrs:
        return False
    model: Any = parent.Meta.model
    for name in field.source_attrs:
        try:
            column = model._meta.get_field(name)
        except FieldDoesNotExist:
            return False  # a property: its serializer field says so itself
        if isinstance(column, models.Field) and column.null:
            return True
        model = column.related_model
        if model is None:
            return False
    return False


class LocalTime(OpenApiSerializerFieldExtension):
    """A time on the place's clock has no offset, which the format `time` would ask for."""

    target_class = "rest_framework.fields.TimeField"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\d{2}:\d{2}(:\d{2}(\.\d+)?)?$"}
