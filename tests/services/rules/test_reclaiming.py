"""Points of refunds in an account: where they go back to, where they are taken from, and that nobody gains."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.rules.accounts import Account
from services.rules.ledger import Entry, Life, Lot
from services.rules.reclaiming import Claim, Reclaimed, shares, take_back

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def lot(number: int, days: int | None) -> Lot:
    expires_at = None if days is None else NOW + days * DAY
    return Lot(number, number, None, 100, 0, NOW, True, expires_at, consumed=100)


def test_points_come_back_to_the_lots_that_live_longest() -> None:
    lots = {one.id: one for one in (lot(1, 5), lot(2, None), lot(3, 9), lot(4, 9))}
    used = {1: 10, 2: 10, 3: 10, 4: 10}
    assert shares(lots, used, 25) == {2: 10, 4: 10, 3: 5}
    assert shares(lots, used, 40) == used
    assert shares(lots, used | {2: 0}, 5) == {4: 5}
    with pytest.raises(ValueError, match="1 more"):
        shares(lots, used, 41)


class Wallet:
    """An account with the points of one receipt, some spent, some burned, and points of others."""

    def __init__(self, earned: int, spent: int, burns: bool, others: int) -> None:
        self.ids = count(1)
        self.account = Account(1)
        self.own = self._add("earn", earned, Life(NOW, NOW + DAY))
        if spent:
            self.account.spend(self._entry("spend", -spent, NOW))
        self.now = NOW + (2 * DAY if burns else timedelta(0))
        self.account.settle(self.now, self.take)
        if others:
            self._add("grant", others, Life(self.now, None))
        self.burned = earned - spent if burns else 0

    def take(self) -> int:
        return next(self.ids)

    def _entry(self, kind: str, points: int, at: datetime) -> Entry:
        return Entry(self.take(), kind, points, at, "merchant:1", receipt_id=7)

    def _add(self, kind: str, points: int, life: Life) -> int:
        lot_id = self.take()
        self.account.add(self._entry(kind, points, life.matures_at), life, lot_id, life.matures_at)
        return lot_id

    def take_back(self, points: int, *, burned: int, forgiving: bool) -> Reclaimed:
        claim = Claim(self._entry("revoke", -points, self.now), (self.own,), burned)
        return take_back(self.account, claim, forgiving=forgiving, take_id=self.take)

    def check(self) -> None:
        """The invariants that a refund could break."""
        account = self.account
        assert min(account.available, account.pending, account.debt) >= 0
        assert not (account.available and account.debt)
        assert sum(entry.points for entry in account.entries) == account.available - account.debt
        assert account.debt == sum(debt.open for debt in account.new_debts)
        assert account.available == sum(one.remaining for one in account.new_lots)
        for entry in account.entries:
            if entry.kind == "revoke":
                taken = sum(used.points for used in account.allocations if used.entry_id == entry.id)
                assert (
                    taken + sum(d.points for d in account.new_debts if d.entry_id == entry.id)
                    == -entry.points
                )


@given(st.integers(1, 100), st.data(), st.booleans(), st.integers(0, 150), st.booleans())
@settings(max_examples=100, deadline=None)
def test_everything_is_revoked_and_nobody_pays_twice_or_gains(
    earned: int, data: st.DataObject, burns: bool, others: int, forgiving: bool
) -> None:
    spent = data.draw(st.integers(0, earned))
    parts = data.draw(st.integers(0, earned))
    wallet = Wallet(earned, spent, burns, others)
    burned, owed, forgiven = wallet.burned, 0, 0
    for points in (parts, earned - parts):
        if points:
            done = wallet.take_back(points, burned=burned, forgiving=forgiving)
            written_off = sum(
                e.points for e in wallet.account.entries if e.kind == "forgive" and e.reason == "burned"
            )
            burned, owed, forgiven = wallet.burned - written_off, owed + done.owed, forgiven + done.forgiven
            wallet.check()
    revoked = -sum(entry.points for entry in wallet.account.entries if entry.kind == "revoke")
    assert revoked == earned
    missing = max(0, spent - others)  # what was spent on goods that stay is owed, what burned is not
    assert (owed, forgiven) == ((0, wallet.burned + missing) if forgiving else (missing, wallet.burned))
    assert wallet.account.available == max(0, others - spent)
