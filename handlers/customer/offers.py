"""The offers that a customer may still use."""

from __future__ import annotations

from datetime import datetime, time

from bot.ui import offers as screens
from bot.ui.offers import CouponFacts, OfferFacts, offer_facts
from handlers.index import Index
from handlers.talk import Talk
from services import coupons, offers
from services.errors import NotFound


def setup(index: Index) -> None:
    """Routes of the offers."""
    index.command("offers", show, "joined")
    index.action("offers:show", show, "joined")
    index.action("offers:open", open_one, "joined")


async def show(talk: Talk) -> None:
    """The list of them."""
    await talk.show(screens.listed(talk.texts, offers=await _current(talk), coupons=await _coupons(talk)))


async def open_one(talk: Talk) -> None:
    """One of them, if it is the customer's own and not over. Raises NotFound ``unknown_offer``."""
    wanted = talk.number(0)
    found = next((offer for offer in await _current(talk) if offer.offer_id == wanted), None)
    if found is None:
        raise NotFound("unknown_offer")
    await talk.show(screens.opened(talk.texts, offer=found))


async def _coupons(talk: Talk) -> list[CouponFacts]:
    language, currency = talk.texts.language, talk.program.currency
    return [
        CouponFacts(
            rules.title.in_language(language),
            currency,
            rules.discount or 0,
            rules.amount or 0,
            rules.minimum,
            datetime.combine(rules.until, time(12), talk.texts.zone) if rules.until else None,
        )
        for rules in await coupons.current(talk.program, talk.customer, now=talk.now)
    ]


async def _current(talk: Talk) -> list[OfferFacts]:
    config = talk.program.config
    return [
        offer_facts(
            config,
            rules,
            talk.texts.language,
            offer_id=given.id,
            points=given.points,
            code=given.promo_code,
            until=given.expires_at,
            name=talk.customer.name,
        )
        for given in await offers.current(talk.program, talk.customer.id, now=talk.now)
        if (rules := config.offer(given.code))
    ]
