"""Files that people send and get; their size is bounded before they are fetched."""

from __future__ import annotations

from aiogram.types import BufferedInputFile

from handlers.talk import Talk
from services.errors import Invalid

LARGEST_TEXT = 256 * 1024
LARGEST_PICTURE = 8 * 1024 * 1024


async def document(talk: Talk, *, limit: int = LARGEST_TEXT) -> bytes:
    """The document of this message. Raises Invalid ``file_too_big``."""
    sent = talk.message.document if talk.message else None
    if sent is None:
        raise LookupError("this message has no document")
    return await _fetched(talk, sent.file_id, sent.file_size, limit)


async def picture(talk: Talk) -> bytes | None:
    """The photo of this message, or a picture sent as a document; None when there is neither."""
    message = talk.message
    if message is not None and message.photo:
        largest = message.photo[-1]
        return await _fetched(talk, largest.file_id, largest.file_size, LARGEST_PICTURE)
    if message is not None and message.document and (message.document.mime_type or "").startswith("image/"):
        return await document(talk, limit=LARGEST_PICTURE)
    return None


async def _fetched(talk: Talk, file_id: str, size: int | None, limit: int) -> bytes:
    if size is not None and size > limit:
        raise Invalid("file_too_big", limit=limit)
    loaded = await talk.deps.bot.download(file_id)
    data = loaded.read(limit + 1) if loaded else b""
    if len(data) > limit:
        raise Invalid("file_too_big", limit=limit)
    return data


async def send(talk: Talk, name: str, data: bytes) -> None:
    """Send a file to the person who speaks."""
    await talk.deps.limiter.turn(talk.deps.bot.id, talk.person.telegram_id)
    await talk.deps.bot.send_document(talk.person.telegram_id, BufferedInputFile(data, name))
