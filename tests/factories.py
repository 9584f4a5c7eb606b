"""Short ways to make what tests talk about."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import count

import orjson

from services import customers, joining, programs
from services.customers import Customer, Origin
from services.programs import Program
from services.receipts.shapes import CustomerRef, Line, NewReceipt, ReceiptAnswer

_numbers = count(1)

PROGRAM = """
[program]
slug = "test"
name = "Test & <Co>"
currency = "{currency}"
language = "en"
merchant = "Test merchant"
terms_version = "1"
terms = "Be nice."

[points]
name.en = {{ one = "point", other = "points" }}
minor_units_per_point = 100
base_rate = "5%"
welcome = {welcome}
pending = "{pending}"
expire_after = "{expire_after}"
excluded_categories = ["tobacco"]

[[tiers]]
code = "bronze"
title = "Bronze"
from = 0

[[tiers]]
code = "silver"
title = "Silver"
from = 1000
bonus = "2%"

[[tiers]]
code = "gold"
title = "Gold"
from = 5000
bonus = "5%"

[[stores]]
code = "center"
name = "Center"
timezone = "Europe/Moscow"

[[employees]]
code = "anna"
name = "Anna"
role = "cashier"
store = "center"

[survey]
delay = "30m"
rest_days = 3

[[promo_codes]]
code = "HELLO"
points = 30
"""


def program_text(
    *, currency: str = "RUB", welcome: int = 0, pending: str = "0s", expire_after: str = "365d"
) -> str:
    """A small program file with every rule that receipts know."""
    return PROGRAM.format(currency=currency, welcome=welcome, pending=pending, expire_after=expire_after)


async def make_program(now: datetime, text: str | None = None) -> Program:
    return (await programs.apply(text or program_text(), actor="test", now=now)).program


async def lead(program: Program, now: datetime, *, telegram_id: int | None = None) -> Customer:
    """Somebody who pressed Start."""
    number = telegram_id or 5_000_000 + next(_numbers)
    return await customers.start(program, number, name="Ann", language="en", origin=Origin(), now=now)


async def joined(
    program: Program, now: datetime, *, telegram_id: int | None = None, phone: str | None = None
) -> Customer:
    """A customer who accepted the terms and shared the own contact."""
    person = await lead(program, now, telegram_id=telegram_id)
    await joining.accept_terms(program, person.id, program.config.program.terms_version, now=now)
    outcome = await joining.share_contact(program, person.id, phone or f"+7900{next(_numbers):07}", now=now)
    assert isinstance(outcome, joining.Joined)
    return outcome.customer


def receipt(
    receipt_id: str | None = None,
    *,
    customer: CustomerRef | None = None,
    amounts: Sequence[int] = (54_000,),
    issued_at: datetime,
    store: str = "center",
    employee: str | None = "anna",
    category: str | None = "coffee",
    currency: str = "RUB",
    promo_codes: tuple[str, ...] = (),
) -> NewReceipt:
    """A receipt with a line for each amount; its hash is of what makes it what it is."""
    lines = tuple(Line("sku", "Latte", category, Decimal(1), amount) for amount in amounts)
    receipt_id = receipt_id or f"T-{next(_numbers)}"
    content = repr((receipt_id, customer, amounts, issued_at, store, employee, category, promo_codes))
    return NewReceipt(
        receipt_id=receipt_id,
        store=store,
        employee=employee,
        customer=customer,
        issued_at=issued_at,
        currency=currency,
        total=sum(amounts),
        lines=lines,
        input_hash=hashlib.sha256(content.encode()).digest(),
        promo_codes=promo_codes,
    )


def card(customer: Customer) -> CustomerRef:
    return CustomerRef("card", customer.card)


def encode(program: Program, answer: ReceiptAnswer) -> bytes:
    """The facts of an answer as they are; the API's own words are tested with the API."""
    return orjson.dumps(answer)
