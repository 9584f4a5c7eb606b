"""The ledger's invariants hold whatever is done to an account (design, section 4)."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.rules.accounts import Account
from services.rules.ledger import Debt, Entry, Hold, Life

START = datetime(2026, 1, 1, tzinfo=UTC)
HOURS = st.integers(min_value=0, max_value=24 * 40)
POINTS = st.integers(1, 500)


class AccountMachine(RuleBasedStateMachine):
    """Points are earned, held, spent, refunded; time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.ids = count(1)
        self.account = Account(customer_id=1)
        self.earned: list[tuple[int, int]] = []  # lot id, points not revoked yet
        self.spent: list[dict[int, int]] = []  # what each spend took from which lot and was not restored

    def take(self) -> int:
        return next(self.ids)

    def entry(self, kind: str, points: int) -> Entry:
        return Entry(self.take(), kind, points, self.now, "merchant:1")

    @rule(points=POINTS, delay=HOURS, life=st.none() | HOURS)
    def earn(self, points: int, delay: int, life: int | None) -> None:
        matures_at = self.now + timedelta(hours=delay)
        expires_at = None if life is None else matures_at + timedelta(hours=life)
        lot_id = self.take()
        self.account.add(self.entry("earn", points), Life(matures_at, expires_at), lot_id, self.now)
        self.account.settle(self.now, self.take)
        self.earned.append((lot_id, points))

    @rule(hours=HOURS)
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.account.settle(self.now, self.take)

    @precondition(lambda self: self.account.available)
    @rule(data=st.data())
    def spend(self, data: st.DataObject) -> None:
        points = data.draw(st.integers(1, self.account.available))
        entry = self.entry("spend", -points)
        self.account.spend(entry)
        self.spent.append(self.taken_by(entry.id))

    @precondition(lambda self: self.account.available)
    @rule(data=st.data(), minutes=st.integers(1, 3000))
    def hold(self, data: st.DataObject, minutes: int) -> None:
        points = data.draw(st.integers(1, self.account.available))
        hold = Hold(self.take(), self.now + timedelta(minutes=minutes))
        self.account.set_aside(hold, points, self.now)
        assert hold.points == points

    @precondition(lambda self: self.live_holds())
    @rule(data=st.data())
    def end_hold(self, data: st.DataObject) -> None:
        hold = data.draw(st.sampled_from(self.live_holds()))
        spent = data.draw(st.integers(0, hold.points))
        if not spent:
            self.account.cancel(hold, self.now)
        else:
            entry = self.entry("spend", -spent)
            self.account.commit(hold, entry, self.now)
            self.spent.append(self.taken_by(entry.id))
        self.account.settle(self.now, self.take)

    @precondition(lambda self: any(self.spent))
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        taken = data.draw(st.sampled_from([taken for taken in self.spent if taken]))
        lot_id = data.draw(st.sampled_from(sorted(taken)))
        points = data.draw(st.integers(1, taken[lot_id]))
        taken[lot_id] -= points
        if not taken[lot_id]:
            del taken[lot_id]
        self.account.restore(self.entry("restore", points), {lot_id: points}, self.now, self.take)

    @precondition(lambda self: any(points for _, points in self.earned))
    @rule(data=st.data(), forgiven=st.booleans())
    def revoke(self, data: st.DataObject, forgiven: bool) -> None:
        place = data.draw(st.sampled_from([n for n, (_, points) in enumerate(self.earned) if points]))
        lot_id, left = self.earned[place]
        points = data.draw(st.integers(1, left))
        self.earned[place] = (lot_id, left - points)
        debt = self.account.revoke(self.entry("revoke", -points), [lot_id], self.take())
        if debt and forgiven:
            self.account.forgive(self.entry("forgive", debt.open), [debt])

    def live_holds(self) -> list[Hold]:
        return [hold for hold in self.account.holds if hold.ended is None]

    def taken_by(self, entry_id: int) -> dict[int, int]:
        taken: dict[int, int] = defaultdict(int)
        for used in self.account.allocations:
            if used.entry_id == entry_id:
                taken[used.lot_id] += used.points
        return dict(taken)

    @invariant()
    def sums_are_sound(self) -> None:
        account = self.account
        assert min(account.available, account.pending, account.held, account.debt) >= 0
        assert not (account.available and account.debt)
        total = account.available + account.pending + account.held - account.debt
        assert sum(entry.points for entry in account.entries) == total

    @invariant()
    def sums_are_those_of_the_lots(self) -> None:
        lots = self.account.new_lots
        assert sum(lot.remaining for lot in lots if lot.matured) == self.account.available
        assert sum(lot.remaining for lot in lots if not lot.matured) == self.account.pending
        assert sum(hold.points for hold in self.live_holds()) == self.account.held
        for lot in lots:
            assert lot.issued == lot.remaining + lot.held + lot.consumed - lot.restored
            assert min(lot.remaining, lot.held, lot.consumed, lot.restored) >= 0

    @invariant()
    def lots_are_what_their_allocations_say(self) -> None:
        sums: dict[tuple[int, str], int] = defaultdict(int)
        for used in self.account.allocations:
            sums[used.lot_id, used.use] += used.points
        for lot in self.account.new_lots:
            assert lot.consumed == sums[lot.id, "use"] + sums[lot.id, "commit"] + sums[lot.id, "pay"]
            assert lot.restored == sums[lot.id, "restore"]
            assert lot.held == sums[lot.id, "hold"] - sums[lot.id, "release"] - sums[lot.id, "commit"]

    @invariant()
    def what_left_is_allocated_or_owed(self) -> None:
        allocated: dict[int, int] = defaultdict(int)
        paid: dict[int, int] = defaultdict(int)
        for used in self.account.allocations:
            if used.entry_id is not None:
                allocated[used.entry_id] += used.points
            if used.debt_id is not None:
                paid[used.debt_id] += used.points
        debts: list[Debt] = self.account.new_debts
        opened = {debt.entry_id: debt.points for debt in debts}
        for entry in self.account.entries:
            if entry.points < 0:
                assert allocated[entry.id] + opened.get(entry.id, 0) == -entry.points
        assert all(debt.open >= 0 and paid[debt.id] == debt.paid for debt in debts)
        assert sum(debt.open for debt in debts) == self.account.debt

    @invariant()
    def nothing_lives_past_its_time(self) -> None:
        """All rules settle."""
        for lot in self.account.new_lots:
            assert not (lot.remaining and lot.is_dead(self.now))
            assert lot.matured or lot.matures_at > self.now
        assert all(hold.expires_at > self.now for hold in self.live_holds())


