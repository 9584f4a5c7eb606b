"""/v1/gift-cards: sell gift cards, see and stop those that were sold, and take any card of the program as money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

import orjson
from aiohttp import web
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter, ValidationError

from bot.ui import gift_cards as gift_cards_ui
from bot.ui.program_texts import spoken
from services import gift_cards, programs
from services.gift_cards import GaveBack, GiftCard, NewGiftCard, NewReturn, NewUse, Taken
from services.keyring import Keyring
from services.program_file import currencies
from services.programs import Program
from webhooks import bodies
from webhooks.api import canonical
from webhooks.api.answers import texts_of
from webhooks.api.fields import NO_CONTROLS, Body, Code, Currency, Expecting, Id, Instant, Money, positive
from webhooks.api.money import major_units, minor_units
from webhooks.errors import FieldError, invalid_body
from webhooks.keys import CLOCK, KEYRING, caller_of

_ID: TypeAdapter[str] = TypeAdapter(Id)
CardCode = Annotated[
    str,
    StringConstraints(min_length=1, max_length=64, pattern=NO_CONTROLS),
    Expecting("expected the code of a gift card: 1 to 64 characters without control characters"),
    Field(
        description="As it is printed; spaces and small letters do not matter.", examples=["GIFT-CDFGHJKMNP4"]
    ),
]
State = Literal["live", "empty", "expired", "stopped"]


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


class LookupBody(Body):
    """A gift card by its code."""

    code: CardCode
    store: Annotated[Code | None, Field(description="Where it is shown; limits of codes go by it.")] = None


class CardResult(BaseModel):
    """A gift card as of now, without its code."""

    ends_with: Annotated[str, Field(description="The last four signs of the code.")]
    state: Annotated[State, Field(description="Only a live card pays.")]
    left: Annotated[Money, Field(description="What is on it.")]
    currency: str
    expires_at: Annotated[Instant | None, Field(description="From when it pays no more; null: never.")]


class SoldResult(CardResult):
    """A gift card as the merchant that sold it sees it."""

    gift_card: Annotated[str, Field(description="The program's own id of the card.")]
    gift_card_id: str
    amount: Annotated[Money, Field(description="What it was sold for.")]


class UseBody(Body):
    """An amount that a gift card pays of a sale. The receipt is told as if it were paid with money."""

    use_id: Annotated[
        Id,
        Field(description="The till's own id of this payment, unique for the merchant: the receipt's, say."),
    ]
    code: CardCode
    amount: Money
    currency: Currency
    store: Annotated[Code | None, Field(description="Where it is shown; limits of codes go by it.")] = None


class UseResult(BaseModel):
    """What was taken, and what is left on the card."""

    use_id: str
    amount: Money
    ends_with: Annotated[str, Field(description="The last four signs of the code.")]
    left: Annotated[Money, Field(description="What is on the card now.")]
    currency: str
    expires_at: Instant | None
    slip: Annotated[list[str], Field(description="Short lines to print, in the program's language.")]


class ReturnBody(Body):
    """Money that comes back to the gift card it was taken from."""

    refund_id: Annotated[Id, Field(description="The till's own id, unique for the use.")]
    currency: Currency
    amount: Annotated[Money | None, Field(description="All that is left of the use if left out.")] = None


class ReturnResult(BaseModel):
    """What came back, and what of the use still can."""

    refund_id: str
    use_id: str
    amount: Money
    refundable: Annotated[Money, Field(description="Of what was taken, what can still come back.")]
    ends_with: Annotated[str, Field(description="The last four signs of the code.")]
    left: Annotated[Money, Field(description="What is on the card now.")]
    currency: str
    expires_at: Annotated[Instant | None, Field(description="Later than before if its date had passed.")]
    slip: Annotated[list[str], Field(description="Short lines to print, in the program's language.")]


async def issue(request: web.Request) -> web.Response:
    """Issue one gift card; a repeat gets the same code again."""
    now = request.app[CLOCK].now()
    caller = await caller_of(request)
    new = _sale(await bodies.read(request, GiftCardBody))
    program = await programs.load(caller.program_id)
    made = await gift_cards.issue(program, caller.merchant_id, new, keyring=request.app[KEYRING], now=now)
    answer = {
        "gift_card": str(made.id),
        "gift_card_id": new.key,
        "code": made.code,
        "amount": major_units(made.amount, program.currency),
        "expires_at": made.expires_at,
    }
    return bodies.once(_json(answer), replayed=not made.fresh)


async def look_up(request: web.Request) -> web.Response:
    """What is on a card; whoever sold it."""
    now = request.app[CLOCK].now()
    caller = await caller_of(request)
    body = await bodies.read(request, LookupBody)
    program = await programs.load(caller.program_id)
    card = await gift_cards.looked_up(
        program, caller.merchant_id, body.store, body.code, keyring=request.app[KEYRING], now=now
    )
    return bodies.answer(_json(_shown(program, card, now)))


async def see(request: web.Request) -> web.Response:
    """A card that this merchant sold."""
    now = request.app[CLOCK].now()
    caller = await caller_of(request)
    program = await programs.load(caller.program_id)
    card = await gift_cards.sold_by(program, caller.merchant_id, _path(request, "gift_card_id"))
    return bodies.answer(_json(_sold(program, card, now)))


async def stop(request: web.Request) -> web.Response:
    """Stop a card that this merchant sold."""
    now = request.app[CLOCK].now()
    caller = await caller_of(request)
    program = await programs.load(caller.program_id)
    card = await gift_cards.stop_sold(program, caller.merchant_id, _path(request, "gift_card_id"), now=now)
    return bodies.answer(_json(_sold(program, card, now)))


async def take(request: web.Request) -> web.Response:
    """Take an amount off a card; a repeat gets the first answer again."""
    now, keyring = request.app[CLOCK].now(), request.app[KEYRING]
    caller = await caller_of(request)
    new = _use(await bodies.read(request, UseBody), keyring)
    program = await programs.load(caller.program_id)
    taken = await gift_cards.take(
        program, caller.merchant_id, new, keyring=keyring, encode=encode_taken, now=now
    )
    return bodies.once(taken.body, replayed=taken.replayed)


async def give_back(request: web.Request) -> web.Response:
    """Give an amount back to its card; a repeat gets the first answer again."""
    now = request.app[CLOCK].now()
    caller = await caller_of(request)
    new = _return(await bodies.read(request, ReturnBody), _path(request, "use_id"))
    program = await programs.load(caller.program_id)
    given = await gift_cards.give_back(program, caller.merchant_id, new, encode=encode_gave_back, now=now)
    return bodies.once(given.body, replayed=given.replayed)


def _path(request: web.Request, name: str) -> str:
    """An id of the till's own in the path. Raises Problem ``invalid_body``."""
    try:
        return _ID.validate_python(request.match_info[name])
    except ValidationError as error:
        raise invalid_body([FieldError(name, error.errors()[0]["msg"])]) from None


