"""What tests of quotes and holds hold in their hands: a till with its merchant, and customers with points."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from itertools import count

import orjson

from services import holds, merchants, points
from services.codes import issue
from services.customers import Customer
from services.database import transaction
from services.holds import HoldAnswer, NewHold
from services.keyring import Keyring
from services.merchants import Merchant
from services.pricer import Pricer
from services.programs import Program
from services.quotes import Caller
from services.receipts import batch
from services.receipts.batch import Outcome
from services.receipts.shapes import CustomerRef, NewReceipt, Recorded
from services.receipts.state import Pending
from tests.factories import encode as encode_receipt
from tests.factories import joined, receipt

KEYRING = Keyring("test secret")
_numbers = count(1)


def encode(program: Program, answer: HoldAnswer) -> bytes:
    """The facts of an answer as they are; the API's own words are tested with the API."""
    return orjson.dumps(
        {
            "hold": answer.hold,
            "state": answer.state,
            "points": answer.points,
            "balance": answer.balance,
            "expires_at": answer.expires_at,
        }
    )


@dataclass(frozen=True)
class Till:
    """A merchant's till at the store "center"."""

    program: Program
    merchant: Merchant
    pricer: Pricer

    @property
    def caller(self) -> Caller:
        return Caller(self.program, self.merchant.id, self.merchant.name)

    async def hold(self, new: NewHold, now: datetime) -> dict[str, object]:
        made = await self.recorded(new, now)
        answer: dict[str, object] = orjson.loads(made.body)
        return answer

    async def recorded(self, new: NewHold, now: datetime) -> Recorded:
        return await holds.hold(self.pricer, self.caller, new, encode=encode, now=now)

    async def ring_up(self, item: NewReceipt, now: datetime) -> Outcome:
        pending = [Pending(self.merchant.id, self.merchant.name, item, now)]
        return (await batch.record(self.program.id, pending, keyring=KEYRING, encode=encode_receipt))[0]


async def open_till(program: Program, now: datetime, name: str = "Till") -> Till:
    merchant, _ = await merchants.create(program, name, actor="test", now=now)
    return Till(program, merchant, Pricer(KEYRING))


async def customer_with(
    program: Program, now: datetime, many: int, *, telegram_id: int | None = None
) -> Customer:
    """Somebody who has joined and has so many points."""
    customer = await joined(program, now, telegram_id=telegram_id)
    grant = points.Grant(customer.id, many, "test", "test", f"test:{next(_numbers)}")
    async with transaction() as connection:
        await points.give(connection, program, [grant], now=now)
    return customer


async def code_of(program: Program, customer: Customer, now: datetime) -> CustomerRef:
    issued = await issue(program.id, customer.id, keyring=KEYRING, now=now)
    return CustomerRef("code", issued.digits)


def new_hold(
    customer: CustomerRef, asked: int, now: datetime, *, hold_id: str | None = None, amount: int = 54_000
) -> NewHold:
    """A hold for a basket of one line."""
    hold_id = hold_id or f"H-{next(_numbers)}"
    basket = receipt("", customer=customer, amounts=(amount,), issued_at=now)
    content = repr((hold_id, customer, asked, amount))
    return NewHold(hold_id, asked, basket, customer, hashlib.sha256(content.encode()).digest())
