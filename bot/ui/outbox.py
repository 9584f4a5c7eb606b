"""Outbox messages: from a kind and its facts to a screen. Only dispatches to the modules of the nouns.

The facts of a kind are the keyword arguments of its function, as JSON has them: times are ISO strings,
a text in several languages is `{"ru": …, "en": …}`. Facts that the function does not know are left out.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeVar

from bot.ui import balance, broadcast, customer, employees, move, offers, receipt, survey, tier
from bot.ui.screen import Screen
from bot.ui.texts import FALLBACK, Texts

T = TypeVar("T")

_TIMES = frozenset({"at", "until", "available_at", "joined_at"})


def _tier_changed(texts: Texts, *, tier: Mapping[str, Any] | None, up: bool) -> Screen:
    return _TIER(texts, tier=_build(_TierFacts, tier) if tier else None, up=up)


def _offer(texts: Texts, **facts: Any) -> Screen:
    return offers.arrived(texts, offer=_build(offers.OfferFacts, facts))


def _campaign_finished(texts: Texts, **facts: Any) -> Screen:
    return broadcast.progress(texts, facts=_build(broadcast.CampaignFacts, facts))


_TIER, _TierFacts = tier.changed, tier.TierFacts

KINDS: Mapping[str, Callable[..., Screen]] = MappingProxyType(
    {
        "receipt_recorded": receipt.recorded,
        "receipt_refunded": receipt.refunded,
        "points_granted": balance.granted,
        "points_expire_soon": balance.expire_soon,
        "tier_changed": _tier_changed,
        "survey": survey.visit,
        "offer": _offer,
        "campaign": broadcast.message,
        "campaign_finished": _campaign_finished,
        "low_score": customer.low_score,
        "contact_move": move.ask,
        "contact_move_manager": move.ask_manager,
        "contact_moved": move.moved,
        "contact_refused": move.refused,
        "staff_joined": employees.joined,
    }
)


def render(kind: str, facts: Mapping[str, Any], texts: Texts) -> Screen:
    """Return the screen of an outbox message.

    Raises KeyError for a kind that there is no screen for and TypeError when a fact is missing.
    """
    make = KINDS[kind]
    readable = {name: _readable(name, value, texts) for name, value in facts.items()}
    wanted = _wanted(make)
    if wanted is not None:
        readable = {name: value for name, value in readable.items() if name in wanted}
    return make(texts, **readable)


@lru_cache(maxsize=64)
def _wanted(make: Callable[..., Screen]) -> frozenset[str] | None:
    """Return the names of the facts that a function takes; None when it takes any."""
    parameters = inspect.signature(make).parameters.values()
    if any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters):
        return None
    return frozenset(parameter.name for parameter in parameters)


def _readable(name: str, value: Any, texts: Texts) -> Any:
    """Return a fact as the function wants it: a time, the text of this language, or the value itself."""
    if name in _TIMES and isinstance(value, str):
        return datetime.fromisoformat(value)
    if isinstance(value, dict) and value and all(len(key) in (2, 3) for key in value):
        return value.get(texts.language) or value.get(FALLBACK) or next(iter(value.values()))
    if isinstance(value, dict):
        return {inner: _readable(inner, part, texts) for inner, part in value.items()}
    return value


def _build(shape: type[T], facts: Mapping[str, Any]) -> T:
    """Return a dataclass made of the facts that it has fields for. Raises TypeError when one is missing."""
    names = {field.name for field in fields(shape)}  # type: ignore[arg-type] # only dataclasses are passed
    return shape(**{name: value for name, value in facts.items() if name in names})
