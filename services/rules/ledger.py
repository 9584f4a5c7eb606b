"""The rows of the ledger as values: lots, entries, allocations, debts and holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

TakeId = Callable[[], int]
Use = Literal["use", "hold", "release", "commit", "restore", "pay"]


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
    graced: bool = False  # came back after its date once, and lived on for the days of grace

    def is_dead(self, now: datetime) -> bool:
        """Whether points that come back to it would be past their date."""
        return self.matured and self.expires_at is not None and self.expires_at <= now


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
    undoes_id: int | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """Points that one lot gave or got back.

    ``use``: an entry took what remained; ``hold``, ``release``: to a hold and back; ``commit``: an entry took
    what a hold had; ``restore``: an entry brought back what was consumed; ``pay``: what remained paid a debt.
    """

    use: Use
    lot_id: int
    points: int
    at: datetime
    entry_id: int | None = None
    hold_id: int | None = None
    debt_id: int | None = None


@dataclass(slots=True)
class Debt:
    """Points that a revoke could not take back: ``points = paid + forgiven + open``."""

    id: int
    entry_id: int
    points: int
    paid: int = 0
    forgiven: int = 0
    at: datetime | None = None

    @property
    def open(self) -> int:
        """What is still owed."""
        return self.points - self.paid - self.forgiven


@dataclass(slots=True)
class Hold:
    """Points set aside at a till; ``shares``: lot id -> points that it still holds."""

    id: int
    expires_at: datetime
    shares: dict[int, int] = field(default_factory=dict)
    ended: Literal["committed", "cancelled", "timed_out"] | None = None
    ended_at: datetime | None = None

    @property
    def points(self) -> int:
        """What it holds now."""
        return sum(self.shares.values())


@dataclass(frozen=True, slots=True)
class Life:
    """When points come alive and when they die."""

    matures_at: datetime
    expires_at: datetime | None
