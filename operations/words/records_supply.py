"""What is wrong in the records of products, suppliers and depots, by the code of the note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

NOTES: dict[str, Mapping[str, Any]] = {
    "forecast_beyond_past": {
        "": _(
            "The forecast of %(count)s series, %(first)s first, expects more than twice what was "
            "used in the last year, the last three months or the same weeks a year ago; it is "
            "planned with twice. Where the need does grow so much, lock its orders by hand."
        ),
    },
    "pack_size": {
        "": _(
            "%(product)s has a pack size of %(size)s. Enter the units in a pack; until then it is "
            "not planned."
        ),
    },
    "no_fridge": {
        "": _(
            "%(count|facility)s without recorded fridge litres (%(first)s first): cold-chain "
            "products come as if there were always room. Enter the fridges."
        ),
    },
    "no_offer": {
        "": _(
            "Nobody offers %(product)s: it is planned from stock alone. Enter an offer with a "
            "price that is still valid."
        ),
    },
    "negative_stock": {
        "": _("Lot %(lot)s has %(units|unit)s. Count it; until then it counts as none."),
    },
    "expired_lot": {
        "": _(
            "Lot %(lot)s of %(units|unit)s expired on %(expiry_date)s. Take it out of stock; it "
            "is not planned with."
        ),
    },
    "lock_without_offer": {
        "": _(
            "%(packs|pack)s of %(product)s from %(supplier)s are locked on %(order_date)s, but "
            "there is no valid offer any more. Renew the offer or unlock the line."
        ),
    },
    "second_depot": {
        "": _(
            "Depot %(depot)s is not planned: %(planned)s supplies more facilities. Put it into a "
            "network of its own."
        ),
    },
    "not_supplied": {
        "": _(
            "No planned depot supplies %(facility)s. Enter %(depot)s as its depot; until then it "
            "gets nothing."
        ),
    },
    "no_coordinates": {
        "": _(
            "%(facility)s has no latitude or longitude, so no truck finds it. Enter both; until "
            "then it gets nothing."
        ),
        "depot": _(
            "Depot %(depot)s has no latitude or longitude: distances are wrong. Enter both."
        ),
    },
    "out_of_reach": {
        "": _(
            "No truck can serve %(facility)s, %(away|minute)s away, within its shift and the "
            "opening hours. Check its coordinates and hours, or lengthen a shift; until then it "
            "gets nothing."
        ),
    },
    "no_vehicle": {
        "": _(
            "Depot %(depot)s has no vehicle: deliveries are planned without routes. Enter its "
            "vehicles."
        ),
    },
    "offer_unusable": {
        "no_price": _(
            "The offer %(offer)s has no price. Enter the price of a pack; until then nothing is "
            "ordered there."
        ),
        "below_one_pack": _(
            "The offer %(offer)s has a minimum or multiple below one pack. Correct it; until then "
            "it is not used."
        ),
        "other_pack": _(
            "The offer %(offer)s is for packs of %(offered)s, and its product is planned in packs "
            "of %(planned)s. Enter the price of such a pack, or correct the product; until then "
            "it is not used."
        ),
        "not_valid": _(
            "The offer %(offer)s was valid until %(valid_date)s. Renew it; until then it is not "
            "used."
        ),
    },
    "no_lead_time": {
        "": _(
            "%(supplier)s has fewer than %(orders)s received orders and no lead time; its "
            "%(offers)s offers are planned with %(weeks)s weeks. Enter the supplier's lead time."
        ),
    },
    "order_elsewhere": {
        "": _(
            "Order %(order)s goes to %(facility)s, not to the depot: it is not planned with. Enter "
            "it as stock when it comes."
        ),
    },
    "order_overdue": {
        "": _(
            "Order %(order)s of %(packs|pack)s of %(product)s is %(days|day)s late; the plan "
            "counts on it next week. Ask the supplier and enter the new date."
        ),
    },
    "budget_overspent": {
        "": _(
            "Orders placed already cost %(over_cents)s more than the budget %(funding_line)s from "
            "%(first_date)s to %(last_date)s. Raise it or cancel an order; until then nothing is "
            "ordered from it."
        ),
    },
}
