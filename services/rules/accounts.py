"""One customer's points in memory: every change keeps the invariants of the ledger.

An ``Account`` is filled from rows, changed by a command, and written back by ``services.points``. It
collects the new entries, lots and allocations; balances are never set but follow from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Lot:
    """Points earned together: ``issued = remaining + held + consumed - restored``."""

    id: int
    entry_id: int
    merchant_id: int | None
    issued: int
    remaining: int
    matures_at: datetime
    matured: bool
    expires_at: datetime | None
    held: int = 0
    consumed: int = 0
    restored: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A new row of the ledger; ``points`` carries its sign."""

    id: int
    kind: str
    points: int
    at: datetime
    actor: str
    receipt_id: int | None = None
    merchant_id: int | None = None
    reason: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """Points of a lot that a negative entry used."""

    entry_id: int
    lot_id: int
    points: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Life:
    """When points come alive and when they die."""

    matures_at: datetime
    expires_at: datetime | None


@dataclass(slots=True)
class Account:
    """The sums of one customer and the lots that a command may touch."""

    customer_id: int
    available: int = 0
    pending: int = 0
    held: int = 0
    debt: int = 0
    lots: list[Lot] = field(default_factory=list)
    new_lots: list[Lot] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)
    _touched: set[int] = field(default_factory=set)

    def settle(self, now: datetime, take_id: Callable[[], int]) -> None:
        """Bring the account to ``now``: lots whose time has come mature, then those past their date expire."""
        for lot in self._in_order(lot for lot in self._all() if not lot.matured and lot.matures_at <= now):
            self._mature(lot)
        for lot in self._in_order(lot for lot in self._all() if self._is_dead(lot, now)):
            self._expire(lot, take_id())

    def add(self, entry: Entry, life: Life, lot_id: int, now: datetime) -> None:
        """Give points: a positive entry and its lot, pending until the lot matures."""
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
        else:
            self.pending += entry.points

    @property
    def changed_lots(self) -> tuple[Lot, ...]:
        """The lots that had rows before and differ from them now."""
        return tuple(lot for lot in self.lots if lot.id in self._touched)

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.entries or self._touched)

    def _all(self) -> Iterable[Lot]:
        return [*self.lots, *self.new_lots]

    def _mature(self, lot: Lot) -> None:
        lot.matured = True
        self.pending -= lot.remaining
        self.available += lot.remaining
        self._touched.add(lot.id)

    def _expire(self, lot: Lot, entry_id: int) -> None:
        points = lot.remaining
        died_at = lot.expires_at or lot.matures_at
        self.entries.append(
            Entry(entry_id, "expire", -points, died_at, actor="program", merchant_id=lot.merchant_id)
        )
        self.allocations.append(Allocation(entry_id, lot.id, points, died_at))
        lot.remaining = 0
        lot.consumed += points
        self.available -= points
        self._touched.add(lot.id)

    @staticmethod
    def _is_dead(lot: Lot, now: datetime) -> bool:
        return lot.matured and lot.remaining > 0 and lot.expires_at is not None and lot.expires_at <= now

    @staticmethod
    def _in_order(lots: Iterable[Lot]) -> list[Lot]:
        return sorted(
            lots, key=lambda lot: (lot.expires_at is None, lot.expires_at or lot.matures_at, lot.id)
        )