def _minor(amount: str, currency: str) -> int:
    """In minor units. Raises Problem ``invalid_body``."""
    if currency not in currencies.codes():
        raise invalid_body([FieldError("currency", "is not a currency of ISO 4217")])
    try:
        return minor_units(positive(amount), currency)
    except ValueError as error:
        raise invalid_body([FieldError("amount", str(error))]) from None


def _sale(body: GiftCardBody) -> NewGiftCard:
    amount = _minor(body.amount, body.currency)
    document = {
        "gift_card_id": body.gift_card_id,
        "amount": amount,
        "currency": body.currency,
        "expires_at": body.expires_at.isoformat() if body.expires_at else None,
    }
    digest = canonical.digest(canonical.lean(document))
    return NewGiftCard(body.gift_card_id, amount, body.currency, body.expires_at, digest)


def _use(body: UseBody, keyring: Keyring) -> NewUse:
    """With the hash of its canonical form, in which the code is a keyed hash: a bare one could be guessed from it."""
    amount = _minor(body.amount, body.currency)
    document = {
        "use_id": body.use_id,
        "code": gift_cards.digest(keyring, body.code).hex(),
        "amount": amount,
        "currency": body.currency,
        "store": body.store,
    }
    digest = canonical.digest(canonical.lean(document))
    return NewUse(body.use_id, body.code, amount, body.currency, body.store, digest)


def _return(body: ReturnBody, use_id: str) -> NewReturn:
    amount = None if body.amount is None else _minor(body.amount, body.currency)
    document = {"refund_id": body.refund_id, "currency": body.currency, "amount": amount}
    digest = canonical.digest(canonical.lean(document))
    return NewReturn(use_id, body.refund_id, amount, body.currency, digest)


def _shown(program: Program, card: GiftCard, now: datetime) -> dict[str, object]:
    return {
        "ends_with": card.hint,
        "state": card.state(now),
        "left": major_units(card.remaining, program.currency),
        "currency": program.currency,
        "expires_at": card.ends_at,
    }


def _sold(program: Program, card: GiftCard, now: datetime) -> dict[str, object]:
    own = {"gift_card": str(card.id), "gift_card_id": card.key}
    return own | {"amount": major_units(card.amount, program.currency)} | _shown(program, card, now)


def encode_taken(program: Program, taken: Taken) -> bytes:
    """The answer as JSON (see UseResult). Pure: the service calls it inside its transaction."""
    own = {"use_id": taken.use_id, "amount": major_units(taken.amount, program.currency)}
    return _json(own | _after(program, taken.card, -taken.amount))


def encode_gave_back(program: Program, given: GaveBack) -> bytes:
    """The answer as JSON (see ReturnResult). Pure: the service calls it inside its transaction."""
    own = {
        "refund_id": given.refund_id,
        "use_id": given.use_id,
        "amount": major_units(given.amount, program.currency),
        "refundable": major_units(given.left, program.currency),
    }
    return _json(own | _after(program, given.card, given.amount))


def _after(program: Program, card: GiftCard, change: int) -> dict[str, object]:
    texts = texts_of(program.config, spoken(program.config)[0])
    return {
        "ends_with": card.hint,
        "left": major_units(card.remaining, program.currency),
        "currency": program.currency,
        "expires_at": card.ends_at,
        "slip": gift_cards_ui.slip(
            texts,
            ends_with=card.hint,
            change=change,
            left=card.remaining,
            currency=program.currency,
            ends_at=card.ends_at,
        ),
    }


def _json(document: Mapping[str, object]) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_UTC_Z)
