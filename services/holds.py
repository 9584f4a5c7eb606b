"""Holds: points set aside at a till until a receipt names the hold, it is cancelled, or its time is over.

A hold needs the proof that the customer is there: a code, which it uses up, or a tap on "confirm" in the bot,
for which it waits a short time with the points set aside. Locks are taken in the order customers, holds, codes.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from services import codes, customers, ids, lookups, outbox, points
from services.customers import Customer
from services.database import Connection, Row, fetch, retrying, row, transaction
from services.errors import Conflict, NotFound, RegularsError, TooMany
from services.lookups import Asker
from services.outbox import MessageClass, Notice
from services.pricer import Pricer, check, supposed
from services.programs import Program
from services.quotes import Caller, store_id
from services.receipts.shapes import CustomerRef, NewReceipt, Recorded
from services.receipts.state import Pending, State
from services.rules.accounts import Account
from services.rules.ledger import Hold

OPEN = ("waiting", "live")
TOKEN_BYTES = 12
MOST_WAITING = 10
"""So many questions of one merchant may wait for one customer at once; each is a message and sets points aside."""


@dataclass(frozen=True, slots=True)
class NewHold:
    """What a till wants to set aside; ``input_hash`` is over its canonical form.

    ``basket`` is the sale to come; its ``receipt_id`` means nothing, and its customer is always named.
    """

    hold_id: str
    points: int
    basket: NewReceipt
    customer: CustomerRef
    input_hash: bytes


@dataclass(frozen=True, slots=True)
class HoldAnswer:
    """A hold as its till sees it: ``balance`` is what the customer has beside it, ``worth`` in minor units."""

    hold: str
    hold_id: str
    state: str
    customer: Customer
    points: int
    worth: int
    balance: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """A hold as its customer sees it after a tap."""

    state: str
    points: int


Encode = Callable[[Program, HoldAnswer], bytes]


class _Again(Exception):
    """A rival was first with the id, the code or the customer: now it can be read."""


async def hold(
    pricer: Pricer,
    caller: Caller,
    new: NewHold,
    *,
    encode: Encode,
    now: datetime,
    new_token: Callable[[], str] = lambda: secrets.token_urlsafe(TOKEN_BYTES),
) -> Recorded:
    """Set points aside. The same ``hold_id`` with the same content gets the first answer again.

    Raises Conflict ``hold_conflict`` (the id came with other content), ``customer_cannot_be_reached`` (no code,
    and nobody to tap), TooMany ``too_many_holds`` (the customer has not answered so many questions of the merchant
    yet), and what ``services.pricer.check``, a lookup or recording the same receipt would.
    """
    try:
        found = await retrying(lambda: _once(pricer, caller, new, encode, now, new_token), also=(_Again,))
    except _Again:
        raise Conflict("hold_in_progress", "hold_id") from None
    if isinstance(found, RegularsError):
        raise found
    return found


async def _once(
    pricer: Pricer,
    caller: Caller,
    new: NewHold,
    encode: Encode,
    now: datetime,
    new_token: Callable[[], str],
) -> Recorded | RegularsError:
    """One try in one transaction; a refusal is returned, so that what was counted against the till stays."""
    program, ref = caller.program, new.customer
    async with transaction() as connection:
        if known := await _known(connection, caller, new):
            return known
        maybe = await lookups.candidate(connection, program.id, ref, keyring=pricer.keyring, now=now)
        await points.lock(connection, program.id, [maybe.id] if maybe else [])
        if known := await _known(connection, caller, new):
            return known  # the same call, which used the code or the points up while this one waited
        digests = [pricer.keyring.digest(codes.PURPOSE, ref.value)] if ref.kind == "code" else []
        if digests and new.basket.promo_codes:
            await codes.lock(connection, program.id, digests)
        try:
            customer = await _identified(connection, pricer, caller, new, now)
            if maybe is None or customer.id != maybe.id:
                raise _Again
            _reachable(customer, ref)
            state, account = await _account(connection, pricer, caller, new, customer, now)
            if not digests:
                await _not_too_many(connection, caller, customer, ref, now)
        except RegularsError as refusal:
            return refusal
        body = await _set_aside(connection, caller, new, customer, state, account, encode, now, new_token())
        if not await codes.use_up(connection, program.id, digests):
            raise _Again
    return Recorded(body, replayed=False)


async def _known(connection: Connection, caller: Caller, new: NewHold) -> Recorded | RegularsError | None:
    found = await fetch(
        connection,
        "select input_hash, answer from hold where program_id = $1 and merchant_id = $2 and hold_id = $3",
        caller.program.id,
        caller.merchant_id,
        new.hold_id,
    )
    if not found:
        return None
    if bytes(found[0]["input_hash"]) != new.input_hash:
        return Conflict("hold_conflict", "hold_id")
    return Recorded(bytes(found[0]["answer"]), replayed=True)


async def _identified(
    connection: Connection, pricer: Pricer, caller: Caller, new: NewHold, now: datetime
) -> Customer:
    memory = await pricer.follow(connection, caller.program)
    asker = Asker(caller.program.id, caller.merchant_id, store_id(memory, caller, new.basket.store))
    found = await lookups.identify(connection, asker, new.customer, keyring=pricer.keyring, now=now)
    if isinstance(found, RegularsError):
        raise found
    return found


def _reachable(customer: Customer, ref: CustomerRef) -> None:
    """Without a code somebody must be able to tap."""
    silent = customer.telegram_id is None or not customer.joined or customer.unreachable_since is not None
    if ref.kind != "code" and silent:
        raise Conflict("customer_cannot_be_reached", ref.kind)


WAITING = """
select count(*) as waiting, min(expires_at) as first from hold
where program_id = $1 and customer_id = $2 and merchant_id = $3 and state = 'waiting' and expires_at > $4
"""


async def _not_too_many(
    connection: Connection, caller: Caller, customer: Customer, ref: CustomerRef, now: datetime
) -> None:
    """The customer is locked, so that nobody adds to what is counted."""
    [found] = await fetch(connection, WAITING, caller.program.id, customer.id, caller.merchant_id, now)
    if found["waiting"] >= MOST_WAITING:
        seconds = -(-int((found["first"] - now).total_seconds() * 1_000) // 1_000)
        raise TooMany("too_many_holds", ref.kind, most=MOST_WAITING, retry_after=max(1, seconds))


async def _account(
    connection: Connection, pricer: Pricer, caller: Caller, new: NewHold, customer: Customer, now: datetime
) -> tuple[State, Account]:
    """The customer's settled account, after all that the sale to come would be refused for was looked at."""
    basket = replace(new.basket, customer=CustomerRef("card", customer.card))
    item = Pending(caller.merchant_id, caller.merchant, basket, now)
    state = await pricer.read(connection, caller.program, item)
    dues = supposed(state, item).dues
    account = state.accounts[customer.id]
    taken = await ids.take(connection, points.expiries(account))
    account.settle(now, taken.take)
    check(caller.program, dues, account.available, new.points)
    return state, account


