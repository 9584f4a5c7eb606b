"""One customer's points in memory: every change keeps the invariants of the ledger.

An ``Account`` is filled from rows, changed by a command, and written back by ``services.points``. It
collects the new entries, lots, debts and allocations; balances are never set but follow from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from services.rules import expiry
from services.rules.ledger import Allocation, Debt, Entry, Hold, Life, Lot, TakeId, Use
from services.rules.settling import Event, Timeline, soonest_first

__all__ = ["Account", "Allocation", "Debt", "Entry", "Hold", "Life", "Lot", "NotEnough"]


class NotEnough(Exception):
    """The customer has fewer points available than were asked for."""


@dataclass(slots=True)
class Account:
    """The sums of one customer and the lots, debts and holds that a command may touch."""

    customer_id: int
    available: int = 0
    pending: int = 0
    held: int = 0
    debt: int = 0
    lots: list[Lot] = field(default_factory=list)
    debts: list[Debt] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    new_lots: list[Lot] = field(default_factory=list)
    new_debts: list[Debt] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)
    grace: timedelta = timedelta(days=14)
    _touched: set[int] = field(default_factory=set)
    _touched_debts: set[int] = field(default_factory=set)

    def settle(self, now: datetime, take_id: TakeId) -> None:
        """Bring the account to ``now``, step by step in the order of time.

        Holds that were not used in time are released, lots mature, lots past their date expire: what would
        have happened at each moment, so that settling late changes nothing.
        """
        if not self.lots and not self.holds and not self.new_lots:
            return
        self._walk(Timeline(self._all(), self.holds, now), take_id)

    def _walk(self, steps: Timeline, take_id: TakeId) -> None:
        for event in steps:
            if event.hold is not None:
                self._release(event.hold, event.at, "timed_out")
                steps.came_back(self._all(), event.at)
            elif event.lot is not None:
                self._live_on(event, event.lot, take_id)

    def add(self, entry: Entry, life: Life, lot_id: int, now: datetime) -> None:
        """Give points: a positive entry and its lot, pending until the lot matures; pays debt first."""
        matured = life.matures_at <= now
        lot = Lot(
            id=lot_id,
            entry_id=entry.id,
            merchant_id=entry.merchant_id,
            issued=entry.points,
            remaining=entry.points,
            matures_at=life.matures_at,
            matured=matured,
            expires_at=life.expires_at,
        )
        self.entries.append(entry)
        self.new_lots.append(lot)
        if matured:
            self.available += entry.points
            self._pay_debt(lot, now)
        else:
            self.pending += entry.points

    def spend(self, entry: Entry) -> None:
        """Take points for a negative entry, from the lot that dies soonest. Raises NotEnough."""
        if -entry.points > self.available:
            raise NotEnough
        self.entries.append(entry)
        for lot, points in self._soonest(-entry.points):
            self._use(lot, points, entry)

    def give_away(self, entry: Entry, shares: Mapping[int, int]) -> None:
        """Take points for a negative entry from these lots (lot id -> points). Raises NotEnough."""
        self.entries.append(entry)
        for lot_id, points in shares.items():
            lot = self._lot(lot_id)
            if points > lot.remaining:
                raise NotEnough
            self._use(lot, points, entry)

    def receive(self, entry: Entry, lots: Iterable[Lot], now: datetime) -> None:
        """Take matured lots over that were another customer's, by a positive entry; pays debt first."""
        self.entries.append(entry)
        for lot in lots:
            self.new_lots.append(lot)
            self.available += lot.remaining
            self._pay_debt(lot, now)

    def set_aside(self, hold: Hold, points: int, now: datetime) -> None:
        """Fill a new hold from the lots that die soonest. Raises NotEnough."""
        if points > self.available:
            raise NotEnough
        for lot, share in self._soonest(points):
            lot.remaining -= share
            lot.held += share
            hold.shares[lot.id] = share
            self._note("hold", lot, share, now, hold_id=hold.id)
        self.available -= points
        self.held += points
        self.holds.append(hold)

    def cancel(self, hold: Hold, now: datetime) -> None:
        """Give the same lots back; those past their date live for the days of grace, once."""
        self._release(hold, now, "cancelled")

    def commit(self, hold: Hold, entry: Entry | None, now: datetime) -> None:
        """Spend ``-entry.points`` of what a hold has, at most all of it, and give the rest back."""
        left = -entry.points if entry else 0
        if entry:
            self.entries.append(entry)
        for lot_id, share in self._soonest_of(hold):
            points = min(share, left)
            if entry and points:
                lot = self._lot(lot_id)
                lot.held -= points
                lot.consumed += points
                self.held -= points
                hold.shares[lot_id] -= points
                self._note("commit", lot, points, now, entry_id=entry.id, hold_id=hold.id)
            left -= points
        self._release(hold, now, "committed")

    def restore(self, entry: Entry, shares: Mapping[int, int], now: datetime, take_id: TakeId) -> None:
        """Bring consumed points back to their lots (lot id -> points); pays debt first."""
        self.entries.append(entry)
        for lot_id, points in shares.items():
            lot = self._lot(lot_id)
            lot.restored += points
            lot.remaining += points
            self.available += points
            self._note("restore", lot, points, now, entry_id=entry.id)
            self._revive(lot, now)
            self._pay_debt(lot, now)
        steps = Timeline((), (), now)
        steps.came_back((self._lot(lot_id) for lot_id in shares), now)
        self._walk(steps, take_id)

    def revoke(self, entry: Entry, own: Iterable[int], debt_id: int) -> Debt | None:
        """Take back what was earned: from its ``own`` lots, then from any; the rest becomes a debt."""
        self.entries.append(entry)
        left = -entry.points
        for lot in [self._lot(lot_id) for lot_id in own]:
            points = min(lot.remaining, left)
            self._use(lot, points, entry)
            left -= points
        for lot, points in self._soonest(min(left, self.available)):
            self._use(lot, points, entry)
            left -= points
        if not left:
            return None
        debt = Debt(debt_id, entry.id, left, at=entry.at)
        self.new_debts.append(debt)
        self.debt += left
        return debt

    def forgive(self, entry: Entry, debts: Iterable[Debt] | None = None) -> None:
        """Let the customer off ``entry.points`` of these debts (default: the oldest)."""
        self.entries.append(entry)
        left = entry.points
        for debt in debts if debts is not None else [*self.debts, *self.new_debts]:
            points = min(debt.open, left)
            debt.forgiven += points
            self.debt -= points
            left -= points
            self._touched_debts.add(debt.id)
        if left:
            raise NotEnough

    def prolong(self, until: datetime) -> None:
        """Let what the customer has live at least so long, where points burn by inactivity."""
        self._touched.update(lot.id for lot in expiry.prolong(self._all(), until))

    @property
    def changed_lots(self) -> tuple[Lot, ...]:
        """The lots that had rows before and differ from them now."""
        return tuple(lot for lot in self.lots if lot.id in self._touched)

    @property
    def changed_debts(self) -> tuple[Debt, ...]:
        """The debts that had rows before and differ from them now."""
        return tuple(debt for debt in self.debts if debt.id in self._touched_debts)

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return bool(
            self.entries or self.allocations or self._touched or any(hold.ended for hold in self.holds)
        )

    def _all(self) -> list[Lot]:
        return [*self.lots, *self.new_lots]

    def _lot(self, lot_id: int) -> Lot:
        return next(lot for lot in self._all() if lot.id == lot_id)

    def _soonest(self, points: int) -> list[tuple[Lot, int]]:
        """Which matured lots give these points: the soonest to expire first."""
        chosen: list[tuple[Lot, int]] = []
        for lot in sorted((lot for lot in self._all() if lot.matured and lot.remaining), key=soonest_first):
            if points <= 0:
                break
            chosen.append((lot, min(points, lot.remaining)))
            points -= chosen[-1][1]
        return chosen

    def _soonest_of(self, hold: Hold) -> list[tuple[int, int]]:
        """What a hold has of which lot: the soonest to expire first."""
        return sorted(hold.shares.items(), key=lambda share: soonest_first(self._lot(share[0])))

    def _use(self, lot: Lot, points: int, entry: Entry) -> None:
        if not points:
            return
        lot.remaining -= points
        lot.consumed += points
        if lot.matured:
            self.available -= points
        else:
            self.pending -= points
        self._note("use", lot, points, entry.at, entry_id=entry.id)

    def _live_on(self, event: Event, lot: Lot, take_id: TakeId) -> None:
        if event.kind == "mature" and not lot.matured:
            lot.matured = True
            self.pending -= lot.remaining
            self.available += lot.remaining
            self._touched.add(lot.id)
            self._pay_debt(lot, event.at)
        elif event.kind == "expire" and lot.remaining and lot.is_dead(event.at):
            entry = Entry(
                take_id(), "expire", -lot.remaining, event.at, actor="program", merchant_id=lot.merchant_id
            )
            self.entries.append(entry)
            self._use(lot, lot.remaining, entry)

    def _release(
        self, hold: Hold, at: datetime, ended: Literal["committed", "cancelled", "timed_out"]
    ) -> None:
        for lot_id, points in hold.shares.items():
            if not points:
                continue
            lot = self._lot(lot_id)
            lot.held -= points
            lot.remaining += points
            self.held -= points
            self.available += points
            self._note("release", lot, points, at, hold_id=hold.id)
            self._revive(lot, at)
            self._pay_debt(lot, at)
        hold.shares.clear()
        hold.ended, hold.ended_at = ended, at

    def _revive(self, lot: Lot, at: datetime) -> None:
        """Points that come back to a lot past its date live on for the days of grace, once a lot."""
        if lot.is_dead(at) and not lot.graced:
            lot.graced = True
            lot.expires_at = at + self.grace
            self._touched.add(lot.id)

    def _pay_debt(self, lot: Lot, at: datetime) -> None:
        for debt in [*self.debts, *self.new_debts]:
            points = min(debt.open, lot.remaining)
            if not points:
                continue
            debt.paid += points
            lot.remaining -= points
            lot.consumed += points
            self.debt -= points
            self.available -= points
            self._touched_debts.add(debt.id)
            self._note("pay", lot, points, at, debt_id=debt.id)

    def _note(
        self,
        use: Use,
        lot: Lot,
        points: int,
        at: datetime,
        *,
        entry_id: int | None = None,
        hold_id: int | None = None,
        debt_id: int | None = None,
    ) -> None:
        self.allocations.append(Allocation(use, lot.id, points, at, entry_id, hold_id, debt_id))
        self._touched.add(lot.id)
