import pytest

from operations.core.errors import UnsupportedInstance
from operations.sources.scms import read_lead_days

HEAD = "PO Sent to Vendor Date,Delivered to Client Date,Shipment Mode\n"


def written(tmp_path, *lines):
    path = tmp_path / "orders.csv"
    path.write_text("\ufeff" + HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_days_from_order_to_delivery_are_told_by_mode_of_shipment(tmp_path):
    path = written(
        tmp_path,
        "8/12/2014,12-Sep-14,Air",
        "1/2/07,5-Jan-07,Air",
        "11/13/2006,13-Feb-07,Ocean",
        "N/A - From RDC,4-Aug-09,Truck",
        "Date Not Captured,4-Aug-09,Truck",
        "8/12/2014,12-Aug-14,Truck",
    )

    assert read_lead_days(path) == {"Air": (3, 31), "Ocean": (92,)}


@pytest.mark.parametrize(
    ("line", "what"),
    [("soon,4-Aug-09,Air", "line 2.*'soon' is no date"), ("N/A - From RDC,x,Air", "no line has")],
)
def test_dates_that_say_nothing_are_named(tmp_path, line, what):
    with pytest.raises(UnsupportedInstance, match=what):
        read_lead_days(written(tmp_path, line))


def test_another_file_is_refused(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")

    with pytest.raises(UnsupportedInstance, match="no column PO Sent to Vendor Date"):
        read_lead_days(path)