async def _set_aside(
    connection: Connection,
    caller: Caller,
    new: NewHold,
    customer: Customer,
    state: State,
    account: Account,
    encode: Encode,
    now: datetime,
    token: str,
) -> bytes:
    rules = caller.program.config.redemption
    proven = new.customer.kind == "code"
    hold_id = (await ids.take(connection, 1)).take()
    expires_at = now + (rules.hold_for if proven else rules.confirm_within)
    account.set_aside(Hold(hold_id, expires_at), new.points, now)
    kind = "live" if proven else "waiting"
    worth = new.points * caller.program.config.points.minor_units_per_point
    answer = HoldAnswer(token, new.hold_id, kind, customer, new.points, worth, account.available, expires_at)
    body = encode(caller.program, answer)
    store = state.stores[new.basket.store]
    employee = state.employees.get(new.basket.employee or "")
    inserted = await fetch(
        connection,
        "insert into hold (program_id, id, token, hold_id, input_hash, merchant_id, store_id, employee_id,"
        " customer_id, points, state, created_at, confirmed_at, expires_at, answer)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
        " on conflict (program_id, merchant_id, hold_id) do nothing returning id",
        caller.program.id,
        hold_id,
        token,
        new.hold_id,
        new.input_hash,
        caller.merchant_id,
        store.id,
        employee,
        customer.id,
        new.points,
        kind,
        now,
        now if proven else None,
        expires_at,
        body,
    )
    if not inserted:
        raise _Again
    await points.write(connection, caller.program.id, [account])
    if not proven:
        ask = _ask(hold_id, customer, new, worth, store.name, now, expires_at)
        await outbox.enqueue(connection, caller.program.id, [ask], now=now)
    return body


