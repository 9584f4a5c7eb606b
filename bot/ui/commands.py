"""The commands that each kind of person sees in Telegram's menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.ui.texts import Texts

Audience = Literal["customer", "staff", "manager", "admin"]

_CUSTOMER = ("menu", "card", "balance", "tier", "history", "offers", "settings", "help", "stop")
_STAFF = ("work", "find", "rating")
_MANAGER = ("customer", "staff")
_ADMIN = (
    "stats",
    "tiers",
    "segments",
    "customer",
    "grant",
    "promo",
    "broadcast",
    "staff",
    "merchant",
    "settlement",
    "program",
    "setup",
    "audit",
)


@dataclass(frozen=True, slots=True)
class Command:
    """A command without its slash, and its description in the menu."""

    name: str
    description: str


def commands(texts: Texts, audience: Audience) -> tuple[Command, ...]:
    """Return the commands of an audience in order, those of its work first: everybody is a customer too."""
    names = {
        "customer": _CUSTOMER,
        "staff": (*_STAFF, *_CUSTOMER),
        "manager": (*_STAFF, *_MANAGER, *_CUSTOMER),
        "admin": (*_ADMIN, *_STAFF, *_CUSTOMER),
    }
    return tuple(Command(name, texts.plain(f"commands-{name}")) for name in names[audience])
