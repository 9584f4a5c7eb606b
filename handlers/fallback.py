"""What the bot says to what it does not know."""

from __future__ import annotations

from bot.ui import errors
from handlers.talk import Talk


async def unknown(talk: Talk) -> None:
    """A command, a message or a file that means nothing here."""
    await talk.say(errors.unknown_command(talk.texts))
