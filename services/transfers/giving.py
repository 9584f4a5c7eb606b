"""Giving points: one transaction, both customers locked in the order of their ids."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import orjson

from services import ids, points
from services.customers import Customer
from services.database import DUPLICATE, Connection, fetch, retrying, transaction
from services.errors import Conflict, Invalid, NotFound, RegularsError
from services.outbox import MessageClass, Notice
from services.programs import Program
from services.rules import transferring
from services.rules.accounts import Account
from services.rules.ledger import Entry, TakeId
from services.transfers import limits, receivers
from services.transfers.shapes import Given, Receiver
from services.transfers.writing import Row, write

LARGEST = 10**9
KNOWN = """
select t.id, t.input_hash, t.points, c.card, c.name from transfer t
join customer c on c.program_id = $1 and c.id = t.receiver_id where t.program_id = $1 and t.key = $2
"""
SENT = 4  # ids of the transfer, its two entries, and one to spare


async def give(
    program: Program,
    giver_id: int,
    typed: str,
    amount: int,
    *,
    actor: str,
    key: str,
    now: datetime,
) -> Given:
    """Give points to whoever has the card. The same ``key`` with the same content gets the first answer again.

    Raises what ``receivers.judge`` returns; Invalid ``card_mistyped``, ``transfer_points`` (not a sum that can be
    given); Conflict ``transfer_conflict`` (the key came with other content), ``transfer_debt``, ``transfer_most``
    (more than may be given now: ``points``).
    """
    card = receivers.card_of(typed)
    if not 0 < amount <= LARGEST:
        raise Invalid("transfer_points", "points", **_sizes(program))
    wish = _Wish(giver_id, card, amount, actor, key)
    try:
        found = await retrying(lambda: wish.once(program, now), also=(*DUPLICATE, _Again))
    except _Again:
        raise NotFound("unknown_card", "card") from None
    if isinstance(found, RegularsError):
        raise found
    return found


def _sizes(program: Program) -> dict[str, int]:
    terms = program.config.transfers
    return {"least": transferring.least(terms), "step": terms.step}


class _Again(Exception):
    """The receiver joined in between: now there is somebody to lock."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """One wish to give, tried until no rival is in the way."""

    giver_id: int
    card: str
    amount: int
    actor: str
    key: str

    @property
    def hash(self) -> bytes:
        """What a repeat has to have in common with the first."""
        return hashlib.sha256(orjson.dumps([self.giver_id, self.card, self.amount])).digest()

    async def once(self, program: Program, now: datetime) -> Given | RegularsError:
        """One try; a refusal is returned, so that what was counted against the giver stays."""
        async with transaction() as connection:
            maybe = await receivers.named(connection, program.id, self.card)
            await points.lock(connection, program.id, [self.giver_id, *([maybe.id] if maybe else [])])
            if known := await self._known(connection, program, now):
                return known
            found = await receivers.judge(connection, program, self.giver_id, self.card, now)
            if isinstance(found, RegularsError):
                return found
            if maybe is None or found.id != maybe.id:
                raise _Again
            return await self._give(connection, program, found, now)

    async def _known(
        self, connection: Connection, program: Program, now: datetime
    ) -> Given | RegularsError | None:
        found = await fetch(connection, KNOWN, program.id, self.key)
        if not found:
            return None
        if bytes(found[0]["input_hash"]) != self.hash:
            return Conflict("transfer_conflict", "key")
        receiver = Receiver(found[0]["card"], found[0]["name"][:1].upper())
        balance = await points.balance(program, self.giver_id, now=now)
        return Given(found[0]["id"], found[0]["points"], receiver, balance.available, fresh=False)

    async def _give(
        self, connection: Connection, program: Program, receiver: Customer, now: datetime
    ) -> Given | RegularsError:
        both = [self.giver_id, receiver.id]
        accounts = await points.load(connection, program, both, now, whole=both)
        giver, getter = accounts[self.giver_id], accounts[receiver.id]
        reserve = sum(points.expiries(account) for account in accounts.values()) + len(giver.lots) + SENT
        take_id = (await ids.take(connection, reserve)).take
        for account in accounts.values():
            account.settle(now, take_id)
        taken = await self._taken(connection, program, giver, now)
        if isinstance(taken, RegularsError):
            return taken
        row = self._move(giver, getter, taken, now, take_id)
        notice = _news(giver, getter, row, await _initial(connection, program.id, self.giver_id), now)
        await write(connection, program.id, accounts.values(), row, [notice])
        return Given(
            row.id, self.amount, Receiver(receiver.card, receiver.initial), giver.available, fresh=True
        )

    async def _taken(
        self, connection: Connection, program: Program, giver: Account, now: datetime
    ) -> dict[int, int] | RegularsError:
        """Which lots go (lot id -> points), or why none do."""
        terms = program.config.transfers
        if not transferring.fits(terms, self.amount):
            return Invalid("transfer_points", "points", **_sizes(program))
        if giver.debt:
            return Conflict("transfer_debt", "points")
        lots = await limits.free_lots(connection, program, giver, now)
        given = await limits.given(connection, program, self.giver_id, now)
        most = transferring.most(terms, sum(lot.remaining for lot in lots), given)
        if self.amount > most:
            return Conflict("transfer_most", "points", points=most)
        return transferring.shares(lots, self.amount)

    def _move(
        self, giver: Account, getter: Account, taken: dict[int, int], now: datetime, take_id: TakeId
    ) -> Row:
        """Change both accounts; the row that says so."""
        out = Entry(take_id(), "transfer_out", -self.amount, now, self.actor)
        came = Entry(take_id(), "transfer_in", self.amount, now, self.actor)
        lots = transferring.copies(giver.lots, taken, came.id, [take_id() for _ in taken])
        giver.give_away(out, taken)
        getter.receive(came, lots, now)
        return Row(
            take_id(),
            self.key,
            self.hash,
            giver.customer_id,
            getter.customer_id,
            self.amount,
            self.actor,
            now,
            out_entry_id=out.id,
            in_entry_id=came.id,
        )


async def _initial(connection: Connection, program_id: int, customer_id: int) -> str:
    found = await fetch(
        connection, "select name from customer where program_id = $1 and id = $2", program_id, customer_id
    )
    return str(found[0]["name"][:1].upper())


def _news(giver: Account, getter: Account, row: Row, initial: str, now: datetime) -> Notice:
    """The message to who got the points: how many, from whom by one letter, and what there is now."""
    return Notice(
        kind="points_received",
        message_class=MessageClass.TRANSACTIONAL,
        dedup_key=f"transfer:{row.id}",
        due_at=now,
        customer_id=getter.customer_id,
        payload={
            "points": row.points,
            "from": initial,
            "available": getter.available,
            "debt": getter.debt,
        },
    )
