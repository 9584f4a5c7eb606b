"""Files that people send and get; their size is bounded before they are fetched."""

from __future__ import annotations

from aiogram.types import BufferedInputFile

from handlers import delivery
from handlers.talk import Talk

LARGEST_TEXT = 256 * 1024
LARGEST_PICTURE = 8 * 1024 * 1024


async def document(talk: Talk, *, limit: int = LARGEST_TEXT) -> bytes | None:
    """The document of this message; None when there is none or it is too big."""
    sent = talk.message.document if talk.message else None
    if sent is None:
        return None
    return await _fetched(talk, sent.file_id, sent.file_size, limit)


async def picture(talk: Talk) -> bytes | None:
    """The photo of this message, or a picture sent as a document; None when there is neither or it is too big."""
    message = talk.message
    if message is not None and message.photo:
        largest = message.photo[-1]
        return await _fetched(talk, largest.file_id, largest.file_size, LARGEST_PICTURE)
    if message is not None and message.document and (message.document.mime_type or "").startswith("image/"):
        return await document(talk, limit=LARGEST_PICTURE)
    return None


async def _fetched(talk: Talk, file_id: str, size: int | None, limit: int) -> bytes | None:
    if size is not None and size > limit:
        return None
    loaded = await talk.deps.bot.download(file_id)
    data = loaded.read(limit + 1) if loaded else b""
    return data if len(data) <= limit else None


async def send(talk: Talk, name: str, data: bytes) -> None:
    """Send a file to the person who speaks."""
    bot, chat = talk.deps.bot, talk.person.telegram_id
    await delivery.deliver(
        bot, talk.deps.limiter, chat, lambda: bot.send_document(chat, BufferedInputFile(data, name))
    )
