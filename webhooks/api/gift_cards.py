"""POST /v1/gift-cards: sell a gift card."""

from __future__ import annotations

from typing import Annotated

import orjson
from aiohttp import web
from pydantic import BaseModel, Field

from services import gift_cards, programs
from services.gift_cards import NewGiftCard
from services.program_file import currencies
from webhooks import bodies
from webhooks.api import canonical
from webhooks.api.fields import Body, Currency, Id, Instant, Money
from webhooks.api.money import major_units, minor_units
from webhooks.errors import FieldError, invalid_body
from webhooks.keys import CLOCK, KEYRING, caller_of
from webhooks.operations import Answer, Operation


class GiftCardBody(Body):
    """A gift card that was sold; its sale is no receipt and earns nothing."""

    gift_card_id: Annotated[Id, Field(description="The till's own id of the sale, unique for the merchant.")]
    amount: Money
    currency: Currency
    expires_at: Annotated[Instant | None, Field(description="Null: it never expires.")] = None


class GiftCardResult(BaseModel):
    """The gift card with its code, to be printed or sent to whom it is for."""

    gift_card: Annotated[str, Field(description="The program's own id of the card.")]
    gift_card_id: str
    code: str
    amount: Money
    expires_at: Instant | None


async def issue(request: web.Request) -> web.Response:
    """Issue one gift card; a repeat gets the same code again."""
    now = request.app[CLOCK].now()
    caller = await caller_of(request)
    new = _parsed(await bodies.read(request, GiftCardBody))
    program = await programs.load(caller.program_id)
    made = await gift_cards.issue(program, caller.merchant_id, new, keyring=request.app[KEYRING], now=now)
    answer = {
        "gift_card": str(made.id),
        "gift_card_id": new.key,
        "code": made.code,
        "amount": major_units(made.amount, program.currency),
        "expires_at": made.expires_at,
    }
    body = orjson.dumps(answer, option=orjson.OPT_UTC_Z)
    return bodies.answer(body, 201) if made.fresh else bodies.answer(body, 200, bodies.REPLAYED)


def _parsed(body: GiftCardBody) -> NewGiftCard:
    """In minor units. Raises Problem ``invalid_body``."""
    if body.currency not in currencies.codes():
        raise invalid_body([FieldError("currency", "is not a currency of ISO 4217")])
    try:
        amount = minor_units(body.amount, body.currency)
    except ValueError as error:
        raise invalid_body([FieldError("amount", str(error))]) from None
    ends = body.expires_at.isoformat() if body.expires_at else None
    document = {
        "gift_card_id": body.gift_card_id,
        "amount": amount,
        "currency": body.currency,
        "expires_at": ends,
    }
    digest = canonical.digest(canonical.lean(document))
    return NewGiftCard(body.gift_card_id, amount, body.currency, body.expires_at, digest)


OPERATION = Operation(
    "POST",
    "/v1/gift-cards",
    "issueGiftCard",
    "Gift cards",
    "Sell a gift card",
    "Makes a code worth `amount`, once for each `gift_card_id` of the merchant: a repeat with the same content gets "
    "the same code. The customer turns it into points in the bot, under Offers.",
    issue,
    {
        201: Answer(
            "Issued now",
            GiftCardResult,
            example={
                "gift_card": "12",
                "gift_card_id": "G-7",
                "code": "GIFT-CDFGHJKMNP4",
                "amount": "50.00",
                "expires_at": None,
            },
        ),
        200: Answer("Issued before", GiftCardResult, headers={"Idempotent-Replayed": "Always `true`"}),
    },
    body=GiftCardBody,
    example={"gift_card_id": "G-7", "amount": "50.00", "currency": "EUR"},
    refusals=(409,),
    needs_key=True,
)
