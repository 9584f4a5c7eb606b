"""Posts forms with a file, by aiohttp: seldom, so that its cost does not matter."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import aiohttp
from yarl import URL

from bot.http_answers import Answer
from bot.http_posts import Lost, NotSent


class Forms:
    """A client for any server; ``patience`` and ``idle`` as those of ``Posts``."""

    def __init__(self, *, patience: float, idle: float) -> None:
        self._patience = patience
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(keepalive_timeout=idle),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),
            headers={"User-Agent": "Regulars", "Accept": "application/json"},
        )

    async def post(
        self, url: str, fields: Mapping[str, str], file_field: str, file: bytes, file_name: str
    ) -> Answer:
        """Post the fields and a PNG file. Raises NotSent or Lost."""
        form = aiohttp.FormData()
        for name, value in fields.items():
            form.add_field(name, value)
        form.add_field(file_field, file, filename=file_name, content_type="image/png")
        try:
            async with asyncio.timeout(self._patience):
                return await self._exchange(URL(url, encoded=True), form)
        except aiohttp.ClientConnectorError as error:
            raise NotSent(f"no connection: {error.os_error.strerror or 'refused'}") from None
        except TimeoutError:
            raise Lost("no answer in time") from None
        except (aiohttp.ClientError, OSError) as error:
            raise Lost(f"connection lost: {type(error).__name__}") from None

    async def _exchange(self, url: URL, form: aiohttp.FormData) -> Answer:
        async with self._session.post(url, data=form, allow_redirects=False) as answer:
            return Answer(answer.status, await answer.read(), answer.headers.get("Retry-After"))

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()
