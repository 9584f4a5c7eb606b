"""POST /v1/quotes: what a basket would earn, what points may pay, and what is left."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from aiohttp import web
from pydantic import BaseModel, Field

from bot.ui import holds as holds_ui
from bot.ui import offers as offers_ui
from bot.ui.offers import OfferFacts
from services import programs, quotes
from services.offers import CurrentOffer
from services.programs import Program
from services.quotes import Caller, Quote
from services.receipts.shapes import CustomerAnswer
from webhooks import bodies
from webhooks.api import baskets
from webhooks.api.answers import (
    AppliedResult,
    CustomerResult,
    DiscountResult,
    StampsResult,
    TierResult,
    customer_json,
    discounts_json,
    rules_json,
    texts_of,
    tier_json,
)
from webhooks.api.balances import Beside, beside
from webhooks.api.baskets import BasketBody
from webhooks.api.fields import Instant, Money
from webhooks.api.holds import MOST_POINTS, named_as_in_body
from webhooks.api.money import major_units
from webhooks.keys import CLOCK, PRICER, caller_of


class QuoteBody(BasketBody):
    """A sale to come, as the receipt will tell it."""

    points: Annotated[
        int | None,
        Field(ge=0, le=MOST_POINTS, description="How many would pay; left out: as many as may."),
    ] = None


class QuotePoints(BaseModel):
    """What the basket would earn if points paid nothing, and what the customer has."""

    earned: Annotated[int, Field(ge=0, description="Promo codes included.")]
    available_at: Annotated[Instant, Field(description="When the earned points could be spent.")]
    balance: Annotated[int, Field(ge=0, description="Points that can be spent now.")]
    pending: Annotated[int, Field(ge=0, description="Points that can be spent later.")]
    earned_money: Beside = None
    balance_money: Beside = None
    pending_money: Beside = None


class PayingResult(BaseModel):
    """The basket with so many points as a part of the payment."""

    points: Annotated[int, Field(ge=1)]
    pays: Annotated[Money, Field(description="What they pay.")]
    payable: Annotated[Money, Field(description="What is left to pay with money.")]
    earned: Annotated[int, Field(ge=0, description="What is earned then: points that pay earn nothing.")]
    earned_money: Beside = None


class RedemptionResult(BaseModel):
    """How points may pay for this basket: not at all, or from the minimum to the most in steps."""

    most: Annotated[int, Field(ge=0, description="0: none may.")]
    minimum: Annotated[int, Field(ge=1)]
    step: Annotated[int, Field(ge=1)]
    most_money: Beside = None
    minimum_money: Beside = None
    step_money: Beside = None
    paying: Annotated[PayingResult | None, Field(description="With the points asked for, or the most.")]


class OfferResult(BaseModel):
    """An offer that the customer may still use."""

    code: Annotated[str, Field(description="Its code in the program file.")]
    title: Annotated[str, Field(description="In the customer's language.")]
    promo_code: Annotated[
        str | None, Field(description="To be sent with the receipt, where the offer has one.")
    ]
    points: Annotated[int, Field(ge=0, description="What the promo code gives.")]
    points_money: Beside = None
    until: Instant | None


class QuoteResult(BaseModel):
    """What would be; customer, points, tier and redemption are null when nobody showed a card."""

    customer: CustomerResult | None
    points: QuotePoints | None
    redemption: RedemptionResult | None
    tier: Annotated[TierResult | None, Field(description="After the sale.")]
    discount: Money
    discounts: Annotated[list[DiscountResult], Field(description="What would take money off, in order.")]
    payable: Annotated[Money, Field(description="What is to be paid when no points pay.")]
    rules: Annotated[list[AppliedResult], Field(description="What would give the points earned.")]
    stamps: Annotated[list[StampsResult], Field(description="Stamp cards as they would be after it.")]
    offers: list[OfferResult]
    slip: Annotated[list[str], Field(description="Short lines to show, in the customer's language.")]


async def quote(request: web.Request) -> web.Response:
    """Price a basket; nothing is stored."""
    now = request.app[CLOCK].now()
    whose = await caller_of(request)
    body = await bodies.read(request, QuoteBody)
    basket = baskets.receipt(body, *baskets.amounts(body))
    caller = Caller(await programs.load(whose.program_id), whose.merchant_id, whose.merchant)
    with named_as_in_body():
        found = await quotes.quote(request.app[PRICER], caller, basket, points=body.points, now=now)
    return bodies.answer(encode(caller.program, found))


def encode(program: Program, quoted: Quote) -> bytes:
    """The answer as JSON (see QuoteResult)."""
    answer, currency = quoted.answer, program.currency
    document = {
        "customer": customer_json(answer.customer),
        "points": _points(program, quoted),
        "redemption": _redemption(program, quoted),
        "tier": tier_json(answer.tier, currency),
        "discount": major_units(answer.discount, currency),
        "discounts": discounts_json(answer),
        "payable": major_units(answer.payable, currency),
        "rules": rules_json(answer.points) if answer.points else [],
        "stamps": answer.stamps,
        "offers": _offers(program, answer.customer, quoted.offers),
        "slip": _slip(program, quoted),
    }
    return orjson.dumps(document, option=orjson.OPT_UTC_Z)


def _points(program: Program, quoted: Quote) -> dict[str, Any] | None:
    points = quoted.answer.points
    if points is None:
        return None
    sums = {"earned": points.earned, "balance": quoted.balance, "pending": quoted.pending}
    return {**sums, "available_at": points.available_at, **beside(program.config, **sums)}


def _redemption(program: Program, quoted: Quote) -> dict[str, Any] | None:
    may, paying, currency = quoted.redemption, quoted.paying, program.currency
    if may is None:
        return None
    with_points = paying and {
        "points": paying.points,
        "pays": major_units(paying.worth, currency),
        "payable": major_units(paying.payable, currency),
        "earned": paying.earned,
        **beside(program.config, earned=paying.earned),
    }
    limits = {"most": may.most, "minimum": may.minimum, "step": may.step}
    return {**limits, **beside(program.config, **limits), "paying": with_points}


def _offers(
    program: Program, customer: CustomerAnswer | None, offers: tuple[CurrentOffer, ...]
) -> list[dict[str, Any]]:
    if customer is None:
        return []
    texts = texts_of(program.config, customer.language)
    return [
        {
            "code": offer.code,
            "title": offers_ui.title_for_till(texts, offer=_facts(program, offer, texts.language)),
            "promo_code": offer.promo_code,
            "points": offer.promo_points,
            **beside(program.config, points=offer.promo_points),
            "until": offer.expires_at,
        }
        for offer in offers
    ]


def _facts(program: Program, offer: CurrentOffer, language: str) -> OfferFacts:
    """The offer without the customer's name, which a till does not learn."""
    return OfferFacts(
        offer_id=offer.id,
        title=offer.title.in_language(language),
        points=offer.points,
        code=offer.promo_code,
        code_points=offer.promo_points,
        until=offer.expires_at,
        program_name=program.name,
    )


def _slip(program: Program, quoted: Quote) -> tuple[str, ...]:
    answer, may = quoted.answer, quoted.redemption
    if answer.customer is None or answer.points is None or may is None:
        return ()
    return holds_ui.quote_slip(
        texts_of(program.config, answer.customer.language),
        earned=answer.points.earned,
        balance=quoted.balance,
        most=may.most,
        pays_minor=may.most * program.config.points.minor_units_per_point,
        currency=program.currency,
    )
