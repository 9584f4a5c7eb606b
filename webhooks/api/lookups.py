"""POST /v1/customers/lookup: the least that a till needs to know of a customer."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import orjson
from aiohttp import web
from pydantic import BaseModel, Field

from services import lookups, programs
from webhooks import bodies
from webhooks.api.balances import Beside, beside
from webhooks.api.customers import CustomerBody
from webhooks.api.fields import Code
from webhooks.keys import CLOCK, KEYRING, caller_of


class LookupBody(CustomerBody):
    """A customer, by exactly one of: the number of the card, the phone, the code that the customer shows."""

    store: Annotated[Code | None, Field(description="Where the customer is; limits of codes go by it.")] = (
        None
    )


class LookupResult(BaseModel):
    """A customer as a till sees one."""

    card: Annotated[str, Field(description="Names the customer in later calls.")]
    registered: Annotated[bool, Field(description="False: known by phone only, has not joined yet.")]
    tier: Annotated[str | None, Field(description="The tier's code.")]
    balance: Annotated[int, Field(ge=0, description="Points that can be spent now.")]
    pending: Annotated[int, Field(ge=0, description="Points that can be spent later.")]
    balance_money: Beside = None
    pending_money: Beside = None
    initial: Annotated[str, Field(description="The first letter of the name, to greet or to check.")]


async def lookup(request: web.Request) -> web.Response:
    """Find one customer."""
    now = request.app[CLOCK].now()
    caller = await caller_of(request)
    body = await bodies.read(request, LookupBody)
    program = await programs.load(caller.program_id)
    found = await lookups.lookup(
        program, caller.merchant_id, body.store, body.ref, keyring=request.app[KEYRING], now=now
    )
    money = beside(program.config, balance=found.balance, pending=found.pending)
    return bodies.answer(orjson.dumps(asdict(found) | money))
