"""Outbox messages about paid memberships and payments; `outbox` says how to read the list.

membership_paid      membership until renews again; tier? points?
membership_twice     amount currency
membership_ends_soon membership until
membership_ended     membership reason; tier?
membership_failed    membership amount currency until
membership_renews    membership until
payment_refunded     amount currency ended
payment_unclear      payment amount currency problem telegram_id charge; customer_id?
refund_done          amount currency name ended; customer_id?
refund_refused       amount currency name why charge; customer_id?
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeAlias

from bot.ui import memberships, payments
from bot.ui.program_texts import membership_title, tier_name
from bot.ui.screen import Screen
from bot.ui.texts import Texts
from services.program_file import ProgramConfig

Facts: TypeAlias = Mapping[str, Any]


def _title(texts: Texts, facts: Facts, config: ProgramConfig) -> str:
    return membership_title(config, facts["membership"], texts.language, facts["membership"])


def _until(facts: Facts) -> datetime:
    return datetime.fromisoformat(facts["until"])


def _paid(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    return memberships.paid(
        texts,
        title=_title(texts, facts, config),
        tier_name=tier_name(config, facts.get("tier"), texts.language),
        until=_until(facts),
        renews=facts["renews"],
        points=facts.get("points", 0),
        again=facts["again"],
    )


def _twice(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    return memberships.twice(texts, amount=facts["amount"], currency=facts["currency"])


def _ends_soon(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    title = _title(texts, facts, config)
    return memberships.ends_soon(texts, title=title, until=_until(facts), code=facts["membership"])


def _ended(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    tier = tier_name(config, facts.get("tier"), texts.language)
    title = _title(texts, facts, config)
    return memberships.ended(texts, title=title, reason=facts["reason"], tier_name=tier)


def _failed(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    return memberships.failed(
        texts,
        title=_title(texts, facts, config),
        amount=facts["amount"],
        currency=facts["currency"],
        until=_until(facts),
    )


def _renews(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    return memberships.renews(texts, title=_title(texts, facts, config), until=_until(facts))


def _refunded(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    return memberships.refunded(
        texts, amount=facts["amount"], currency=facts["currency"], ended=facts["ended"]
    )


def _unclear(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    return payments.unclear(
        texts,
        payment_id=facts["payment"],
        amount=facts["amount"],
        currency=facts["currency"],
        why=facts["problem"],
        telegram_id=facts["telegram_id"],
        charge=facts["charge"],
        customer_id=facts.get("customer_id"),
    )


def _refund_done(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    return payments.refund_done(
        texts,
        amount=facts["amount"],
        currency=facts["currency"],
        name=facts["name"],
        ended=facts["ended"],
        customer_id=facts.get("customer_id"),
    )


def _refund_refused(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    return payments.refund_refused(
        texts,
        amount=facts["amount"],
        currency=facts["currency"],
        name=facts["name"],
        why=facts["why"],
        charge=facts["charge"],
        customer_id=facts.get("customer_id"),
    )


KINDS: Mapping[str, Callable[[Texts, Facts, ProgramConfig], Screen]] = MappingProxyType(
    {
        "membership_paid": _paid,
        "membership_twice": _twice,
        "membership_ends_soon": _ends_soon,
        "membership_ended": _ended,
        "membership_failed": _failed,
        "membership_renews": _renews,
        "payment_refunded": _refunded,
        "payment_unclear": _unclear,
        "refund_done": _refund_done,
        "refund_refused": _refund_refused,
    }
)
