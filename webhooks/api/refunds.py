"""POST /v1/receipts/{receipt_id}/refunds: goods came back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Literal

import orjson
from aiohttp import web
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from bot.ui import receipt as receipt_ui
from bot.ui import stamps as stamps_ui
from services import programs, refunds
from services.program_file import currencies
from services.programs import Program
from services.refunds import Answered, NewRefund, RefundAnswer
from services.rules.refunding import Asked
from webhooks import bodies
from webhooks.api import canonical
from webhooks.api.answers import CustomerResult, TierResult, customer_json, texts_of, tier_json
from webhooks.api.balances import Beside, beside
from webhooks.api.fields import Body, Currency, Id, Instant, Money, positive
from webhooks.api.money import major_units, minor_units
from webhooks.auth import Caller
from webhooks.errors import FieldError, invalid_body
from webhooks.keys import CLOCK, caller_of
from webhooks.operations import Answer, Operation, Parameter, once

MOST_LINES = 500
TILL_AHEAD = timedelta(days=1)  # as with receipts
_ID: TypeAdapter[str] = TypeAdapter(Id)


class RefundLineBody(Body):
    """A line of the receipt, or a part of it."""

    line: Annotated[int, Field(ge=0, lt=MOST_LINES, description="Its place in the receipt, from 0.")]
    amount: Annotated[
        Money | None, Field(description="How much of the line's amount; all that is left if left out.")
    ] = None


class RefundBody(Body):
    """What came back: an amount, lines, or, without both, all that is left of the receipt.

    Amounts are those of the receipt, before discounts and points; the answer says what to pay out.
    """

    refund_id: Annotated[Id, Field(description="The till's own id, unique for the receipt.")]
    currency: Currency
    amount: Annotated[Money | None, Field(description="A part of the total.")] = None
    lines: Annotated[tuple[RefundLineBody, ...], Field(max_length=MOST_LINES)] = ()
    issued_at: Annotated[
        Instant | None,
        Field(description="When the goods came back, with the offset from UTC; now if left out."),
    ] = None


class RefundedLine(BaseModel):
    """What of a line counts as refunded by this refund."""

    line: int
    amount: Money


class RefundPointsResult(BaseModel):
    """What the refund did to the customer's points, and the sums after it."""

    revoked: Annotated[int, Field(ge=0, description="Earned points and gifts of the receipt taken back.")]
    restored: Annotated[int, Field(ge=0, description="Points given back that had paid.")]
    owed: Annotated[int, Field(ge=0, description="Of the revoked, what the next points will cover.")]
    forgiven: Annotated[int, Field(ge=0, description="Of the revoked, what the customer is let off.")]
    balance: Annotated[int, Field(ge=0, description="Points that can be spent now.")]
    pending: Annotated[int, Field(ge=0, description="Points that can be spent later.")]
    debt: Annotated[int, Field(ge=0, description="Points that the customer owes in all.")]
    revoked_money: Beside = None
    restored_money: Beside = None
    owed_money: Beside = None
    forgiven_money: Beside = None
    balance_money: Beside = None
    pending_money: Beside = None
    debt_money: Beside = None


class StampsBackResult(BaseModel):
    """What the refund did to a stamp card."""

    card: Annotated[str, Field(description="Its code in the program.")]
    taken: Annotated[int, Field(ge=0, description="Stamps of what came back.")]
    returned: Annotated[int, Field(ge=0, description="Stamps of a reward that is undone.")]
    stamps: Annotated[int, Field(ge=0, description="On it after this refund.")]


class RefundResult(BaseModel):
    """The first success of a refund; customer, points and tier are null when nobody had shown a card."""

    refund: Annotated[str, Field(description="The program's own id of the refund.")]
    refund_id: str
    receipt: Annotated[str, Field(description="The program's own id of the receipt.")]
    receipt_id: str
    amount: Annotated[Money, Field(description="Of the receipt's total, before discounts and points.")]
    refund_payable: Annotated[Money, Field(description="What the till pays out.")]
    left: Annotated[Money, Field(description="Of the total, what can still be refunded.")]
    lines: list[RefundedLine]
    customer: CustomerResult | None
    points: RefundPointsResult | None
    tier: TierResult | None
    stamps: Annotated[list[StampsBackResult], Field(description="Stamp cards that the refund touched.")] = []
    slip: Annotated[list[str], Field(description="Short lines to print, in the customer's language.")]


class WaitingResult(BaseModel):
    """The receipt is not known yet; the refund is applied when it is recorded."""

    refund_id: str
    receipt_id: str
    state: Literal["waiting"]


async def record(request: web.Request) -> web.Response:
    """Refund one receipt of the merchant; a repeat gets the first answer again."""
    caller = await caller_of(request)
    body = await bodies.read(request, RefundBody)
    return await answered(request, caller, parsed(body, _receipt_id(request)))


async def answered(request: web.Request, caller: Caller, new: NewRefund) -> web.Response:
    """Record a parsed refund and say what became of it. Raises Problem or RegularsError."""
    now = request.app[CLOCK].now()
    if new.issued_at and new.issued_at > now + TILL_AHEAD:
        raise invalid_body([FieldError("issued_at", "is ahead of our clock")])
    program = await programs.load(caller.program_id)
    said = await refunds.record(program, caller.merchant_id, new, encode=encode, now=now)
    return _response(new, said)


def _receipt_id(request: web.Request) -> str:
    try:
        return _ID.validate_python(request.match_info["receipt_id"])
    except ValidationError as error:
        raise invalid_body([FieldError("receipt_id", error.errors()[0]["msg"])]) from None


