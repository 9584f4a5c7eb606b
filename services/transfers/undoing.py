"""An admin undoes a transfer, once: what is still there moves back, the rest follows the refund policy.

Points that burned at the receiver's would have burned at the giver's too: they do not come back. Points that were
used become a debt of the receiver and come back to the giver (``refunds = "debt"``), or stay used
(``within_balance``): nothing is made out of nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import orjson

from services import audit, ids, points
from services.database import DUPLICATE, Connection, fetch, retrying, transaction
from services.errors import Conflict, NotFound
from services.outbox import MessageClass, Notice
from services.programs import Program
from services.rules import reclaiming, transferring
from services.rules.accounts import Account
from services.rules.ledger import Entry, TakeId
from services.transfers.shapes import Undone
from services.transfers.writing import Row, write

REASON = "transfer_undone"
SPARE = 8  # ids of the undo, its four entries and the debt, and some to spare

TRANSFER = """
select id, giver_id, receiver_id, points, out_entry_id, in_entry_id from transfer
where program_id = $1 and id = $2 and undoes_id is null
"""
UNDO = """
select u.key, u.input_hash, u.points, u.owed, t.points as given, t.giver_id, t.receiver_id
from transfer u join transfer t on t.program_id = $1 and t.id = u.undoes_id
where u.program_id = $1 and (u.undoes_id = $2 or u.key = $3)
"""
OWN = "select id from lot where program_id = $1 and entry_id = $2"
USED = """
select lot_id, sum(points)::bigint as points from allocation
where program_id = $1 and entry_id = $2 group by lot_id
"""
BURNED = """
select coalesce(sum(a.points), 0)::bigint as points from allocation a
join entry e on e.program_id = $1 and e.id = a.entry_id and e.kind = 'expire'
where a.program_id = $1 and a.lot_id = any($2::bigint[])
"""


@dataclass(slots=True)
class _Sides:
    """Both accounts, settled: who gets points back, and who had received them."""

    giver: Account
    receiver: Account
    own: list[int]  # lots that the transfer gave
    used: dict[int, int]  # the giver's lots that it took them from
    burned: int


async def undo(program: Program, transfer_id: int, *, actor: str, key: str, now: datetime) -> Undone:
    """Undo a transfer. The same ``key`` again gets the first answer; both customers are told, the audit keeps it.

    Raises NotFound ``unknown_transfer`` (an undo cannot be undone either), Conflict ``transfer_undone`` (it was
    undone before), ``transfer_gone`` (nothing can come back), ``transfer_conflict`` (the key came with another).
    """
    return await retrying(lambda: _undo(program, transfer_id, actor, key, now), also=DUPLICATE)


async def _undo(program: Program, transfer_id: int, actor: str, key: str, now: datetime) -> Undone:
    digest = hashlib.sha256(orjson.dumps(["undo", transfer_id])).digest()
    async with transaction() as connection:
        found = await fetch(connection, TRANSFER, program.id, transfer_id)
        if not found:
            raise NotFound("unknown_transfer")
        passed = found[0]
        await points.lock(connection, program.id, [passed["giver_id"], passed["receiver_id"]])
        if known := await _known(connection, program.id, transfer_id, key, digest):
            return known
        sides, take_id = await _sides(connection, program, passed, now)
        taken, owed = _worked_out(program, sides, passed["points"])
        row = _move(sides, passed, taken, owed, _Act(actor, key, digest, now), take_id)
        await write(connection, program.id, (sides.giver, sides.receiver), row, _news(sides, row, now))
        gone = passed["points"] - row.points - owed
        await _note(connection, program.id, row, gone)
    return Undone(row.points, owed, gone, passed["giver_id"], passed["receiver_id"], fresh=True)


@dataclass(frozen=True, slots=True)
class _Act:
    actor: str
    key: str
    digest: bytes
    now: datetime


async def _known(
    connection: Connection, program_id: int, transfer_id: int, key: str, digest: bytes
) -> Undone | None:
    for undo in await fetch(connection, UNDO, program_id, transfer_id, key):
        if undo["key"] != key:
            raise Conflict("transfer_undone")
        if bytes(undo["input_hash"]) != digest:
            raise Conflict("transfer_conflict", "key")
        gone = undo["given"] - undo["points"] - undo["owed"]
        return Undone(undo["points"], undo["owed"], gone, undo["giver_id"], undo["receiver_id"], fresh=False)
    return None


async def _sides(
    connection: Connection, program: Program, passed: dict[str, int], now: datetime
) -> tuple[_Sides, TakeId]:
    both = [passed["giver_id"], passed["receiver_id"]]
    accounts = await points.load(connection, program, both, now, whole=both)
    giver, receiver = (accounts[one] for one in both)
    own = [lot["id"] for lot in await fetch(connection, OWN, program.id, passed["in_entry_id"])]
    used_rows = await fetch(connection, USED, program.id, passed["out_entry_id"])
    used = {row["lot_id"]: row["points"] for row in used_rows}
    await points.load_lots(connection, program.id, receiver, own)
    await points.load_lots(connection, program.id, giver, used)
    lots = len(receiver.lots) + len(used)
    reserve = points.expiries(giver) + points.expiries(receiver) + lots + SPARE
    take_id = (await ids.take(connection, reserve)).take
    burned = (await fetch(connection, BURNED, program.id, own))[0]["points"]
    giver.settle(now, take_id)
    receiver.settle(now, take_id)
    burned += _burned_now(receiver, set(own))
    return _Sides(giver, receiver, own, used, burned), take_id


def _burned_now(account: Account, own: set[int]) -> int:
    """Points of these lots that expired in this very settlement."""
    ended = {entry.id for entry in account.entries if entry.kind == "expire"}
    return sum(used.points for used in account.allocations if used.entry_id in ended and used.lot_id in own)


def _worked_out(program: Program, sides: _Sides, given: int) -> tuple[dict[int, int], int]:
    """What moves back (lot id -> points), and what becomes a debt. Raises Conflict ``transfer_gone``."""
    lots = transferring.order_of_return(sides.receiver.lots, sides.own)
    there = sum(lot.remaining for lot in lots if lot.id in sides.own)
    wanted = given - min(sides.burned, max(0, given - there))
    taken = transferring.shares(lots, wanted)
    left = wanted - sum(taken.values())
    owed = left if program.config.points.refunds == "debt" else 0
    if not taken and not owed:
        raise Conflict("transfer_gone")
    return taken, owed


def _move(
    sides: _Sides, passed: dict[str, int], taken: dict[int, int], owed: int, act: _Act, take_id: TakeId
) -> Row:
    """Change both accounts: a pair of entries that moves points, and one that lends what is no longer there."""
    moved = sum(taken.values())
    out = in_ = revoke = restore = None
    if moved:
        out = _entry(take_id(), "transfer_out", -moved, act, passed["in_entry_id"])
        in_ = _entry(take_id(), "transfer_in", moved, act, passed["out_entry_id"])
        lots = transferring.copies(sides.receiver.lots, taken, in_.id, [take_id() for _ in taken])
        sides.receiver.give_away(out, taken)
        sides.giver.receive(in_, lots, act.now)
    if owed:
        # an entry is undone once: of two rows the first one names it
        revoke = _entry(take_id(), "revoke", -owed, act, None if moved else passed["in_entry_id"])
        restore = _entry(take_id(), "restore", owed, act, None if moved else passed["out_entry_id"])
        sides.receiver.revoke(revoke, (), take_id())
        back = reclaiming.shares({lot.id: lot for lot in sides.giver.lots}, sides.used, owed)
        sides.giver.restore(restore, back, act.now, take_id)
    return Row(
        take_id(),
        act.key,
        act.digest,
        sides.receiver.customer_id,
        sides.giver.customer_id,
        moved,
        act.actor,
        act.now,
        owed=owed,
        out_entry_id=out.id if out else None,
        in_entry_id=in_.id if in_ else None,
        revoke_entry_id=revoke.id if revoke else None,
        restore_entry_id=restore.id if restore else None,
        undoes_id=passed["id"],
    )


def _entry(entry_id: int, kind: str, signed: int, act: _Act, undoes: int | None) -> Entry:
    return Entry(entry_id, kind, signed, act.now, act.actor, reason=REASON, undoes_id=undoes)


def _news(sides: _Sides, row: Row, now: datetime) -> list[Notice]:
    """Both are told what they have now."""
    return [
        Notice(
            kind="transfer_undone",
            message_class=MessageClass.TRANSACTIONAL,
            dedup_key=f"transfer:{row.id}:{account.customer_id}",
            due_at=now,
            customer_id=account.customer_id,
            payload={
                "points": row.points + row.owed,
                "back": account is sides.giver,
                "available": account.available,
                "debt": account.debt,
            },
        )
        for account in (sides.giver, sides.receiver)
    ]


async def _note(connection: Connection, program_id: int, row: Row, gone: int) -> None:
    cards = {
        one["id"]: one["card"]
        for one in await fetch(
            connection,
            "select id, card from customer where program_id = $1 and id = any($2::bigint[])",
            program_id,
            [row.giver_id, row.receiver_id],
        )
    }
    await audit.record(
        connection,
        program_id,
        actor=row.actor,
        action="customer.transfer_undo",
        target=cards[row.receiver_id],
        data={
            "transfer": row.undoes_id,
            "points": row.points + row.owed,
            "owed": row.owed,
            "gone": gone,
            "from": cards[row.giver_id],
        },
        now=row.at,
    )
