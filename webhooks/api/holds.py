"""/v1/holds: set points aside at the till, watch the customer's confirmation, give them back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Literal

import orjson
from aiohttp import web
from pydantic import BaseModel, Field

from bot.ui import holds as holds_ui
from services import holds, programs
from services.errors import NotFound, RegularsError
from services.holds import HoldAnswer, NewHold
from services.programs import Program
from services.quotes import Caller
from webhooks import bodies
from webhooks.api import baskets
from webhooks.api.answers import texts_of
from webhooks.api.balances import Beside, beside
from webhooks.api.baskets import BasketBody
from webhooks.api.customers import WAYS, CustomerBody
from webhooks.api.fields import Id, Instant, Money
from webhooks.api.money import major_units
from webhooks.keys import CLOCK, PRICER, caller_of

MOST_POINTS = 10**15
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,32}", re.ASCII)
State = Literal["waiting", "live", "committed", "cancelled", "timed_out", "refused"]


class HoldBody(BasketBody):
    """A sale to come that the customer wants to pay with points, as the receipt will tell it."""

    customer: Annotated[
        CustomerBody,
        Field(description="By code: proven. By card or phone: the customer is asked in the bot."),
    ]
    hold_id: Annotated[Id, Field(description="The till's own id of the hold, unique for the merchant.")]
    points: Annotated[int, Field(ge=1, le=MOST_POINTS, description="How many are to be set aside.")]


class HeldCustomer(BaseModel):
    """Whose points they are."""

    card: str
    registered: Annotated[bool, Field(description="False: known by phone only, has not joined yet.")]
    tier: Annotated[str | None, Field(description="The tier's code.")]


class HoldResult(BaseModel):
    """A hold. Only a live one can pay: a receipt names it in `hold`."""

    hold: Annotated[str, Field(description="Names the hold in later calls and in the receipt.")]
    hold_id: str
    state: Annotated[
        State,
        Field(
            description="waiting: for the customer's tap; live: a receipt may use it; the others have ended, and"
            " but for committed the points are back."
        ),
    ]
    customer: HeldCustomer
    points: Annotated[int, Field(ge=1, description="How many the hold was made for.")]
    pays: Annotated[Money, Field(description="What they pay.")]
    balance: Annotated[int, Field(ge=0, description="Points that the customer can spend beside the hold.")]
    balance_money: Beside = None
    expires_at: Annotated[
        Instant,
        Field(description="When the points go back: waiting, if nobody taps; live, if no receipt comes."),
    ]
    slip: Annotated[list[str], Field(description="Short lines to print or show, in the customer's language.")]


async def hold(request: web.Request) -> web.Response:
    """Set points aside; a repeat gets the first answer again."""
    now = request.app[CLOCK].now()
    whose = await caller_of(request)
    new = parsed(await bodies.read(request, HoldBody))
    caller = Caller(await programs.load(whose.program_id), whose.merchant_id, whose.merchant)
    with named_as_in_body():
        made = await holds.hold(request.app[PRICER], caller, new, encode=encode, now=now)
    return bodies.once(made.body, replayed=made.replayed)


async def watch(request: web.Request) -> web.Response:
    """A hold as of now."""
    now = request.app[CLOCK].now()
    caller = await caller_of(request)
    program = await programs.load(caller.program_id)
    found = await holds.get(program, caller.merchant_id, _token(request), now=now)
    return bodies.answer(encode(program, found))


async def cancel(request: web.Request) -> web.Response:
    """Give the points back."""
    now = request.app[CLOCK].now()
    caller = await caller_of(request)
    program = await programs.load(caller.program_id)
    ended = await holds.cancel(program, caller.merchant_id, _token(request), now=now)
    return bodies.answer(encode(program, ended))


def _token(request: web.Request) -> str:
    """The hold in the path. Raises NotFound for what can be none."""
    token = request.match_info["hold"]
    if not TOKEN.fullmatch(token):
        raise NotFound("unknown_hold")
    return token


def parsed(body: HoldBody) -> NewHold:
    """The hold in minor units and UTC, with the hash of its canonical form. Raises Problem ``invalid_body``."""
    total, lines = baskets.amounts(body)
    return NewHold(
        hold_id=body.hold_id,
        points=body.points,
        basket=baskets.receipt(body, total, lines),
        customer=body.customer.ref,
        input_hash=baskets.digest(body, total, lines, hold_id=body.hold_id, points=body.points),
    )


@contextmanager
def named_as_in_body() -> Iterator[None]:
    """A service knows the customer only, the caller the whole body: card is customer.card there."""
    try:
        yield
    except RegularsError as error:
        if error.field in WAYS:
            error.field = f"customer.{error.field}"
        raise


def encode(program: Program, answer: HoldAnswer) -> bytes:
    """The answer as JSON (see HoldResult). Pure: the service calls it inside its transaction."""
    texts = texts_of(program.config, answer.customer.language)
    slip = holds_ui.slip(texts, state=answer.state, points=answer.points, balance=answer.balance)
    customer = answer.customer
    return orjson.dumps(
        {
            "hold": answer.hold,
            "hold_id": answer.hold_id,
            "state": answer.state,
            "customer": {"card": customer.card, "registered": customer.joined, "tier": customer.tier},
            "points": answer.points,
            "pays": major_units(answer.worth, program.currency),
            "balance": answer.balance,
            **beside(program.config, balance=answer.balance),
            "expires_at": answer.expires_at,
            "slip": slip,
        },
        option=orjson.OPT_UTC_Z,
    )
