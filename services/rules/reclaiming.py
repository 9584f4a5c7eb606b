"""Points of a refund in an account: which lots get points back, and where earned points are taken from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.rules.accounts import Account
from services.rules.ledger import Debt, Entry, Lot, TakeId


@dataclass(frozen=True, slots=True)
class Claim:
    """Points to take back by ``entry`` (negative), from the lots that they came in first.

    ``burned``: how many points of those lots expired and were not yet counted as taken back.
    """

    entry: Entry
    own: tuple[int, ...]
    burned: int


@dataclass(frozen=True, slots=True)
class Reclaimed:
    """What could not be taken back: points owed from now on, and points that the customer was let off."""

    owed: int
    forgiven: int


def shares(lots: Mapping[int, Lot], used: Mapping[int, int], points: int) -> dict[int, int]:
    """Which lots get ``points`` back, of what was ``used`` of them: those that live longest first.

    Raises ValueError when fewer were used.
    """
    chosen: dict[int, int] = {}
    for lot_id in sorted(used, key=lambda lot_id: _life(lots[lot_id]), reverse=True):
        share = min(used[lot_id], points)
        if share > 0:
            chosen[lot_id] = share
            points -= share
    if points:
        raise ValueError(f"{points} more points to restore than were spent")
    return chosen


def take_back(account: Account, claim: Claim, *, forgiving: bool, take_id: TakeId) -> Reclaimed:
    """Take the points of a claim back.

    First what remains of the own lots. What of them has burned is gone already, so that it is revoked and
    forgiven: nobody pays twice. The rest comes from the other lots, and what they do not have is owed, or
    (``forgiving``) forgiven.
    """
    points = -claim.entry.points
    remaining = sum(lot.remaining for lot in account.lots if lot.id in claim.own)
    burned = min(claim.burned, max(0, points - remaining))
    if burned:
        _write_off(account, claim.entry, burned, take_id)
    debt = _revoke(account, claim, points - burned, take_id)
    if debt and forgiving:
        account.forgive(_forgiveness(claim.entry, debt.points, "within_balance", take_id), [debt])
    owed = debt.open if debt else 0
    return Reclaimed(owed, burned + (debt.forgiven if debt else 0))


def _revoke(account: Account, claim: Claim, points: int, take_id: TakeId) -> Debt | None:
    if not points:
        return None
    # an entry that is undone can be undone once only: of two rows the first one names it
    undoes = None if points < -claim.entry.points else claim.entry.undoes_id
    entry = _like(claim.entry, "revoke", -points, claim.entry.reason, take_id, undoes)
    return account.revoke(entry, claim.own, take_id())


def _write_off(account: Account, like: Entry, points: int, take_id: TakeId) -> None:
    """A revoke that opens a debt, and its forgiveness: the sums stay as they are."""
    entry = _like(like, "revoke", -points, "burned", take_id, like.undoes_id)
    account.entries += [entry, _forgiveness(like, points, "burned", take_id)]
    account.new_debts.append(Debt(take_id(), entry.id, points, forgiven=points, at=entry.at))


def _forgiveness(like: Entry, points: int, reason: str, take_id: TakeId) -> Entry:
    return _like(like, "forgive", points, reason, take_id, None)


def _like(
    like: Entry, kind: str, points: int, reason: str | None, take_id: TakeId, undoes_id: int | None
) -> Entry:
    return Entry(
        take_id(),
        kind,
        points,
        like.at,
        like.actor,
        receipt_id=like.receipt_id,
        merchant_id=like.merchant_id,
        reason=reason,
        undoes_id=undoes_id,
    )


def _life(lot: Lot) -> tuple[bool, float, int]:
    return lot.expires_at is None, lot.expires_at.timestamp() if lot.expires_at else 0.0, lot.id