def _ask(
    hold_id: int,
    customer: Customer,
    new: NewHold,
    worth: int,
    store: str,
    now: datetime,
    expires_at: datetime,
) -> Notice:
    """The question to the customer; after the hold's time nobody is asked any more."""
    return Notice(
        kind="hold_confirm",
        message_class=MessageClass.TRANSACTIONAL,
        dedup_key=f"hold:{hold_id}",
        due_at=now,
        expires_at=expires_at,
        customer_id=customer.id,
        payload={
            "hold": hold_id,
            "points": new.points,
            "worth": worth,
            "total": new.basket.total,
            "store": store,
            "minutes": -(-int((expires_at - now).total_seconds()) // 60),
        },
    )


COLUMNS = "id, token, hold_id, customer_id, points, state, expires_at"
BY_TOKEN = f"select {COLUMNS} from hold where program_id = $1 and merchant_id = $2 and token = $3"  # noqa: S608


async def get(program: Program, merchant_id: int, token: str, *, now: datetime) -> HoldAnswer:
    """A hold as of now, for its own till. Raises NotFound ``unknown_hold``, also for another merchant's."""
    found = await row(BY_TOKEN, program.id, merchant_id, token)
    if not found:
        raise NotFound("unknown_hold")
    customer = await customers.get(program.id, found["customer_id"])
    balance = await points.balance(program, customer.id, now=now)
    return _answer(program, found, customer, balance.available, now)


def _answer(program: Program, found: Row, customer: Customer, available: int, now: datetime) -> HoldAnswer:
    return HoldAnswer(
        found["token"],
        found["hold_id"],
        _state(found, now),
        customer,
        found["points"],
        found["points"] * program.config.points.minor_units_per_point,
        available,
        found["expires_at"],
    )


def _state(found: Row, now: datetime) -> str:
    """A hold whose time is over has ended, whether or not anybody has looked at it since."""
    over = found["state"] in OPEN and found["expires_at"] <= now
    return "timed_out" if over else str(found["state"])


async def cancel(program: Program, merchant_id: int, token: str, *, now: datetime) -> HoldAnswer:
    """Give the points back; a hold that has given them back already is answered the same.

    Raises NotFound ``unknown_hold``, also for another merchant's; Conflict ``hold_ended`` when a receipt used it.
    """
    return await retrying(lambda: _cancel(program, merchant_id, token, now))


async def _cancel(program: Program, merchant_id: int, token: str, now: datetime) -> HoldAnswer:
    async with transaction() as connection:
        found = await fetch(connection, BY_TOKEN, program.id, merchant_id, token)
        if not found:
            raise NotFound("unknown_hold")
        customer_id = found[0]["customer_id"]
        account, held = await _opened(connection, program, customer_id, found[0]["id"], now)
        if held:
            account.cancel(held, now)
        await points.write(connection, program.id, [account])
        [ended] = await fetch(connection, BY_TOKEN, program.id, merchant_id, token)
    if ended["state"] == "committed":
        raise Conflict("hold_ended", "hold")
    customer = await customers.get(program.id, customer_id)
    return _answer(program, ended, customer, account.available, now)


async def decide(program: Program, hold_id: int, *, customer_id: int, yes: bool, now: datetime) -> Decided:
    """The customer's tap: the hold lives on from now, or the points come back; a second tap changes nothing.

    Raises NotFound ``unknown_hold``, also for a hold of somebody else.
    """
    return await retrying(lambda: _decide(program, hold_id, customer_id, yes, now))


async def _decide(program: Program, hold_id: int, customer_id: int, yes: bool, now: datetime) -> Decided:
    async with transaction() as connection:
        account, held = await _opened(connection, program, customer_id, hold_id, now)
        before = await _of_customer(connection, program, hold_id, customer_id)
        waiting = held is not None and before["state"] == "waiting"
        if held and waiting and not yes:
            account.cancel(held, now)
        await points.write(connection, program.id, [account])
        if waiting:
            await _settle_question(connection, program, hold_id, yes, now)
        after = await _of_customer(connection, program, hold_id, customer_id)
    return Decided(_state(after, now), after["points"])


async def _settle_question(
    connection: Connection, program: Program, hold_id: int, yes: bool, now: datetime
) -> None:
    """Confirmed: alive from now; refused: told apart from what the till cancelled."""
    if yes:
        sql = "update hold set state = 'live', confirmed_at = $3, expires_at = $4 where program_id = $1 and id = $2"
        await fetch(connection, sql, program.id, hold_id, now, now + program.config.redemption.hold_for)
    else:
        sql = "update hold set state = 'refused' where program_id = $1 and id = $2"
        await fetch(connection, sql, program.id, hold_id)


async def _of_customer(connection: Connection, program: Program, hold_id: int, customer_id: int) -> Row:
    sql = f"select {COLUMNS} from hold where program_id = $1 and id = $2 and customer_id = $3"  # noqa: S608
    found = await fetch(connection, sql, program.id, hold_id, customer_id)
    if not found:
        raise NotFound("unknown_hold")
    return found[0]


async def _opened(
    connection: Connection, program: Program, customer_id: int, hold_id: int, now: datetime
) -> tuple[Account, Hold | None]:
    """The locked and settled account, and the hold while it is open."""
    await points.lock(connection, program.id, [customer_id])
    account = (await points.load(connection, program, [customer_id], now))[customer_id]
    account.settle(now, (await ids.take(connection, points.expiries(account))).take)
    held = next((held for held in account.holds if held.id == hold_id and not held.ended), None)
    return account, held
