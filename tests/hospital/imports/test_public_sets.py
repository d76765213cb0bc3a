"""The mapping files of docs/mappings, each on a few made-up rows shaped like its public set."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hospital.imports.kinds import KINDS
from hospital.imports.load import import_file
from hospital.imports.mapping import read_mapping
from hospital.imports.results import Result
from hospital.models import (
    Consumption,
    Facility,
    Offer,
    Order,
    Patient,
    Product,
    Stay,
    StockLot,
)
from hospital.pseudonyms import pseudonym_of

MAPPINGS = Path(__file__).parents[3] / "docs" / "mappings"

HDHI = (
    "SNO,MRD No.,D.O.A,D.O.D,AGE,GENDER,TYPE OF ADMISSION-EMERGENCY/OPD,month year,"
    "DURATION OF STAY\n"
    "1,900,04-01-2017,04-03-2017,81,M,E,Apr-17,3\n"
    "2,901,4/23/2017,05-02-2017,64,F,O,Apr-17,10\n"
    "3,,02-05-2018,20-05-2018,1,F,E,May-18,19\n"
    "4,900,4/22/2017,6/27/2017,15,M,E,Apr-17,6\n"
)
CIV = (
    "year,month,region,district,site_code,product_code,stock_distributed,stock_end,"
    "stock_stockout_days\n"
    "2018,11,R,TOWN,C1,AS1,10,5,0\n2018,12,R,TOWN,C1,AS1,5,0,0\n2018,12,R,TOWN,C2,AS1,3,7,0\n"
)
SCMS = (
    "ID,Country,Shipment Mode,PQ First Sent to Client Date,PO Sent to Vendor Date,"
    "Scheduled Delivery Date,Delivered to Client Date,Product Group,Vendor,Item Description,"
    "Dosage Form,Unit of Measure (Per Pack),Line Item Quantity,Pack Price\n"
    "7,Côte d'Ivoire,N/A,Pre-PQ Process,10/17/2014,4-Aug-15,5-Aug-15,ARV,V (Ltd),Drug 10mg,Tablet,"
    "30,120,26.255\n"
    "8,Haiti,Air,1/2/2015,N/A - From RDC,4-Aug-15,5-Aug-15,ARV,V (Ltd),Drug 10mg,Tablet,30,1,2\n"
    "9,Haiti,Air,Pre-PQ Process,Date Not Captured,4-Aug-15,5-Aug-15,ARV,W,Kit,Kit,1,1,2\n"
    "10,Haiti,Air,Pre-PQ Process,10/17/2015,4-Aug-15,5-Aug-15,ARV,V (Ltd),Drug 10mg,Tablet,30,1,2\n"
)
CLASSES = ("M01AB", "M01AE", "N02BA", "N02BE", "N05B", "N05C", "R03", "R06")
PHARMA = f"datum,{','.join(CLASSES)},Year\n1/2/2014,0,3.67,3.4,32.4,7,0,0,2.333,2014\n"


@pytest.fixture
def take_public(tmp_path: Path, db: None):
    def run(kind: str, mapping: str, text: str) -> Result:
        path = tmp_path / "export.csv"
        path.write_text(text, encoding="utf-8-sig")
        result = import_file(kind, path, mapping=MAPPINGS / f"{mapping}.toml")
        assert result.errors == []
        return result

    return run


@pytest.mark.parametrize("path", sorted(MAPPINGS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_mapping_file_is_understood_and_in_the_readme(path: Path) -> None:
    assert read_mapping(path).kind in KINDS
    assert path.name in (MAPPINGS / "README.md").read_text(encoding="utf-8")


def test_admissions_of_a_heart_institute(take_public) -> None:
    result = take_public("stays", "hdhi_stays", HDHI)

    assert (result.created, result.mended) == (4, {"discharged": 1})
    india = ZoneInfo("Asia/Kolkata")
    stays = {
        stay.number: (stay.admitted.astimezone(india), stay.discharged.astimezone(india).date())
        for stay in Stay.objects.all()
    }
    assert stays["1"] == (datetime(2017, 4, 1, 10, tzinfo=india), date(2017, 4, 3))
    assert stays["2"][1] == date(2017, 5, 2)
    # The second year writes the day first.
    assert (stays["3"][0].date(), stays["3"][1]) == (date(2018, 5, 2), date(2018, 5, 20))
    assert stays["4"][1] == date(2017, 4, 27)
    bands = Stay.objects.order_by("number").values_list("age_band", flat=True)
    assert list(bands) == ["80+", "16-64", "0-1", "2-15"]
    (network,) = set(Patient.objects.values_list("network", flat=True))
    patients = set(Patient.objects.values_list("pseudonym", flat=True))
    assert patients == {pseudonym_of(network, name) for name in ("900", "901", "WITHOUT-3")}


def test_consumption_of_a_national_network(take_public) -> None:
    assert take_public("facilities", "civ_facilities", CIV).created == 2
    assert take_public("consumption", "civ_consumption", CIV).created == 3
    lots = take_public("lots", "civ_lots", CIV)

    assert lots.skipped == {"not the last month": 1, "nothing in stock": 1}
    assert StockLot.objects.get().quantity == 7
    last = Consumption.objects.get(facility__code="C1", first_day=date(2018, 12, 1))
    assert (last.quantity, last.stock_end, last.period) == (5, 0, "month")
    assert Facility.objects.get(code="C2").supplied_by.kind == "depot"


def test_orders_of_an_international_supplier(take_public) -> None:
    result = take_public("orders", "scms_orders", SCMS)

    assert result.created == 2
    assert set(result.skipped.values()) == {1}
    first, second = Order.objects.order_by("number")
    assert (first.ordered, first.received) == (date(2014, 10, 17), date(2015, 8, 5))
    # 26.255 dollars are 2625.5 cents, half up.
    assert (first.packs, first.price_cents, first.mode) == (120, 2626, "")
    assert first.facility.code == "CÔTE-D-IVOIRE"
    assert second.ordered == date(2015, 1, 2)
    assert Product.objects.get().pack_size == 30


def test_deliveries_orders_and_prices_of_an_international_supplier_become_a_network(take_public):
    take_public("orders", "scms_orders", SCMS)
    use = take_public("consumption", "scms_consumption", SCMS)
    offers = take_public("offers", "scms_offers", SCMS)
    take_public("lots", "scms_lots", SCMS)

    # Haiti got Drug twice in August 2015, one pack of 30 each, and a kit.
    assert (use.created, use.skipped) == (3, {"added up with other rows": 1})
    haiti = Consumption.objects.get(facility__code="HAITI", product__unit="Tablet")
    assert (haiti.first_day, haiti.period, haiti.quantity) == (date(2015, 8, 1), "month", 60)
    assert Facility.objects.get(code="HAITI").supplied_by.code == "SCMS-DEPOT"
    # Of the drug's prices by air both are of one day: the file's last counts.
    assert (offers.created, offers.skipped["how it travelled was not recorded"]) == (2, 1)
    assert sorted(Offer.objects.values_list("price_cents", "mode")) == [(200, "air")] * 2
    # Three quarters of 120, 1 and 1 packs of 30, each row rounded half up.
    assert StockLot.objects.get(product__unit="Tablet").quantity == 2746


def test_each_way_in_which_a_supplier_sends_a_product_is_an_offer_of_its_own(take_public) -> None:
    head, one = SCMS.splitlines()[0], SCMS.splitlines()[2]
    sent = (("Air Charter", "4-Aug-14", 2), ("Air", "5-Aug-15", 3), ("Truck", "6-Aug-15", 4),
            ("Ocean", "7-Aug-15", 5), ("Ocean", "8-Aug-13", 6))  # fmt: skip
    rows = [
        one.replace("Air", mode).replace("5-Aug-15", day).removesuffix("2") + str(price)
        for mode, day, price in sent
    ]

    take_public("offers", "scms_offers", "\n".join([head, *rows]) + "\n")

    offers = Offer.objects.values_list("mode", "price_cents")
    assert sorted(offers) == [("air", 300), ("road", 400), ("sea", 500)]


def test_a_national_depot_and_its_supplier_are_invented_from_the_same_file(take_public) -> None:
    take_public("consumption", "civ_consumption", CIV)
    take_public("lots", "civ_depot_lots", CIV)
    take_public("offers", "civ_offers", CIV)

    lot = StockLot.objects.get()
    assert (lot.facility.code, lot.quantity) == ("CIV-DEPOT", 18)
    assert Offer.objects.get().supplier.lead_time_days == 70


@pytest.mark.parametrize(
    ("folder", "kinds"),
    [
        ("hdhi", ("skills", "contracts", "shifts", "rooms", "staff", "cover", "absences")),
        ("pharma", ("facilities", "suppliers", "offers", "lots")),
    ],
)
def test_completing_tables_come_in_after_the_set_they_complete(take_public, folder, kinds) -> None:
    take_public("stays", "hdhi_stays", HDHI)
    take_public("consumption", "pharma_consumption", PHARMA)

    for kind in kinds:
        result = import_file(kind, MAPPINGS / "completing" / folder / f"{kind}.csv")
        assert (result.errors, result.created > 0) == ([], True)
    written = {path.stem for path in (MAPPINGS / "completing" / folder).glob("*.csv")}
    assert written == set(kinds)


def test_sales_by_class(take_public) -> None:
    result = take_public("consumption", "pharma_consumption", PHARMA)

    assert (result.created, result.rounded) == (8, {"quantity": 1})
    sold = dict(Consumption.objects.values_list("product__code", "quantity"))
    assert (sold["M01AE"], sold["R06"], sold["M01AB"]) == (367, 233, 0)
    assert Consumption.objects.first().first_day == date(2014, 1, 2)
