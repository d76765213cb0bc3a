"""What is used: products, suppliers, stock by lot, consumption, orders, deliveries, vehicles."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hospital.models.happened import happened
from hospital.models.network import CODE, DAY_MINUTES, Facility, Network
from hospital.modes import Mode
from hospital.packs import Pack, other_pack


class Ven(models.TextChoices):
    """Vital, essential, necessary (MSH): how bad a shortage is."""

    VITAL = "V", _("vital")
    ESSENTIAL = "E", _("essential")
    NECESSARY = "N", _("necessary")


class Product(models.Model):
    code = models.CharField(max_length=60, unique=True, validators=[CODE])
    name = models.CharField(max_length=300)
    atc = models.CharField(
        max_length=7, blank=True, db_index=True, help_text=_("WHO ATC code, any level")
    )
    unit = models.CharField(max_length=40, default="unit", help_text=_("unit of issue: tablet"))
    pack_size = models.PositiveIntegerField(
        default=1, validators=[MinValueValidator(1)], help_text=_("units in a pack")
    )
    volume_ml = models.PositiveIntegerField(default=0, help_text=_("millilitres a pack"))
    cold_chain = models.BooleanField(default=False, help_text=_("2 to 8 degrees"))
    ven = models.CharField(max_length=1, choices=Ven, default=Ven.ESSENTIAL)
    shelf_life_days = models.PositiveIntegerField(
        default=730, validators=[MinValueValidator(1)], help_text=_("days from manufacture")
    )
    minimum_life_days = models.PositiveIntegerField(
        default=60, help_text=_("days a lot must still live when it arrives")
    )
    funding_line = models.CharField(
        max_length=40, blank=True, help_text=_("the budget that pays for it")
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.CheckConstraint(
                condition=Q(pack_size__gte=1),
                name="product_pack_not_empty",
                violation_error_message=_("A pack must hold one unit at least."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def pack(self) -> Pack:
        return Pack(self.pack_size, self.unit)


class Supplier(models.Model):
    code = models.CharField(max_length=60, unique=True, validators=[CODE])
    name = models.CharField(max_length=200)
    address = models.CharField(
        max_length=300,
        blank=True,
        default="",
        help_text=_("where orders are sent: street, town, e-mail"),
    )
    order_cost_cents = models.PositiveIntegerField(
        default=0, help_text=_("cost of placing one order, cents")
    )
    lead_time_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text=_("days from order to delivery, until there is a history of orders"),
    )
    emergency = models.BooleanField(
        _("emergency orders"),
        default=False,
        help_text=_("takes emergency orders, in any week, for what no usual order brings in time"),
    )
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")

    def __str__(self) -> str:
        return self.name


class Offer(models.Model):
    """What a supplier asks for a product, by one way that it travels. `tiers` lower the price from
    a number of packs on."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="offers")
    product = models.ForeignKey(Product, models.CASCADE, related_name="offers")
    price_cents = models.PositiveIntegerField(help_text=_("cents a pack"))
    minimum_packs = models.PositiveIntegerField(
        default=1, validators=[MinValueValidator(1)], help_text=_("smallest order, packs")
    )
    pack_multiple = models.PositiveIntegerField(
        default=1, validators=[MinValueValidator(1)], help_text=_("orders come in multiples of")
    )
    valid_until = models.DateField(null=True, blank=True)
    mode = models.CharField(
        _("transport"),
        max_length=5,
        choices=Mode,
        blank=True,
        default="",
        help_text=_(
            "how it travels; lead times are learnt from the supplier's orders of this mode"
        ),
    )
    lead_time_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text=_("days from order to delivery where they are not the supplier's"),
    )
    emergency = models.BooleanField(
        _("emergency orders"),
        default=False,
        help_text=_("a quicker way at a premium: only for what no usual order brings in time"),
    )
    unit = models.CharField(
        max_length=40,
        blank=True,
        default="",
        help_text=_("unit that the supplier counts in; none: the product's"),
    )
    pack_size = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("units in the pack that the price is for; none: as in the product's"),
    )

    class Meta:
        ordering = ["supplier", "product", "mode"]
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [
            models.UniqueConstraint(fields=["supplier", "product", "mode"], name="offer_once")
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, (str(self.supplier_id), str(self.product_id), self.mode)))

    def clean(self) -> None:
        others = Offer.objects.filter(supplier=self.supplier_id, product=self.product_id)
        if others.exclude(pk=self.pk).exclude(mode=self.mode).filter(_unclear(self.mode)).exists():
            raise ValidationError({"mode": unclear_mode()})
        product = Product.objects.filter(pk=self.product_id).first()
        if product is not None and (field := self.pack(product).differing(product.pack)):
            raise ValidationError(
                {field: other_pack(product.code, self.pack(product), product.pack)}
            )

    def pack(self, product: Product) -> Pack:
        """What the price is for: as it says, else as its product says."""
        return Pack(self.pack_size or product.pack_size, self.unit or product.unit)


