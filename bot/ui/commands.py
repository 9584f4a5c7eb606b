"""The commands that each kind of person sees in Telegram's menu."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.ui.texts import Texts
from services.program_file import ProgramConfig

Audience = Literal["customer", "staff", "manager", "admin"]

_OFTEN = ("menu", "card", "balance", "tier", "membership", "earn", "favourites", "clubs")
_CUSTOMER = (*_OFTEN, "transfer", "history", "offers", "settings", "paysupport", "terms", "help", "stop")
_OFFERED: Mapping[str, Callable[[ProgramConfig], bool]] = {
    "membership": lambda config: bool(config.memberships),
    "paysupport": lambda config: bool(config.memberships),
    "terms": lambda config: bool(config.memberships),
    "favourites": lambda config: config.favourites.choose > 0,
    "clubs": lambda config: bool(config.clubs),
    "transfer": lambda config: config.transfers.allowed,
}
"""Commands that only some programs have a use for."""
_BUTTONS = ("menu", "help", "stop", "work")
"""Commands whose buttons are on the help screen itself or one tap from it."""
_STAFF = ("work", "find", "rating")
_MANAGER = ("customer", "staff")
_ADMIN = (
    "stats",
    "tiers",
    "segments",
    "customer",
    "grant",
    "promo",
    "giftcards",
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


def commands(texts: Texts, audience: Audience, config: ProgramConfig | None = None) -> tuple[Command, ...]:
    """Return the commands of an audience in order, those of its work first: everybody is a customer too.

    With a `config` those are left out that its program has no use for.
    """
    names = {
        "customer": _CUSTOMER,
        "staff": (*_STAFF, *_CUSTOMER),
        "manager": (*_STAFF, *_MANAGER, *_CUSTOMER),
        "admin": (*_ADMIN, *_STAFF, *_CUSTOMER),
    }
    return _described(texts, names[audience], config)


def own(texts: Texts, audience: Audience, config: ProgramConfig | None = None) -> tuple[Command, ...]:
    """Return what only this audience has, as help lists it: without what every screen has a button for."""
    names = {"customer": _CUSTOMER, "staff": _STAFF, "manager": _MANAGER, "admin": _ADMIN}
    return _described(texts, [name for name in names[audience] if name not in _BUTTONS], config)


def _described(texts: Texts, names: Iterable[str], config: ProgramConfig | None) -> tuple[Command, ...]:
    return tuple(
        Command(name, texts.plain(f"commands-{name}"))
        for name in names
        if config is None or name not in _OFFERED or _OFFERED[name](config)
    )
