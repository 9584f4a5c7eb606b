"""Paid memberships and payments, of customers and of those who run the program."""

from __future__ import annotations

from typing import Any

from bot.ui import memberships, payments
from bot.ui.texts import Texts
from tests.bot.ui.gallery.words import BIG, NOW, Shown, Words

CHARGE = "stx" + "A" * 150
CODE = "c" * 24
PROBLEMS = ("unknown_invoice", "unknown_customer", "other_price", "tier_gone", "twice", "unexpected", "else")
STATES = ("paid", "refunding", "refunded", "refused")


def shown(t: Texts, w: Words) -> Shown:
    """Every screen of memberships and payments."""
    stars = memberships.OfferFacts(CODE, w.title, w.text, w.title, 10_000, "XTR", 30, welcome=BIG)
    money = memberships.OfferFacts(CODE, w.title, w.text, w.title, BIG, "RUB", 3660)
    standing = payments.StandingFacts(BIG, w.title, NOW, renews=True)
    return {
        **_customers(t, w, stars, money),
        **_told(t, w),
        "payments.of_customer": payments.of_customer(
            t,
            customer_id=BIG,
            name=w.name,
            standing=standing,
            payments=[
                payments.PaymentFacts(BIG, w.title, BIG, "RUB", NOW, STATES[n % 4], PROBLEMS[n])
                for n in range(6)
            ],
        ),
        "payments.of_customer none": payments.of_customer(
            t, customer_id=BIG, name="", standing=None, payments=[]
        ),
        "payments.ask_stop": payments.ask_stop(
            t, customer_id=BIG, name=w.name, title=w.title, membership_id=BIG
        ),
        "payments.stopped": payments.stopped(t, customer_id=BIG, title=w.title),
    }


def _customers(t: Texts, w: Words, stars: memberships.OfferFacts, money: memberships.OfferFacts) -> Shown:
    running = memberships.RunningFacts(CODE, w.title, 250, "XTR", NOW, NOW)
    cases = {
        "renews": memberships.RunningFacts(CODE, w.title, 250, "XTR", NOW, NOW, renews=True),
        "stopped": memberships.RunningFacts(CODE, w.title, 250, "XTR", NOW, NOW, stopped=True),
        "again": memberships.RunningFacts(CODE, w.title, BIG, "RUB", NOW, NOW, again=True),
        "off": running,
    }
    early = NOW.replace(year=NOW.year - 1)
    return {
        **{
            f"memberships.show {name}": memberships.show(t, running=case, offers=[], now=early)
            for name, case in cases.items()
        },
        "memberships.show": memberships.show(t, running=running, offers=[stars, money] * 20, now=NOW),
        "memberships.show none": memberships.show(t, running=None, offers=[], now=NOW),
        "memberships.pay": memberships.pay(t, offer=stars, link="https://t.me/$" + "x" * 40),
        "memberships.invoiced": memberships.invoiced(t, offer=money),
        "memberships.ask_cancel": memberships.ask_cancel(t, title=w.title, until=NOW),
        "memberships.canceled": memberships.canceled(t, title=w.title, until=NOW),
        "memberships.resumed": memberships.resumed(t),
        "memberships.support": memberships.support(
            t, merchant=w.title, card="1234567890", paid=[(BIG, NOW, BIG, "RUB"), (1, NOW, 250, "XTR")] * 3
        ),
        "memberships.support nobody": memberships.support(t, merchant=w.title, card=None, paid=[]),
        "memberships.terms": memberships.terms(t, program_name=w.title, words=w.text),
    }


def _told(t: Texts, w: Words) -> Shown:
    facts: dict[str, Any] = {"amount": BIG, "currency": "RUB", "name": w.name, "customer_id": BIG}
    screens: Shown = {
        "memberships.paid": memberships.paid(
            t, title=w.title, tier_name=w.title, until=NOW, renews=True, points=BIG
        ),
        "memberships.paid again": memberships.paid(
            t, title=w.title, tier_name=None, until=NOW, renews=True, again=True
        ),
        "memberships.ends_soon": memberships.ends_soon(t, title=w.title, until=NOW, code=CODE),
        "memberships.failed": memberships.failed(t, title=w.title, amount=250, currency="XTR", until=NOW),
        "memberships.renews": memberships.renews(t, title=w.title, until=NOW),
        "payments.refund_done": payments.refund_done(t, **facts, ended=True),
        "payments.refund_refused": payments.refund_refused(t, **facts, why=w.text, charge=CHARGE),
    }
    for reason in ("lapsed", "stopped"):
        screens[f"memberships.ended {reason}"] = memberships.ended(
            t, title=w.title, reason=reason, tier_name=w.title
        )
    for currency in ("XTR", "RUB"):
        money: dict[str, Any] = {"amount": BIG, "currency": currency}
        screens[f"memberships.twice {currency}"] = memberships.twice(t, **money)
        screens[f"memberships.refunded {currency}"] = memberships.refunded(t, **money, ended=True)
        for owner in (BIG, None):
            case = f"{currency} {owner}"
            screens[f"payments.ask_refund {case}"] = payments.ask_refund(
                t, payment_id=BIG, name=w.name, **money, customer_id=owner
            )
            screens[f"payments.refunding {case}"] = payments.refunding(
                t, **money, done=owner is None, customer_id=owner
            )
            screens[f"payments.unclear {case}"] = payments.unclear(
                t,
                payment_id=BIG,
                **money,
                why="twice",
                telegram_id=BIG,
                charge=CHARGE,
                customer_id=owner,
            )
    return screens
