"""Webhook delivery: updates are POSTed in order within a chat, and again until the answer is 2xx.

https://core.telegram.org/bots/api#setwebhook; the delays (at once, then 2, 4, 8 ... seconds) and a method in the
answer's body follow https://github.com/tdlib/telegram-bot-api/blob/master/telegram-bot-api/WebhookActor.cpp.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import orjson

from sandbox.telegram.bots import Bot, Webhook
from sandbox.telegram.calls import as_params

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_LONGEST_DELAY = 64.0
_FORBIDDEN_ANSWERS = ("get", "setwebhook", "deletewebhook", "close", "logout")
Reply = Callable[[Bot, str, dict[str, str]], Awaitable[object]]


class Courier:
    """Carries one bot's updates to its webhook until it is closed."""

    def __init__(self, bot: Bot, webhook: Webhook, clock: Callable[[], float], reply: Reply) -> None:
        self._bot = bot
        self._webhook = webhook
        self._clock = clock
        self._reply = reply
        self._waiting: dict[int, deque[int]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(webhook.max_connections)
        self._session: aiohttp.ClientSession | None = None
        self.retry_seconds = 1.0

    def start(self) -> None:
        """Deliver what is pending already."""
        for update_id in list(self._bot.pending):
            self.carry(update_id)

    def carry(self, update_id: int) -> None:
        """Deliver an update after the earlier ones of its chat."""
        chat = self._bot.pending[update_id].chat
        self._waiting.setdefault(chat, deque()).append(update_id)
        if chat not in self._tasks:
            self._tasks[chat] = asyncio.create_task(self._serve(chat))

    async def close(self) -> None:
        """Stop at once; what was not delivered stays pending."""
        for task in list(self._tasks.values()):
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _serve(self, chat: int) -> None:
        queue = self._waiting[chat]
        try:
            while queue:
                await self._deliver(queue[0])
                queue.popleft()
        finally:
            del self._waiting[chat]
            del self._tasks[chat]

    async def _deliver(self, update_id: int) -> None:
        delay = 0.0
        while (pending := self._bot.pending.get(update_id)) is not None:
            async with self._places:
                delivered = await self._try(pending.body)
            if delivered:
                self._bot.pending.pop(update_id, None)
                return
            await asyncio.sleep(delay)
            delay = min(_LONGEST_DELAY, delay * 2 or 2 * self.retry_seconds)

    async def _try(self, update: dict[str, Any]) -> bool:
        try:
            async with self._open().post(
                self._webhook.url, data=orjson.dumps(update), headers=self._headers()
            ) as response:
                answer = await response.read()
                status, reason = response.status, response.reason
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return self._failed(f"Connection failed: {type(error).__name__}")
        if not 200 <= status <= 299:
            return self._failed(f"Wrong response from the webhook: {status} {reason}")
        await self._answered(answer)
        return True

    def _failed(self, why: str) -> bool:
        self._webhook.last_error_date = int(self._clock())
        self._webhook.last_error_message = why
        return False

    async def _answered(self, answer: bytes) -> None:
        """Run the method that the answer names, if any; nobody learns its result."""
        try:
            params = as_params(orjson.loads(answer)) if answer else {}
        except orjson.JSONDecodeError:
            return
        method = params.pop("method", "").lower()
        if method and not method.startswith(_FORBIDDEN_ANSWERS):
            await self._reply(self._bot, method, params)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        return self._session

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json"}
        if self._webhook.secret:
            headers[SECRET_HEADER] = self._webhook.secret
        return headers