def _response(new: NewRefund, said: Answered) -> web.Response:
    if said.body is not None:
        return bodies.once(said.body, replayed=said.replayed)
    waiting = {"refund_id": new.refund_id, "receipt_id": new.receipt_id, "state": "waiting"}
    return bodies.answer(orjson.dumps(waiting), 202, bodies.REPLAYED if said.replayed else None)


def parsed(body: RefundBody, receipt_id: str) -> NewRefund:
    """The refund in minor units and UTC, with the hash of its canonical form. Raises Problem ``invalid_body``."""
    if body.currency not in currencies.codes():
        raise invalid_body([FieldError("currency", "is not a currency of ISO 4217")])
    if body.amount is not None and body.lines:
        raise invalid_body([FieldError("amount", "is not sent together with lines")])
    asked = _asked(body)
    document = {
        "refund_id": body.refund_id,
        "currency": body.currency,
        "amount": asked if isinstance(asked, int) else None,
        "lines": sorted(map(list, asked.items())) if isinstance(asked, dict) else None,
        "issued_at": body.issued_at.isoformat() if body.issued_at else None,
    }
    input_hash = canonical.digest(canonical.lean(document))
    return NewRefund(receipt_id, body.refund_id, body.currency, asked, input_hash, body.issued_at)


def _asked(body: RefundBody) -> Asked:
    if body.amount is not None:
        return _minor(body.amount, body.currency, "amount")
    if not body.lines:
        return None
    numbers = [line.line for line in body.lines]
    for place, number in enumerate(numbers):
        if number in numbers[:place]:
            raise invalid_body([FieldError(f"lines.{place}.line", "is named twice")])
    return {
        line.line: None
        if line.amount is None
        else _minor(line.amount, body.currency, f"lines.{place}.amount")
        for place, line in enumerate(body.lines)
    }


def _minor(text: str, currency: str, field: str) -> int:
    try:
        return minor_units(positive(text), currency)
    except ValueError as error:
        raise invalid_body([FieldError(field, str(error))]) from None


def encode(program: Program, answer: RefundAnswer) -> bytes:
    """The answer as JSON (see RefundResult). Pure: it is called inside the transaction."""
    money = answer.currency
    points = asdict(answer.points) if answer.points else None
    return orjson.dumps(
        {
            "refund": answer.refund,
            "refund_id": answer.refund_id,
            "receipt": answer.receipt,
            "receipt_id": answer.receipt_id,
            "amount": major_units(answer.amount, money),
            "refund_payable": major_units(answer.payable, money),
            "left": major_units(answer.left, money),
            "lines": [
                {"line": number, "amount": major_units(amount, money)} for number, amount in answer.lines
            ],
            "customer": customer_json(answer.customer),
            "points": points and points | beside(program.config, **points),
            "tier": tier_json(answer.tier, money),
            "stamps": answer.stamps,
            "slip": _slip(program, answer),
        }
    )


def _slip(program: Program, answer: RefundAnswer) -> tuple[str, ...]:
    if answer.customer is None or answer.points is None:
        return ()
    texts = texts_of(program.config, answer.customer.language)
    return receipt_ui.refund_slip(
        texts,
        revoked=answer.points.revoked,
        restored=answer.points.restored,
        balance=answer.points.balance,
        debt=answer.points.debt,
        stamps=stamps_ui.taken_back(
            texts,
            program.config,
            cards=((card.card, card.taken, card.returned, card.stamps) for card in answer.stamps),
        ),
    )


EXAMPLE = {
    "refund_id": "R-1",
    "currency": "RUB",
    "lines": [{"line": 0, "amount": "270.00"}],
    "issued_at": "2026-11-22T12:00:00+03:00",
}
REFUNDED = {
    "refund": "1301",
    "refund_id": "R-1",
    "receipt": "1201",
    "receipt_id": "A-1001",
    "amount": "270.00",
    "refund_payable": "270.00",
    "left": "270.00",
    "lines": [{"line": 0, "amount": "270.00"}],
    "customer": {"card": "4000123457", "registered": True, "tier": "silver"},
    "points": {
        "revoked": 14,
        "restored": 0,
        "owed": 0,
        "forgiven": 0,
        "balance": 113,
        "pending": 0,
        "debt": 0,
    },
    "tier": {"name": "silver", "changed": False, "to_next": "4770.00"},
    "stamps": [{"card": "coffee", "taken": 1, "returned": 0, "stamps": 4}],
    "slip": ["−14 points", "Balance: 113 points", "Every 7th coffee: −1, now 4 of 6"],
}
OPERATION = Operation(
    "POST",
    "/v1/receipts/{receipt_id}/refunds",
    "refundReceipt",
    "Receipts",
    "Refund a sale",
    "Whole, by amount or by lines, once for each `refund_id` of the receipt. Gives back the points that paid, takes "
    "back the points that were earned, and says in `refund_payable` what the till pays out: refunds of a whole "
    "receipt, in any split and order, pay out exactly what was paid. Amounts are those of the receipt, before "
    "discounts and points. A refund that arrives before its receipt waits for it for 90 days.",
    record,
    {
        **once(
            RefundResult, "Refunded now", "Refunded before; the first answer, unchanged", example=REFUNDED
        ),
        202: Answer(
            "The receipt is not known yet; the refund waits for it",
            WaitingResult,
            example={"refund_id": "R-1", "receipt_id": "A-1001", "state": "waiting"},
        ),
    },
    body=RefundBody,
    example=EXAMPLE,
    refusals=(409,),
    needs_key=True,
    parameters=(Parameter("receipt_id", "path", "The till's own id of the receipt.", "A-1001"),),
)
