"""Plain Tortoise: each receipt its own transaction of ordinary ORM calls, eight at a time."""

from __future__ import annotations

import asyncio
import itertools
import random
from typing import Any

import orjson
from tortoise.expressions import F
from tortoise.transactions import in_transaction

from benchmarks.apart import contender
from benchmarks.receipts import rows as r
from benchmarks.receipts.rows import Place
from models.customers import Customer
from models.outbox import OutboxMessage
from models.points import Balance, Entry, Lot
from models.receipts import Receipt, ReceiptLine
from models.segments import Change
from models.surveys import Invitation
from services import database, ids

RESERVED = 4000


async def receipts(
    *, url: str, place: dict[str, int], prefix: str, first: int, customers: int, tasks: int, seconds: float
) -> float:
    """Receipts committed a second."""
    await database.connect(url, pool_size=tasks)
    share = customers // tasks
    until = asyncio.get_running_loop().time() + seconds
    counts = await asyncio.gather(
        *(
            _work(
                Place(**place),
                f"{prefix}{number}",
                range(first + number * share, first + (number + 1) * share),
                until,
            )
            for number in range(tasks)
        )
    )
    await database.disconnect()
    return sum(counts) / seconds


async def _work(place: Place, prefix: str, people: range, until: float) -> int:
    choose = random.Random(prefix)
    async with in_transaction("default") as connection:
        free = await ids.take(connection, RESERVED)
    for number in itertools.count():
        if asyncio.get_running_loop().time() >= until:
            return number
        if number % (RESERVED // 4) == RESERVED // 4 - 1:
            async with in_transaction("default") as connection:
                free = await ids.take(connection, RESERVED)
        await _record(place, f"{prefix}-{number}", choose.choice(people), free)
    return 0


async def _record(place: Place, key: str, person: int, free: ids.Ids) -> None:
    program: dict[str, Any] = {"program_id": place.program_id}
    merchant: dict[str, Any] = {"merchant_id": place.merchant_id}
    receipt, entry, lot, invitation = (free.take() for _ in range(4))
    whose = {**program, "customer_id": person}
    async with in_transaction("default"):
        await Receipt.create(
            **whose, **merchant, id=receipt, receipt_id=key, input_hash=r.HASH, store_id=place.store_id,
            employee_id=place.employee_id, issued_at=r.MOMENT, recorded_at=r.MOMENT, currency="RUB", total=r.TOTAL,
            earned=r.EARNED, program_version=place.version, tier="guest", answer=r.ANSWER,
        )  # fmt: skip
        await ReceiptLine.bulk_create(_lines(place, receipt))
        await Entry.create(
            **whose, **merchant, id=entry, kind="earn", points=r.EARNED, receipt_id=receipt,
            actor=f"merchant:{place.merchant_id}", at=r.MOMENT,
        )  # fmt: skip
        await Lot.create(
            **whose, **merchant, id=lot, entry_id=entry, issued=r.EARNED, remaining=r.EARNED, matures_at=r.MOMENT,
            matured=True, expires_at=r.EXPIRY,
        )  # fmt: skip
        await Balance.filter(**whose).update(available=F("available") + r.EARNED)
        await Customer.filter(**program, id=person).update(
            tier="guest", receipts=F("receipts") + 1, spent=F("spent") + r.TOTAL, last_purchase_at=r.MOMENT,
            home_store_id=place.store_id, surveyed_at=r.MOMENT,
        )  # fmt: skip
        await Change.create(**whose, kind="receipt", at=r.MOMENT)
        await Invitation.create(
            **whose, id=invitation, receipt_id=receipt, store_id=place.store_id, employee_id=place.employee_id,
            due_at=r.ASK_AT, expires_at=r.ASK_UNTIL,
        )  # fmt: skip
        await OutboxMessage.bulk_create(_messages(whose, receipt))


def _lines(place: Place, receipt: int) -> list[ReceiptLine]:
    names = ("sku", "name", "category", "quantity", "amount", "cost", "earned")
    return [
        ReceiptLine(
            program_id=place.program_id,
            receipt_id=receipt,
            number=number,
            **dict(zip(names, line, strict=True)),
        )
        for number, line in enumerate(r.LINES)
    ]


def _messages(whose: dict[str, Any], receipt: int) -> list[OutboxMessage]:
    common = {**whose, "created_at": r.MOMENT, "expires_at": r.ASK_UNTIL}
    return [
        OutboxMessage(
            **common, kind="receipt_recorded", message_class="transactional", priority=10, due_at=r.MOMENT,
            dedup_key=f"receipt:{receipt}", payload=orjson.loads(r.NEWS),
        ),
        OutboxMessage(
            **common, kind="survey", message_class="service", priority=20, due_at=r.ASK_AT,
            dedup_key=f"survey:{receipt}", payload=orjson.loads(r.SURVEY),
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    contender(receipts)
