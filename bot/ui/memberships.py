"""Paid memberships: what is sold, what a customer has, paying, switching the renewal off, and the news of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ui.actions import pack
from bot.ui.card import grouped
from bot.ui.markup import prose, tidy
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import Texts
from services.rules.memberships import STARS

MOST_OFFERED = 8


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """A membership that may be bought: `price` in Stars or minor units, `days` of one period."""

    code: str
    title: str
    description: str
    tier_name: str
    price: int
    currency: str
    days: int
    welcome: int = 0

    @property
    def in_stars(self) -> bool:
        """Whether Telegram renews it."""
        return self.currency == STARS


@dataclass(frozen=True, slots=True)
class RunningFacts:
    """The membership that a customer has.

    `renews`: Telegram takes `price` again; `stopped`: the customer switched that off here; `ends`: so long the tier
    lasts without another payment. `again`: another period may be bought now.
    """

    code: str
    title: str
    price: int
    currency: str
    until: datetime
    ends: datetime
    renews: bool = False
    stopped: bool = False
    again: bool = False

    @property
    def in_stars(self) -> bool:
        """Whether it is a subscription of Telegram's."""
        return self.currency == STARS


def cost(texts: Texts, amount: int, currency: str) -> str:
    """Return what something costs: "250 ⭐" or "299,00 ₽"."""
    if currency == STARS:
        return texts.plain("membership-stars", stars=texts.number(amount))
    return texts.money(amount, currency)


def to_memberships(texts: Texts) -> Button:
    """Return the button that shows what is sold, and what one has."""
    return Button(texts.plain("membership-button"), pack("membership:show"))


def show(
    texts: Texts, *, running: RunningFacts | None, offers: Sequence[OfferFacts], now: datetime
) -> Screen:
    """Return the membership that one has, and those that one may buy."""
    blocks: list[str] = []
    rows: list[tuple[Button, ...]] = []
    if running is not None:
        blocks.append(_running(texts, running, now))
        rows += [(button,) for button in _switches(texts, running)]
    for offer in offers[:MOST_OFFERED]:
        blocks.append("\n".join(_offer(texts, offer)))
        title = tidy(offer.title, 32)
        rows.append((Button(texts.plain("membership-button-buy", title=title), _buy(offer.code)),))
    if not blocks:
        blocks.append(texts("membership-none"))
    tier = Button(texts.plain("menu-button-tier"), pack("tier:show"))
    return Screen("\n\n".join([texts("membership-title"), *blocks]), (*rows, (tier, to_menu(texts))))


def _buy(code: str) -> str:
    return pack("membership:buy", code)


def _running(texts: Texts, running: RunningFacts, now: datetime) -> str:
    lines: list[str] = [texts("membership-running", title=tidy(running.title, 60))]
    day, price = texts.day(running.until), cost(texts, running.price, running.currency)
    if running.until <= now:
        lines.append(texts("membership-late", day=day, end=texts.day(running.ends)))
    elif running.renews:
        lines.append(texts("membership-renews", day=day, price=price))
    else:
        lines.append(texts("membership-until", day=day))
    if running.in_stars and not running.renews:
        lines.append(texts("membership-off" if running.stopped else "membership-off-telegram"))
    return "\n".join(lines)


def _switches(texts: Texts, running: RunningFacts) -> list[Button]:
    if running.again:
        return [Button(texts.plain("membership-button-again"), _buy(running.code))]
    if running.renews:
        return [Button(texts.plain("membership-button-cancel"), pack("membership:cancel"))]
    if running.stopped:
        return [Button(texts.plain("membership-button-resume"), pack("membership:resume"))]
    return []


def _offer(texts: Texts, offer: OfferFacts) -> list[str]:
    price = cost(texts, offer.price, offer.currency)
    days = texts.plain("program-span-days", count=offer.days)
    lines: list[str] = [
        texts("membership-offer", title=tidy(offer.title, 60), price=price, days=days),
        prose(offer.description, 255),
        texts("membership-tier", tier=tidy(offer.tier_name, 60)),
    ]
    if offer.welcome:
        lines.append(texts("membership-welcome", points=texts.points(offer.welcome, signed=True)))
    return lines


def pay(texts: Texts, *, offer: OfferFacts, link: str) -> Screen:
    """Return the way to Telegram's pay sheet of a subscription, with what one agrees to."""
    price = cost(texts, offer.price, offer.currency)
    days = texts.plain("program-span-days", count=offer.days)
    lines = [*_offer(texts, offer), "", texts("membership-terms", price=price, days=days)]
    rows: Rows = (
        (Button(texts.plain("membership-button-pay", price=price), url=link),),
        (to_memberships(texts), to_menu(texts)),
    )
    return Screen("\n".join(lines), rows)