AccountMachine.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestAccount = AccountMachine.TestCase


def test_a_week_asleep_changes_no_balance() -> None:
    """Settling once late is settling at every moment: lots, holds and debts."""

    def lived(steps: list[int]) -> tuple[int, int, int, int, list[tuple[str, int, datetime]]]:
        ids = count(1)
        account = Account(customer_id=1, grace=timedelta(days=2))
        for day in range(5):
            life = Life(START + timedelta(days=day), START + timedelta(days=day + 4))
            account.add(Entry(next(ids), "earn", 10 + day, START, "m"), life, next(ids), START)
        account.set_aside(Hold(next(ids), START + timedelta(days=6)), 8, START)
        account.revoke(Entry(next(ids), "revoke", -75, START, "m"), [account.new_lots[4].id], next(ids))
        for hours in steps:
            account.settle(START + timedelta(hours=hours), lambda: next(ids))
        entries = [(e.kind, e.points, e.at) for e in account.entries]
        return account.available, account.pending, account.held, account.debt, entries

    assert lived([24 * 9]) == lived(list(range(24 * 9 + 1)))
    assert lived([24])[1:4] == (25, 8, 48)


def test_points_that_come_back_late_live_for_the_days_of_grace_once() -> None:
    ids = count(1)
    account = Account(customer_id=1, grace=timedelta(days=14))
    account.add(Entry(1, "earn", 100, START, "m"), Life(START, START + timedelta(days=10)), 2, START)
    account.spend(Entry(3, "spend", -100, START, "m"))
    late = START + timedelta(days=30)
    account.restore(Entry(4, "restore", 60, late, "m"), {2: 60}, late, lambda: 100 + next(ids))
    assert (account.available, account.new_lots[0].expires_at) == (60, late + timedelta(days=14))
    later = late + timedelta(days=20)
    account.settle(later, lambda: 100 + next(ids))
    assert account.available == 0
    account.restore(Entry(5, "restore", 40, later, "m"), {2: 40}, later, lambda: 100 + next(ids))
    assert account.available == 0
    assert [(e.kind, e.points) for e in account.entries[-2:]] == [("restore", 40), ("expire", -40)]


def test_a_lot_that_dies_soonest_is_spent_first() -> None:
    account = Account(customer_id=1)
    for number, days in ((1, 30), (2, 10), (3, None)):
        expires_at = START + timedelta(days=days) if days else None
        account.add(Entry(number, "earn", 50, START, "m"), Life(START, expires_at), 10 + number, START)
    account.spend(Entry(9, "spend", -120, START, "m"))
    assert {lot.id: lot.remaining for lot in account.new_lots} == {11: 0, 12: 0, 13: 30}
    assert [(used.lot_id, used.points) for used in account.allocations] == [(12, 50), (11, 50), (13, 20)]


def test_whatever_becomes_available_pays_debt_first() -> None:
    account = Account(customer_id=1)
    account.add(Entry(1, "earn", 100, START, "m"), Life(START, None), 2, START)
    account.spend(Entry(3, "spend", -100, START, "m"))
    account.revoke(Entry(4, "revoke", -100, START, "m"), [2], 5)
    assert (account.available, account.debt) == (0, 100)
    account.add(Entry(6, "earn", 70, START, "m"), Life(START + timedelta(days=1), None), 7, START)
    assert (account.pending, account.debt) == (70, 100)  # pending points do not pay
    account.settle(START + timedelta(days=1), lambda: 99)
    assert (account.pending, account.available, account.debt) == (0, 0, 30)
    account.add(Entry(8, "grant", 50, START, "m"), Life(START, None), 9, START)
    assert (account.available, account.debt) == (20, 0)
