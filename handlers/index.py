"""Which handler serves a command, a button or an awaited answer: one look-up, however many there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from bot.ui.actions import KNOWN
from handlers.talk import Talk

Handler = Callable[[Talk], Awaitable[None]]
Audience = Literal["anyone", "joined", "staff", "manager", "admin"]


@dataclass(frozen=True, slots=True)
class Route:
    """A handler and who may use it; checked before it runs, for buttons as for commands."""

    handler: Handler
    audience: Audience


@dataclass(slots=True)
class Index:
    """Routes by command, by "noun:verb" of a button, and by the state of a conversation."""

    commands: dict[str, Route] = field(default_factory=dict)
    actions: dict[str, Route] = field(default_factory=dict)
    answers: dict[str, Route] = field(default_factory=dict)

    def command(self, name: str, handler: Handler, audience: Audience = "anyone") -> None:
        """``/name`` is served by the handler."""
        _once(self.commands, name, Route(handler, audience))

    def action(self, name: str, handler: Handler, audience: Audience = "anyone") -> None:
        """Buttons "noun:verb" are served by the handler. Raises ValueError for one that no screen makes."""
        if name not in KNOWN:
            raise ValueError(f"no screen has a button {name!r}")
        _once(self.actions, name, Route(handler, audience))

    def answer(self, state: str, handler: Handler, audience: Audience = "anyone") -> None:
        """The message that the bot waits for in this state is served by the handler."""
        _once(self.answers, state, Route(handler, audience))


def _once(routes: dict[str, Route], name: str, route: Route) -> None:
    if name in routes:
        raise ValueError(f"{name!r} has a handler already")
    routes[name] = route
