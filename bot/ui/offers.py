"""Offers: the list, one offer, and the message that brings it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ui.actions import pack
from bot.ui.gift_cards import to_gift_card
from bot.ui.markup import Html, escape, fitting, prose, tidy
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts
from services.program_file import ProgramConfig
from services.program_file.offers import OfferRules
from services.program_file.texts import fill

MOST_BUTTONS = 20


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """An offer given to a customer: its words, and what it gives (points at once, a promo code, nothing).

    `code_points` is what the promo code is worth.
    `title` and `text` may use the variables of the program file: {name} of the customer, {program},
    {points}, {code}, {until} and {days} that the offer lives.
    """

    offer_id: int
    title: str
    text: str = ""
    points: int = 0
    code: str | None = None
    code_points: int = 0
    until: datetime | None = None
    name: str = ""
    program_name: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class CouponFacts:
    """A coupon that applies itself: basis points or minor units off, from a receipt of `minimum` minor units."""

    title: str
    currency: str
    discount: int = 0
    amount: int = 0
    minimum: int = 0
    last_day: datetime | None = None


def offer_facts(
    config: ProgramConfig,
    rules: OfferRules,
    language: str,
    *,
    offer_id: int,
    points: int = 0,
    code: str | None = None,
    until: datetime | None = None,
    name: str = "",
) -> OfferFacts:
    """Return an offer of the program file as it was given to a customer called `name`."""
    promo = rules.gives.promo_code if rules.gives else None
    return OfferFacts(
        offer_id=offer_id,
        title=rules.title.in_language(language),
        text=rules.text.in_language(language),
        points=points,
        code=code,
        code_points=promo.points if promo and code else 0,
        until=until,
        name=name,
        program_name=config.program.name,
        days=promo.valid_days if promo else rules.valid_days,
    )


def listed(texts: Texts, *, offers: Sequence[OfferFacts], coupons: Sequence[CouponFacts] = ()) -> Screen:
    """Return the list of a customer's live offers, a button each, and the coupons that apply themselves."""
    buttons = tuple(
        (
            Button(
                f"🎁 {tidy(fill(offer.title, _values(texts, offer)), 40)}",
                pack("offers:open", offer.offer_id),
            ),
        )
        for offer in offers[:MOST_BUTTONS]
    )
    if not offers and not coupons:
        return Screen(texts("offers-none"), ((to_gift_card(texts),), (_to_settings(texts), to_menu(texts))))
    lines: list[str] = [texts("offers-list", count=len(offers) + len(coupons))]
    if coupons:
        lines += ["", texts("offers-coupons"), *(_coupon(texts, coupon) for coupon in coupons)]
    return Screen(fitting(lines, "\n"), (*buttons, (to_gift_card(texts),), (to_menu(texts),)))


def _coupon(texts: Texts, coupon: CouponFacts) -> str:
    off = texts.percent(coupon.discount) if coupon.discount else texts.money(coupon.amount, coupon.currency)
    line: str = texts("offers-coupon", title=tidy(coupon.title, 100), off=off)
    if coupon.minimum:
        line += " " + texts("offers-coupon-minimum", money=texts.money(coupon.minimum, coupon.currency))
    if coupon.last_day:
        line += texts("offers-coupon-until", day=texts.day(coupon.last_day))
    return line


def title_for_till(texts: Texts, *, offer: OfferFacts) -> str:
    """Return the offer's title as one plain line, for a till to read out."""
    return tidy(fill(offer.title, _values(texts, offer)))


def _to_settings(texts: Texts) -> Button:
    return Button(texts.plain("offers-button-settings"), pack("settings:show"))


def opened(texts: Texts, *, offer: OfferFacts) -> Screen:
    """Return one offer with what to do to use it."""
    rows = (
        (Button(texts.plain("menu-card"), pack("card:show")),),
        (Button(texts.plain("offers-button-all"), pack("offers:show")), to_menu(texts)),
    )
    return Screen(_words(texts, offer), rows)


def arrived(texts: Texts, *, offer: OfferFacts) -> Screen:
    """Return the message that brings an offer."""
    rows = (
        (Button(texts.plain("menu-card"), pack("card:show")),),
        (_to_settings(texts), to_menu(texts)),
    )
    return Screen(_words(texts, offer), rows)


def _values(texts: Texts, offer: OfferFacts) -> dict[str, str]:
    return {
        "name": tidy(offer.name),
        "program": tidy(offer.program_name),
        "points": texts.points(offer.points or offer.code_points),
        "code": offer.code or "",
        "until": texts.short_day(offer.until) if offer.until else "",
        "days": texts.number(offer.days),
    }


def _tells(offer: OfferFacts, variable: str) -> bool:
    """Say whether the offer's own text has this fact, so that it need not be told twice."""
    return f"{{{variable}}}" in offer.text


def _words(texts: Texts, offer: OfferFacts) -> str:
    values = _values(texts, offer)
    lines: list[str] = [texts("offers-title", title=fill(offer.title, values))]
    if offer.text:
        lines.append(prose(fill(offer.text, values), 2500))
    if offer.points and not _tells(offer, "points"):
        lines.append(texts("offers-points", points=texts.points(offer.points, signed=True)))
    if offer.code:
        lines.append(texts("offers-code", code=Html(f"<code>{escape(tidy(offer.code, 40))}</code>")))
    if offer.code and offer.code_points and not _tells(offer, "points"):
        lines.append(texts("offers-code-points", points=texts.points(offer.code_points, signed=True)))
    if offer.until and not _tells(offer, "until"):
        lines.append(texts("offers-until", day=texts.short_day(offer.until)))
    return "\n\n".join(lines)
