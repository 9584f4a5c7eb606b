"""Outbox messages: from a kind and its facts to a screen. Only dispatches to the modules of the nouns.

Facts are the row's payload: JSON, with codes of the program file where there are names and with times as
ISO strings. A fact after a question mark may be left out.

    receipt_recorded     earned balance total; store? pending? available_at? redeemed? promo_points? tier?
                         tier_changed? to_next?
    receipt_refunded     total revoked restored balance; debt? forgiven? store? stamps?
    points_granted       points available; reason?
    points_expire_soon   points at available
    tier_changed         tier (a code or null) up; reason?
    tier_given           tier; until?
    survey               invitation store; at?
    offer                offer_id offer; points? code? until? customer? (the customer's name)
    campaign             text
    campaign_finished    campaign_id segment (a code) state audience; sent? failed? dropped? in_doubt?
    low_score            customer_id name score; question? store? employee? comment?
    contact_move         move name
    contact_move_manager move name card
    contact_moved, contact_refused
    hold_confirm         hold points worth total store minutes
    staff_joined         name role
    points_received      points from (one letter) available; debt?
    transfer_undone      points back available; debt?

Those about memberships and payments stand in `outbox_memberships`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeAlias

from bot.ui import (
    balance,
    broadcast,
    customer,
    employees,
    holds,
    move,
    offers,
    receipt,
    stamps,
    survey,
    tier,
    transfers,
)
from bot.ui.outbox_memberships import KINDS as OF_MEMBERSHIPS
from bot.ui.program_texts import segment_title, tier_facts, tier_name
from bot.ui.screen import Screen
from bot.ui.texts import Texts
from services.program_file import ProgramConfig

Facts: TypeAlias = Mapping[str, Any]


def render(kind: str, facts: Facts, texts: Texts, config: ProgramConfig) -> Screen:
    """Return the screen of an outbox message.

    Raises KeyError for a kind that there is no screen for, or when a fact is missing; TypeError or
    ValueError when one is of the wrong type.
    """
    return KINDS[kind](texts, facts, config)


def _time(facts: Facts, name: str) -> datetime | None:
    written = facts.get(name)
    return datetime.fromisoformat(written) if written else None


def _receipt_recorded(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    later = config.points.come_later
    return receipt.recorded(
        texts,
        total_minor=facts["total"],
        currency=config.program.currency,
        earned=facts["earned"],
        available=facts["balance"],
        pending=facts.get("pending", 0),
        available_at=_time(facts, "available_at") if later else None,
        redeemed=facts.get("redeemed", 0),
        promo_points=facts.get("promo_points", 0),
        promotions=stamps.told(texts, config, offs=facts.get("offs", ()), cards=facts.get("stamps", ())),
        store_name=facts.get("store"),
        tier_name=tier_name(config, facts.get("tier"), texts.language),
        tier_up=True if facts.get("tier_changed") else None,
        to_next=_to_next(texts, facts, config),
    )


def _to_next(texts: Texts, facts: Facts, config: ProgramConfig) -> str | None:
    missing = facts.get("to_next")
    if not missing:
        return None
    return tier.amount(texts, config.tier_rules.measured_by, missing, config.program.currency)


def _receipt_refunded(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    return receipt.refunded(
        texts,
        refund_minor=facts["total"],
        currency=config.program.currency,
        revoked=facts["revoked"],
        restored=facts["restored"],
        available=facts["balance"],
        debt=facts.get("debt", 0),
        forgiven=facts.get("forgiven", 0),
        stamps=stamps.taken_back(texts, config, cards=facts.get("stamps", ())),
        store_name=facts.get("store"),
    )


def _points_granted(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    return balance.granted(
        texts, points=facts["points"], available=facts["available"], reason=facts.get("reason")
    )


def _points_expire_soon(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    at = datetime.fromisoformat(facts["at"])
    return balance.expire_soon(texts, points=facts["points"], at=at, available=facts["available"])


def _tier_changed(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    now = tier_facts(config, facts["tier"], texts.language)
    return tier.changed(texts, tier=now, up=facts["up"], reason=facts.get("reason", ""))


def _tier_given(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    own = tier_facts(config, facts["tier"], texts.language)
    if own is None:
        raise KeyError(f"the program has no tier {facts['tier']!r}")
    until = _time(facts, "until")
    return tier.given(texts.at(config.stores[0].timezone), tier=own, until=until)


def _survey(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    at = _time(facts, "at")
    return survey.visit(texts, invitation=facts["invitation"], store_name=facts["store"], at=at)


def _offer(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    rules = config.offer(facts["offer"])
    if rules is None:
        raise KeyError(f"the program has no offer {facts['offer']!r}")
    offer = offers.offer_facts(
        config,
        rules,
        texts.language,
        offer_id=facts["offer_id"],
        points=facts.get("points", 0),
        code=facts.get("code"),
        until=_time(facts, "until"),
        name=facts.get("customer", ""),
    )
    return offers.arrived(texts, offer=offer)


def _campaign(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    return broadcast.message(texts, text=facts["text"])


def _campaign_finished(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    counted = {name: facts.get(name, 0) for name in ("sent", "failed", "dropped", "in_doubt")}
    campaign = broadcast.CampaignFacts(
        campaign_id=facts["campaign_id"],
        segment_title=segment_title(config, facts["segment"], texts.language),
        state=facts["state"],
        audience=facts["audience"],
        **counted,
    )
    return broadcast.progress(texts, facts=campaign)


def _low_score(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    return customer.low_score(
        texts,
        customer_id=facts["customer_id"],
        name=facts["name"],
        score=facts["score"],
        question=facts.get("question", "visit"),
        store_name=facts.get("store"),
        employee_name=facts.get("employee"),
        comment=facts.get("comment"),
    )


def _contact_move(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    name = config.program.name
    return move.ask(texts, move_id=facts["move"], account_name=facts["name"], program_name=name)


def _contact_move_manager(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    return move.ask_manager(texts, move_id=facts["move"], card=facts["card"], account_name=facts["name"])


def _contact_moved(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    return move.moved(texts, program_name=config.program.name)


def _contact_refused(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    return move.refused(texts)


def _hold_confirm(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    return holds.ask(
        texts,
        hold_id=facts["hold"],
        points=facts["points"],
        worth_minor=facts["worth"],
        total_minor=facts["total"],
        currency=config.program.currency,
        store_name=facts["store"],
        minutes=facts["minutes"],
    )


def _staff_joined(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    return employees.joined(texts, name=facts["name"], role=facts["role"])


def _points_received(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    return transfers.received(
        texts,
        initial=facts["from"],
        points=facts["points"],
        available=facts["available"],
        debt=facts.get("debt", 0),
    )


def _transfer_undone(texts: Texts, facts: Facts, config: ProgramConfig) -> Screen:
    return transfers.undone(
        texts,
        points=facts["points"],
        back=facts["back"],
        available=facts["available"],
        debt=facts.get("debt", 0),
    )


KINDS: Mapping[str, Callable[[Texts, Facts, ProgramConfig], Screen]] = MappingProxyType(
    {
        "receipt_recorded": _receipt_recorded,
        "receipt_refunded": _receipt_refunded,
        "points_granted": _points_granted,
        "points_expire_soon": _points_expire_soon,
        "tier_changed": _tier_changed,
        "tier_given": _tier_given,
        "survey": _survey,
        "offer": _offer,
        "campaign": _campaign,
        "campaign_finished": _campaign_finished,
        "low_score": _low_score,
        "contact_move": _contact_move,
        "contact_move_manager": _contact_move_manager,
        "contact_moved": _contact_moved,
        "contact_refused": _contact_refused,
        "hold_confirm": _hold_confirm,
        "staff_joined": _staff_joined,
        **OF_MEMBERSHIPS,
        "points_received": _points_received,
        "transfer_undone": _transfer_undone,
    }
)