def _unclear(mode: str) -> Q:
    return Q(mode="") if mode else Q()


def unclear_mode() -> str:
    """What is wrong where only some offers of one supplier and product name their transport."""
    return gettext(
        "This supplier offers the product by another way too: say of each offer how it travels."
    )


def offers_without_mode() -> models.QuerySet[Offer]:
    """Offers that name no transport beside one of the same supplier and product that does."""
    named = Offer.objects.filter(
        supplier=models.OuterRef("supplier"), product=models.OuterRef("product")
    ).exclude(mode="")
    return Offer.objects.filter(models.Exists(named), mode="")


class OfferTier(models.Model):
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="tiers")
    from_packs = models.PositiveIntegerField(help_text=_("packs in one order"))
    price_cents = models.PositiveIntegerField(help_text=_("cents a pack from there on"))

    class Meta:
        ordering = ["from_packs"]
        verbose_name = _("price tier")
        verbose_name_plural = _("price tiers")
        constraints = [models.UniqueConstraint(fields=["offer", "from_packs"], name="tier_once")]

    def __str__(self) -> str:
        return f"{self.from_packs}: {self.price_cents}"


class StockLot(models.Model):
    """What lies in a store, by lot; FEFO is decided from here."""

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="lots")
    product = models.ForeignKey(Product, models.CASCADE, related_name="lots")
    lot = models.CharField(max_length=60)
    expiry = models.DateField()
    quantity = models.PositiveIntegerField(help_text=_("units"))

    class Meta:
        ordering = ["facility", "product", "expiry"]
        verbose_name = _("stock lot")
        verbose_name_plural = _("stock")
        constraints = [
            models.UniqueConstraint(fields=["facility", "product", "lot"], name="lot_once")
        ]

    def __str__(self) -> str:
        return self.lot


class Period(models.TextChoices):
    DAY = "day", _("day")
    WEEK = "week", _("week")
    MONTH = "month", _("month")


