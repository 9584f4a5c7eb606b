"""Payments as those who run the program see them: a customer's, giving one back, and what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ui.actions import pack
from bot.ui.admin import to_admin
from bot.ui.markup import prose, tidy
from bot.ui.memberships import cost
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import Texts
from services.rules.memberships import STARS


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """A payment: `title` of its membership, `state` paid, refunding, refunded or refused; `problem` in a word."""

    payment_id: int
    title: str
    amount: int
    currency: str
    at: datetime
    state: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class StandingFacts:
    """The membership that a customer has, for admins."""

    membership_id: int
    title: str
    until: datetime
    renews: bool


def of_customer(
    texts: Texts,
    *,
    customer_id: int,
    name: str,
    standing: StandingFacts | None,
    payments: Sequence[PaymentFacts],
) -> Screen:
    """Return a customer's membership and last payments, with the ways to end the one and give back the others."""
    lines: list[str] = [texts("payments-title", name=name or "—")]
    rows: list[tuple[Button, ...]] = []
    if standing is not None:
        key = "payments-renews" if standing.renews else "payments-until"
        lines.append(texts(key, title=tidy(standing.title, 60), day=texts.day(standing.until)))
        rows.append((Button(texts.plain("payments-button-stop"), pack("payments:stop", customer_id)),))
    lines += [_line(texts, payment) for payment in payments] or [texts("payments-none")]
    rows += [
        (Button(_refund_label(texts, payment), pack("payments:refund", payment.payment_id)),)
        for payment in payments
        if payment.state in ("paid", "refused")
    ]
    return Screen("\n\n".join(lines), (*rows, _back(texts, customer_id)))


def _line(texts: Texts, payment: PaymentFacts) -> str:
    price = cost(texts, payment.amount, payment.currency)
    line: str = texts(
        "payments-line", when=texts.stamp(payment.at), price=price, title=tidy(payment.title, 60)
    )
    if payment.state != "paid":
        line += "\n" + texts(f"payments-state-{payment.state}")
    if payment.problem:
        line += "\n" + problem(texts, payment.problem)
    return line


def problem(texts: Texts, code: str) -> str:
    """Return why a payment gave nothing."""
    key = f"payments-problem-{code.replace('_', '-')}"
    return texts(key if texts.has(key) else "payments-problem-unexpected")


def _refund_label(texts: Texts, payment: PaymentFacts) -> str:
    price = cost(texts, payment.amount, payment.currency)
    return texts.plain("payments-button-refund", price=price, day=texts.short_day(payment.at))


def _back(texts: Texts, customer_id: int) -> tuple[Button, ...]:
    return (Button(texts.plain("customer-button-back"), pack("customer:open", customer_id)), to_menu(texts))


def ask_refund(
    texts: Texts, *, payment_id: int, name: str, amount: int, currency: str, customer_id: int | None
) -> Screen:
    """Ask whether a payment is to go back; money goes back at the provider, and here the tier is taken."""
    key = "payments-ask-stars" if currency == STARS else "payments-ask-money"
    yes = Button(texts.plain("payments-button-yes"), pack("payments:refunded", payment_id))
    text = texts(key, name=name or "—", price=cost(texts, amount, currency))
    return Screen(text, ((yes,), _cancel(texts, customer_id)))


def _cancel(texts: Texts, customer_id: int | None) -> tuple[Button, ...]:
    if customer_id is None:
        return (to_admin(texts), to_menu(texts))
    return (
        Button(texts.plain("tiers-button-cancel"), pack("payments:customer", customer_id)),
        to_menu(texts),
    )


def refunding(texts: Texts, *, amount: int, currency: str, done: bool, customer_id: int | None) -> Screen:
    """Say that a refund is on its way, or `done`."""
    price = cost(texts, amount, currency)
    if currency != STARS:
        text = texts("payments-taken", price=price)
    else:
        text = texts("payments-done" if done else "payments-asked", price=price)
    return Screen(text, (_cancel_or_back(texts, customer_id),))


def _cancel_or_back(texts: Texts, customer_id: int | None) -> tuple[Button, ...]:
    return (to_admin(texts), to_menu(texts)) if customer_id is None else _back(texts, customer_id)


def ask_stop(texts: Texts, *, customer_id: int, name: str, title: str, membership_id: int) -> Screen:
    """Ask whether a membership is to end at once, without money back."""
    yes = Button(
        texts.plain("payments-button-stop-yes"), pack("payments:stopped", customer_id, membership_id)
    )
    text = texts("payments-ask-stop", name=name or "—", title=tidy(title, 60))
    return Screen(text, ((yes,), _cancel(texts, customer_id)))


def stopped(texts: Texts, *, customer_id: int, title: str) -> Screen:
    """Say that a membership has ended."""
    return Screen(texts("payments-stopped", title=tidy(title, 60)), (_back(texts, customer_id),))


def unclear(
    texts: Texts,
    *,
    payment_id: int,
    amount: int,
    currency: str,
    why: str,
    telegram_id: int,
    charge: str,
    customer_id: int | None,
) -> Screen:
    """Tell those who run the program of a payment that gave nothing."""
    lines: list[str] = [
        texts("payments-unclear", price=cost(texts, amount, currency), account=str(telegram_id)),
        problem(texts, why),
        texts("payments-charge", charge=prose(tidy(charge, 200))),
    ]
    rows: list[tuple[Button, ...]] = []
    if why != "twice" or currency != STARS:  # those are on their way back already
        label = texts.plain("payments-button-give-back")
        rows.append((Button(label, pack("payments:refund", payment_id)),))
    if customer_id is not None:
        rows.append((Button(texts.plain("customer-button-open"), pack("customer:open", customer_id)),))
    return Screen("\n".join(lines), (*rows, (to_menu(texts),)))


def refund_done(
    texts: Texts, *, amount: int, currency: str, name: str, ended: bool, customer_id: int | None
) -> Screen:
    """Tell who asked for a refund that Telegram has made it."""
    lines: list[str] = [texts("payments-went-back", price=cost(texts, amount, currency), name=name or "—")]
    if ended:
        lines.append(texts("payments-went-ended"))
    return Screen("\n".join(lines), _open(texts, customer_id))


def refund_refused(
    texts: Texts, *, amount: int, currency: str, name: str, why: str, charge: str, customer_id: int | None
) -> Screen:
    """Tell who asked for a refund that Telegram will not make it."""
    lines = [
        texts("payments-refused", price=cost(texts, amount, currency), name=name or "—"),
        texts("payments-why", why=prose(tidy(why, 200))),
        texts("payments-charge", charge=prose(tidy(charge, 200))),
    ]
    return Screen("\n".join(lines), _open(texts, customer_id))


def _open(texts: Texts, customer_id: int | None) -> Rows:
    if customer_id is None:
        return ((to_menu(texts),),)
    open_button = Button(texts.plain("customer-button-open"), pack("customer:open", customer_id))
    return ((open_button,), (to_menu(texts),))