def invoiced(texts: Texts, *, offer: OfferFacts) -> Screen:
    """Say that the invoice is in the chat, and that nothing is taken again by itself."""
    lines = [*_offer(texts, offer), "", texts("membership-invoiced")]
    return Screen("\n".join(lines), ((to_memberships(texts), to_menu(texts)),))


def ask_cancel(texts: Texts, *, title: str, until: datetime) -> Screen:
    """Ask whether Telegram is to take nothing more."""
    yes = Button(texts.plain("membership-button-cancel-yes"), pack("membership:canceled"))
    no = Button(texts.plain("membership-button-cancel-no"), pack("membership:show"))
    text = texts("membership-ask-cancel", title=tidy(title, 60), day=texts.day(until))
    return Screen(text, ((yes,), (no,), (to_menu(texts),)))


def canceled(texts: Texts, *, title: str, until: datetime) -> Screen:
    """Say that nothing more is taken."""
    text = texts("membership-canceled", title=tidy(title, 60), day=texts.day(until))
    return Screen(text, ((to_memberships(texts), to_menu(texts)),))


def resumed(texts: Texts) -> Screen:
    """Say how to switch the renewal on: Telegram leaves the last word to the customer."""
    return Screen(texts("membership-resumed"), ((to_memberships(texts), to_menu(texts)),))


def paid(
    texts: Texts,
    *,
    title: str,
    tier_name: str | None,
    until: datetime,
    renews: bool,
    points: int = 0,
    again: bool = False,
) -> Screen:
    """Thank for a payment, the first one or `again`; `tier_name` is None when the tier is no more."""
    day = texts.day(until)
    lines: list[str] = [texts("membership-prolonged" if again else "membership-paid", title=title, day=day)]
    if tier_name:
        lines.append(texts("membership-tier", tier=tier_name))
    if points:
        lines.append(texts("membership-welcome", points=texts.points(points, signed=True)))
    if renews and not again:
        lines.append(texts("membership-how-to-stop"))
    return Screen("\n".join(lines), _after(texts))


def twice(texts: Texts, *, amount: int, currency: str) -> Screen:
    """Say that a second membership was paid for by mistake."""
    key = "membership-twice-stars" if currency == STARS else "membership-twice-money"
    return Screen(texts(key, price=cost(texts, amount, currency)), _after(texts))


def ends_soon(texts: Texts, *, title: str, until: datetime, code: str) -> Screen:
    """Remind of the end of what was paid for, with the way to pay again."""
    again = Button(texts.plain("membership-button-again"), _buy(code))
    text = texts("membership-ends-soon", title=title, day=texts.day(until))
    return Screen(text, ((again,), (to_menu(texts),)))


def ended(texts: Texts, *, title: str, reason: str, tier_name: str | None) -> Screen:
    """Say that a membership is over: "lapsed" (nobody paid again) or "stopped" (by who runs the program)."""
    lines: list[str] = [texts(f"membership-ended-{reason}", title=title)]
    if tier_name:
        lines.append(texts("membership-now", tier=tier_name))
    return Screen("\n".join(lines), _after(texts))


def failed(texts: Texts, *, title: str, amount: int, currency: str, until: datetime) -> Screen:
    """Say that Telegram could not take the Stars; the tier lasts until then."""
    price = cost(texts, amount, currency)
    return Screen(texts("membership-failed", title=title, price=price, day=texts.day(until)), _after(texts))


def renews(texts: Texts, *, title: str, until: datetime) -> Screen:
    """Say that the renewal is on again."""
    return Screen(texts("membership-on", title=title, day=texts.day(until)), _after(texts))


def refunded(texts: Texts, *, amount: int, currency: str, ended: bool) -> Screen:
    """Say that money went back; `ended`: and with it the membership."""
    key = "membership-refunded-stars" if currency == STARS else "membership-refunded-money"
    lines: list[str] = [texts(key, price=cost(texts, amount, currency))]
    if ended:
        lines.append(texts("membership-refunded-ended"))
    return Screen("\n".join(lines), _after(texts))


def support(
    texts: Texts, *, merchant: str, card: str | None, paid: Sequence[tuple[int, datetime, int, str]]
) -> Screen:
    """Return who answers for payments, and what to tell them; `paid`: number, moment, amount and currency of each."""
    lines: list[str] = [texts("membership-support", merchant=tidy(merchant, 60))]
    if card:
        lines.append(texts("customer-card", card=grouped(card)))
    for number, at, amount, currency in paid:
        price = cost(texts, amount, currency)
        lines.append(texts("membership-support-line", number=str(number), when=texts.stamp(at), price=price))
    return Screen("\n".join(lines), _after(texts))


def terms(texts: Texts, *, program_name: str, words: str) -> Screen:
    """Return the terms of the program, which are those of its memberships."""
    head = texts("membership-terms-of", program=program_name)
    return Screen(f"{head}\n\n{prose(words, 3000)}", ((to_menu(texts),),))


def _after(texts: Texts) -> Rows:
    return ((to_memberships(texts),), (to_menu(texts),))