class Consumption(models.Model):
    """What was used in a period. With stock-out days the true demand was higher."""

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="consumption")
    product = models.ForeignKey(Product, models.CASCADE, related_name="consumption")
    first_day = models.DateField(db_index=True, validators=[happened])
    period = models.CharField(max_length=5, choices=Period, default=Period.MONTH)
    quantity = models.PositiveIntegerField(help_text=_("units used"))
    stockout_days = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(31)], help_text=_("days without stock")
    )
    stock_end = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("units at the end of the period")
    )

    class Meta:
        ordering = ["facility", "product", "first_day"]
        verbose_name = _("consumption")
        verbose_name_plural = _("consumption")
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "product", "period", "first_day"], name="consumption_once"
            ),
            models.CheckConstraint(
                condition=Q(stockout_days__lte=31),
                name="consumption_stockout_within_a_month",
                violation_error_message=_("Days without stock in a month can be 31 at most."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility_id} {self.product_id} {self.first_day}"


class OrderState(models.TextChoices):
    PLACED = "placed", _("placed")
    RECEIVED = "received", _("received")
    CANCELLED = "cancelled", _("cancelled")


class Order(models.Model):
    """An order to a supplier, past or on its way: lead times are learnt from here."""

    number = models.CharField(max_length=80, validators=[CODE], unique=True)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="orders")
    product = models.ForeignKey(Product, models.PROTECT, related_name="orders")
    facility = models.ForeignKey(
        Facility, models.CASCADE, related_name="orders", help_text=_("where it is delivered")
    )
    packs = models.PositiveIntegerField()
    price_cents = models.PositiveBigIntegerField(default=0, help_text=_("cents a pack"))
    mode = models.CharField(max_length=40, blank=True, help_text=_("air, ocean, truck"))
    ordered = models.DateField(validators=[happened])
    expected = models.DateField(null=True, blank=True)
    received = models.DateField(null=True, blank=True, validators=[happened])
    state = models.CharField(max_length=9, choices=OrderState, default=OrderState.PLACED)

    class Meta:
        ordering = ["-ordered"]
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.CheckConstraint(
                condition=Q(received__isnull=True) | Q(received__gte=F("ordered")),
                name="order_received_after_ordered",
                violation_error_message=_("An order cannot be received before it was made."),
            )
        ]

    def __str__(self) -> str:
        return self.number


class Delivery(models.Model):
    """Goods moved between facilities."""

    number = models.CharField(max_length=80, validators=[CODE], unique=True)
    origin = models.ForeignKey(Facility, models.CASCADE, related_name="deliveries_out")
    destination = models.ForeignKey(Facility, models.CASCADE, related_name="deliveries_in")
    product = models.ForeignKey(Product, models.PROTECT, related_name="deliveries")
    lot = models.CharField(max_length=60, blank=True)
    units = models.PositiveIntegerField()
    sent = models.DateField(validators=[happened])
    received = models.DateField(null=True, blank=True, validators=[happened])

    class Meta:
        ordering = ["-sent"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.CheckConstraint(
                condition=~Q(origin=F("destination")),
                name="delivery_goes_somewhere",
                violation_error_message=_("A delivery must end elsewhere than it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.number


class Vehicle(models.Model):
    facility = models.ForeignKey(
        Facility, models.CASCADE, related_name="vehicles", help_text=_("the depot it starts from")
    )
    code = models.CharField(max_length=40, unique=True, validators=[CODE])
    volume_litres = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    cold_box_litres = models.PositiveIntegerField(default=0)
    starts_minute = models.PositiveSmallIntegerField(
        default=420,
        validators=[MaxValueValidator(DAY_MINUTES)],
        help_text=_("leaves at, minutes after midnight"),
    )
    shift_minutes = models.PositiveSmallIntegerField(
        default=600, validators=[MaxValueValidator(1440)], help_text=_("longest day, minutes")
    )
    speed_kmh = models.PositiveSmallIntegerField(
        default=50, validators=[MinValueValidator(5)], help_text=_("average on these roads")
    )
    cost_per_km_cents = models.PositiveIntegerField(default=300)
    cost_per_day_cents = models.PositiveIntegerField(default=40_000)
    days_per_week = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(1), MaxValueValidator(7)]
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")

    def __str__(self) -> str:
        return self.code


class Budget(models.Model):
    """Money for one funding line and one stretch of time."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="budgets")
    funding_line = models.CharField(max_length=40)
    first_day = models.DateField()
    last_day = models.DateField()
    amount_cents = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["funding_line", "first_day"]
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "funding_line", "first_day"], name="budget_once"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="budget_days_in_order",
                violation_error_message=_("The last day must not be before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.funding_line} {self.first_day}"
