"""Of what a hold has, the points that die soonest pay, in whatever order they were read."""

from datetime import UTC, datetime, timedelta

from services.rules.accounts import Account
from services.rules.ledger import Entry, Hold, Lot

START = datetime(2026, 1, 1, tzinfo=UTC)


def _lot(lot_id: int, days: int) -> Lot:
    return Lot(lot_id, lot_id, 1, 50, 0, START, True, START + timedelta(days=days), held=50)


def test_a_smaller_basket_takes_what_dies_soonest() -> None:
    hold = Hold(1, START + timedelta(hours=1), {11: 50, 12: 50})
    account = Account(customer_id=1, held=100)
    account.lots, account.holds = [_lot(11, 30), _lot(12, 10)], [hold]
    account.commit(hold, Entry(9, "spend", -60, START, "m"), START)
    assert {lot.id: lot.remaining for lot in account.lots} == {11: 40, 12: 0}
    assert (account.available, account.held, hold.ended) == (40, 0, "committed")
