"""Which points may be given away, how many, and what they are in other hands."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules import transferring
from services.rules.accounts import Account, NotEnough
from services.rules.ledger import Debt, Entry, Lot
from services.rules.transferring import Given

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Terms:
    minimum: int = 1
    step: int = 1
    most_a_day: int | None = None
    most_a_month: int | None = None
    return_window: timedelta = 14 * DAY


def lot(
    number: int, points: int, *, matured: bool = True, dies: int | None = 100, merchant: int | None = 7
) -> Lot:
    expires_at = None if dies is None else NOW + dies * DAY
    return Lot(number, 1000 + number, merchant, points, points, NOW - 30 * DAY, matured, expires_at)


def entry(kind: str, points: int) -> Entry:
    return Entry(99, kind, points, NOW, "test")


def test_only_matured_lots_with_points_that_are_old_enough_go_the_soonest_first() -> None:
    spent = lot(3, 5)
    spent.remaining = 0
    lots = [lot(1, 10, dies=None), lot(2, 20, dies=50), spent, lot(4, 5, matured=False), lot(5, 5), lot(6, 1)]
    at = dict.fromkeys((1, 2, 3, 4), NOW - 14 * DAY) | {5: NOW - 14 * DAY + timedelta(seconds=1)}
    assert [one.id for one in transferring.old_enough(lots, at, 14 * DAY, NOW)] == [2, 1]


@pytest.mark.parametrize(
    ("terms", "free", "gone", "most"),
    [
        (Terms(), 0, Given(), 0),
        (Terms(), 37, Given(), 37),
        (Terms(minimum=38), 37, Given(), 0),
        (Terms(step=10), 37, Given(), 30),
        (Terms(minimum=31, step=10), 39, Given(), 0),
        (Terms(most_a_day=30), 100, Given(day=10), 20),
        (Terms(most_a_day=30), 100, Given(day=40), 0),  # the limit was higher this morning
        (Terms(most_a_day=30, most_a_month=50), 100, Given(day=0, month=45), 5),
        (Terms(most_a_month=50, minimum=6), 100, Given(month=45), 0),
    ],
)
def test_how_many_may_go(terms: Terms, free: int, gone: Given, most: int) -> None:
    assert transferring.most(terms, free, gone) == most


@given(st.integers(1, 300), st.integers(1, 50), st.integers(0, 3_000), st.sampled_from([1, 10, 100]))
def test_what_is_suggested_can_be_given(minimum: int, step: int, free: int, unit: int) -> None:
    terms = Terms(minimum=minimum, step=step)
    upto = transferring.most(terms, free, Given())
    sums = transferring.suggested(terms, upto, unit)
    assert all(transferring.fits(terms, points) and points <= free for points in sums)
    assert sums == tuple(sorted(set(sums)))
    assert bool(sums) == (free >= transferring.least(terms))


@given(
    st.lists(st.tuples(st.integers(1, 40), st.none() | st.integers(1, 90), st.none() | st.integers(1, 3))),
    st.data(),
)
def test_points_arrive_as_they_left(
    parts: list[tuple[int, int | None, int | None]], data: st.DataObject
) -> None:
    """Issuer and last day of every point stay; both accounts change by the same sum."""
    lots = [lot(n, points, dies=dies, merchant=who) for n, (points, dies, who) in enumerate(parts)]
    held = sum(one.remaining for one in lots)
    asked = data.draw(st.integers(0, held))
    giver, receiver = Account(1, available=held, lots=lots), Account(2)
    taken = transferring.shares(lots, asked)
    came = transferring.copies(lots, taken, 5, range(500, 600))
    if asked:
        giver.give_away(entry("transfer_out", -asked), taken)
        receiver.receive(entry("transfer_in", asked), came, NOW)
    assert (giver.available, receiver.available) == (held - asked, asked)
    assert all(one.issued == one.remaining + one.consumed for one in lots)
    went = sorted(
        (lots[number].merchant_id or 0, str(lots[number].expires_at), n) for number, n in taken.items()
    )
    assert sorted((one.merchant_id or 0, str(one.expires_at), one.issued) for one in came) == went
    assert all((one.entry_id, one.held, one.consumed, one.restored) == (5, 0, 0, 0) for one in came)


def test_a_debt_of_the_receiver_is_paid_first() -> None:
    receiver = Account(2, debt=30, debts=[Debt(1, 1, 30)])
    receiver.receive(entry("transfer_in", 45), [lot(1, 20), lot(2, 25)], NOW)
    assert (receiver.available, receiver.debt) == (15, 0)
    assert [(used.use, used.lot_id, used.points) for used in receiver.allocations] == [
        ("pay", 1, 20),
        ("pay", 2, 10),
    ]


def test_a_lot_does_not_give_more_than_it_has() -> None:
    account = Account(1, available=10, lots=[lot(1, 10)])
    with pytest.raises(NotEnough):
        account.give_away(entry("transfer_out", -11), {1: 11})


def test_an_undo_takes_the_lots_of_the_transfer_first() -> None:
    lots = [lot(1, 5, dies=1), lot(2, 5, dies=90), lot(3, 5, dies=None), lot(4, 9, matured=False)]
    assert [one.id for one in transferring.order_of_return(lots, [3])] == [3, 1, 2]
