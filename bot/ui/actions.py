"""Callback data: "noun:verb:arg:arg", at most 64 bytes, and the list of all that buttons may carry."""

from __future__ import annotations

from dataclasses import dataclass

MAX_BYTES = 64

_VERBS: dict[str, tuple[str, ...]] = {
    "menu": ("show",),
    "join": ("start", "languages", "language", "consent", "marketing"),
    "move": ("yes", "no", "approve", "refuse"),
    "holds": ("confirm", "refuse"),
    "card": ("show", "refresh"),
    "balance": ("show",),
    "tier": ("show",),
    "membership": ("show", "buy", "cancel", "canceled", "resume"),
    "history": ("show", "receipts"),
    "story": ("show",),
    "offers": ("show", "open"),
    "stamps": ("show",),
    "transfers": ("start", "points", "confirm", "cancel"),
    "passed": ("show", "ask", "undo"),
    "gift": ("ask", "redeem"),
    "settings": ("show", "languages", "language", "marketing", "service", "hours", "quiet"),
    "favourites": ("show", "change", "pick", "save"),
    "clubs": ("show", "join", "leave"),
    "earning": ("show",),
    "birthday": ("show", "change", "month", "day", "save", "remove", "removed"),
    "help": ("show",),
    "stop": ("ask", "confirm"),
    "survey": ("visit", "employee", "skip"),
    "staff": ("show", "find", "rating"),
    "admin": ("show",),
    "stats": ("show",),
    "tiers": ("show", "customer", "give", "choose", "until", "confirm", "take", "taken"),
    "segments": ("show", "open"),
    "funnel": ("show",),
    "customer": ("ask", "open", "receipts", "entries", "story", "why"),
    "payments": ("customer", "refund", "refunded", "stop", "stopped"),
    "grant": ("start", "confirm", "cancel"),
    "broadcast": ("start", "segment", "confirm", "cancel", "progress", "stop"),
    "employees": ("show", "open", "role", "setrole", "invite", "dismiss", "dismissed"),
    "merchants": ("show", "open", "new", "rotate", "rotated"),
    "setup": ("show", "start", "answer", "skip", "back", "cancel", "confirm", "clean"),
    "program": ("show", "file", "edit", "item", "change", "replay", "apply", "cancel", "undo", "undone"),
    "settlement": ("show", "month", "file"),
    "promo": ("show", "new", "open", "make", "file", "stop", "stopped"),
    "giftcards": ("show", "find", "open", "stop", "stopped"),
    "audit": ("show",),
}

KNOWN: frozenset[str] = frozenset(f"{noun}:{verb}" for noun, verbs in _VERBS.items() for verb in verbs)
"""Every "noun:verb" that a screen may put on a button; the edge has a handler for each."""


@dataclass(frozen=True, slots=True)
class Action:
    """Callback data taken apart; `args` are strings as they came and are trusted no more than any input."""

    noun: str
    verb: str
    args: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The "noun:verb" that handlers are registered under."""
        return f"{self.noun}:{self.verb}"


def pack(name: str, *args: str | int) -> str:
    """Return callback data for a known "noun:verb" and its arguments.

    Raises ValueError when the action is unknown, an argument holds a colon or the whole is over 64 bytes.
    """
    if name not in KNOWN:
        raise ValueError(f"unknown action {name!r}")
    words = [str(arg) for arg in args]
    if any(":" in word or not word for word in words):
        raise ValueError(f"empty argument or a colon in an argument of {name!r}: {words!r}")
    packed = ":".join([name, *words])
    if len(packed.encode()) > MAX_BYTES:
        raise ValueError(f"callback data over {MAX_BYTES} bytes: {packed!r}")
    return packed


def unpack(data: str) -> Action | None:
    """Take callback data apart; None when it is none of ours (an old or a forged button)."""
    words = data.split(":")
    if len(words) < 2 or ":".join(words[:2]) not in KNOWN:
        return None
    return Action(words[0], words[1], tuple(words[2:]))
