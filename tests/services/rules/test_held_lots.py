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


def test_a_hold_that_ends_as_its_lot_dies_saves_only_what_it_held() -> None:
    ends = START + timedelta(days=1)
    lot = Lot(11, 11, 1, 100, 99, START, True, ends, held=1)
    account = Account(customer_id=1, available=99, held=1)
    account.lots, account.holds = [lot], [Hold(1, ends, {11: 1})]
    account.settle(ends, iter(range(20, 30)).__next__)
    assert [(entry.kind, entry.points) for entry in account.entries] == [("expire", -99)]
    assert (account.available, account.held, lot.expires_at) == (1, 0, ends + account.grace)
