"""What order lines look like over the API, and what may be asked of them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from hospital.models import Supplier
from hospital.modes import Mode
from operations.api.lines import STATE, EffectSerializer, code
from operations.models import LineState, OrderLine
from operations.services.orders import MOST_LINES

PACKS: dict[str, Any] = {"min_value": 0, "max_value": 2**31 - 1}


class OrderLineSerializer(serializers.ModelSerializer):
    supplier, product, facility = code(), code(), code()
    suggested_packs = serializers.IntegerField(source="suggestion", read_only=True)
    number = serializers.CharField(
        read_only=True, help_text="of the order among the records, once it is placed"
    )

    class Meta:
        model = OrderLine
        fields = [
            *STATE,
            "number",
            "supplier",
            "mode",
            "product",
            "facility",
            "order_date",
            "arrival_date",
            "suggested_packs",
            "packs",
            "units",
            "price_cents",
            "cost_cents",
            "average_rule_packs",
            "approved_packs",
            "received_packs",
            "state",
            "why",
        ]


class OrderChangeSerializer(serializers.Serializer):
    """What an officer changes, or approves; an approval may come with the changes."""

    packs = serializers.IntegerField(**PACKS, required=False)
    supplier = serializers.SlugRelatedField(
        slug_field="code", queryset=Supplier.objects.all(), required=False
    )
    mode = serializers.ChoiceField(
        choices=Mode.choices,
        allow_blank=True,
        required=False,
        help_text="how it travels, of the ways that the supplier offers",
    )
    order_date = serializers.DateField(required=False)
    approved_packs = serializers.IntegerField(**PACKS, required=False)
    why = serializers.CharField(
        max_length=500,
        required=False,
        default="",
        help_text="needed when what is approved departs from the suggestion",
    )


class FollowsSerializer(serializers.Serializer):
    """What becomes of a product's deliveries, in packs and in a sentence."""

    code = serializers.CharField()
    other_lot_packs = serializers.IntegerField()
    later_packs = serializers.IntegerField()
    fewer_packs = serializers.IntegerField()
    sentence = serializers.CharField(source="message")


class OrdersEffectSerializer(EffectSerializer):
    """With what becomes of deliveries that wait for the orders."""

    follows = FollowsSerializer(many=True)


class OrderChangedSerializer(serializers.Serializer):
    line = OrderLineSerializer()
    effect = OrdersEffectSerializer()


class StepSerializer(serializers.Serializer):
    plan = serializers.IntegerField()
    lines = serializers.ListField(child=serializers.IntegerField(), allow_empty=False)
    to = serializers.ChoiceField(choices=LineState.choices)
    packs = serializers.DictField(
        child=serializers.IntegerField(**PACKS),
        required=False,
        default=dict,
        help_text="by line: packs approved or received, where not those planned or approved",
    )
    why = serializers.CharField(max_length=500, required=False, default="")


class ReceiptSerializer(serializers.Serializer):
    """What came of one line, of one lot. Of two lots: two of these, the first with `rest_comes`."""

    line = serializers.IntegerField()
    packs = serializers.IntegerField(
        **PACKS, required=False, default=None, allow_null=True, help_text="all that is due without"
    )
    lot = serializers.CharField(
        max_length=60,
        required=False,
        default="",
        allow_blank=True,
        help_text="puts the packs in the stock of the line's facility; without, they are not",
    )
    expiry = serializers.DateField(
        required=False, default=None, allow_null=True, help_text="needed with a lot"
    )
    rest_comes = serializers.BooleanField(
        required=False, default=False, help_text="what lacks of the line is still on its way"
    )


class ReceiveSerializer(serializers.Serializer):
    """As on the page: all of it or nothing."""

    plan = serializers.IntegerField()
    receipts = ReceiptSerializer(many=True, allow_empty=False, max_length=MOST_LINES)
    why = serializers.CharField(
        max_length=500,
        required=False,
        default="",
        allow_blank=True,
        help_text="needed where other packs came and no rest comes, or a lot lives too short",
    )


class ReceivedSerializer(serializers.Serializer):
    """The lines as they stand after it."""

    lines = OrderLineSerializer(many=True)


class CancelSerializer(serializers.Serializer):
    """Orders that will not come."""

    plan = serializers.IntegerField()
    lines = serializers.ListField(
        child=serializers.IntegerField(), allow_empty=False, max_length=MOST_LINES
    )
    why = serializers.CharField(max_length=500)


class ReplanSerializer(serializers.Serializer):
    plan = serializers.IntegerField()
    products = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        default=list,
        help_text="codes; empty: those of which a person changed a line",
    )
    mark = serializers.CharField(
        required=False, default="", help_text="of the preview: another outcome is not kept"
    )
    why = serializers.CharField(max_length=500, required=False, default="")


class ReplannedOrderSerializer(serializers.Serializer):
    order = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class ReplannedSerializer(serializers.Serializer):
    products = serializers.ListField(child=serializers.CharField())
    changes = ReplannedOrderSerializer(many=True)
    mark = serializers.CharField()
    effect = EffectSerializer()


NAMED = {
    "file": {
        "headers": {
            "Content-Disposition": {
                "description": "with a name that ends in .csv or .xlsx",
                "schema": {"type": "string"},
                "example": 'form-data; name="file"; filename="orders.csv"',
            }
        }
    }
}


class OrdersFileSerializer(serializers.Serializer):
    plan = serializers.IntegerField()
    file = serializers.FileField(help_text="an exported XLSX or CSV, edited")


class ChangedCellSerializer(serializers.Serializer):
    sheet = serializers.CharField(help_text="of a workbook; empty for CSV")
    row = serializers.IntegerField()
    line = serializers.IntegerField()
    subject = serializers.CharField()
    column = serializers.CharField()
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)


class OrdersTakenSerializer(serializers.Serializer):
    cells = ChangedCellSerializer(many=True)
    effect = OrdersEffectSerializer(allow_null=True)
