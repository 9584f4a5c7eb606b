"""The ledger's invariants hold whatever is done to an account (design, section 4)."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.rules.accounts import Account, Entry, Life

START = datetime(2026, 1, 1, tzinfo=UTC)
HOURS = st.integers(min_value=0, max_value=24 * 40)


class AccountMachine(RuleBasedStateMachine):
    """Points are earned and time passes; the account is written and read again at any moment."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.ids = count(1)
        self.account = Account(customer_id=1)
        self.earned = 0
        self.born: dict[int, Life] = {}

    def take(self) -> int:
        return next(self.ids)

    @rule(points=st.integers(1, 500), delay=HOURS, life=st.none() | HOURS)
    def earn(self, points: int, delay: int, life: int | None) -> None:
        self.account.settle(self.now, self.take)
        matures_at = self.now + timedelta(hours=delay)
        expires_at = None if life is None else matures_at + timedelta(hours=life)
        entry = Entry(self.take(), "earn", points, self.now, "merchant:1")
        lot_id = self.take()
        self.born[lot_id] = Life(matures_at, expires_at)
        self.account.add(entry, self.born[lot_id], lot_id, self.now)
        self.earned += points

    @rule(hours=HOURS)
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.account.settle(self.now, self.take)

    @precondition(lambda self: self.account.entries)
    @rule()
    def settle_again(self) -> None:
        self.account.settle(self.now, self.take)
        before = (self.account.available, self.account.pending, len(self.account.entries))
        self.account.settle(self.now, self.take)
        assert (self.account.available, self.account.pending, len(self.account.entries)) == before

    @invariant()
    def sums_are_those_of_the_entries(self) -> None:
        total = self.account.available + self.account.pending + self.account.held - self.account.debt
        assert sum(entry.points for entry in self.account.entries) == total
        assert min(self.account.available, self.account.pending, self.account.held, self.account.debt) >= 0

    @invariant()
    def sums_are_those_of_the_lots(self) -> None:
        lots = self.account.new_lots
        assert sum(lot.remaining for lot in lots if lot.matured) == self.account.available
        assert sum(lot.remaining for lot in lots if not lot.matured) == self.account.pending
        for lot in lots:
            assert lot.issued == lot.remaining + lot.held + lot.consumed - lot.restored
            assert min(lot.remaining, lot.held, lot.consumed, lot.restored) >= 0

    @invariant()
    def what_left_is_allocated(self) -> None:
        allocated: dict[int, int] = defaultdict(int)
        for used in self.account.allocations:
            allocated[used.entry_id] += used.points
        for entry in self.account.entries:
            assert entry.points > 0 or allocated[entry.id] == -entry.points

    @invariant()
    def nothing_lives_past_its_time(self) -> None:
        """After a settlement; ``wait`` and ``earn`` both settle."""
        for lot in self.account.new_lots:
            life = self.born[lot.id]
            if life.expires_at is not None and life.expires_at < self.now:
                assert lot.remaining == 0
            if life.expires_at is None or life.expires_at > self.now:
                assert lot.remaining == lot.issued


AccountMachine.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestAccount = AccountMachine.TestCase


def test_a_week_asleep_changes_no_balance() -> None:
    """Settling once late is settling at every moment."""

    def lived(steps: list[int]) -> tuple[int, int, list[tuple[str, int, datetime]]]:
        ids = count(1)
        account = Account(customer_id=1)
        for day in range(5):
            life = Life(START + timedelta(days=day + 2), START + timedelta(days=day + 6))
            account.add(Entry(next(ids), "earn", 10 + day, START, "m"), life, next(ids), START)
        for hours in steps:
            account.settle(START + timedelta(hours=hours), lambda: next(ids))
        return account.available, account.pending, [(e.kind, e.points, e.at) for e in account.entries]

    assert lived([24 * 9]) == lived(list(range(24 * 9 + 1)))
    assert lived([24 * 9])[0] == 14
