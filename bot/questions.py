"""Questions to a Bot API server about the bot itself, each answer in words without the token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from bot.failures import UNAVAILABLE, Failure

PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class WebhookState:
    """Where updates go; ``host`` alone may be shown, since a path may hold a secret."""

    url: str
    waiting: int
    error: str | None
    error_at: datetime | None

    @property
    def host(self) -> str:
        """The machine that the updates go to; "" when they are fetched."""
        return urlsplit(self.url).netloc


async def ask(api_url: str, token: str, method: str, **parameters: object) -> Any:
    """The result of a method. Raises Failure with one line that names neither address nor token."""
    import aiohttp  # noqa: PLC0415 - commands that ask nothing go without

    url = f"{api_url}/bot{token}/{method}"
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(url, json=parameters) as came,
        ):
            answer = await came.json(content_type=None)
            status = came.status
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        # its own words would hold the address, and with it the token
        raise Failure(f"{api_url} cannot be reached: {type(error).__name__}", UNAVAILABLE) from None
    if not isinstance(answer, dict) or answer.get("ok") is not True:
        raise Failure(_refused(status, answer), UNAVAILABLE)
    return answer.get("result")


def _refused(status: int, answer: object) -> str:
    if status in (401, 404):
        return "Telegram refuses the bot's token: ask @BotFather for it"
    words = answer.get("description") if isinstance(answer, dict) else None
    return f"Telegram says {status}" + (f": {words}" if words else "")


async def username(api_url: str, token: str) -> str:
    """The name under which Telegram knows the bot. Raises Failure."""
    return str((await ask(api_url, token, "getMe")).get("username", ""))


async def webhook_state(api_url: str, token: str) -> WebhookState:
    """Where the bot's updates go. Raises Failure."""
    told = await ask(api_url, token, "getWebhookInfo")
    at = told.get("last_error_date")
    return WebhookState(
        url=str(told.get("url", "")),
        waiting=int(told.get("pending_update_count", 0)),
        error=told.get("last_error_message"),
        error_at=datetime.fromtimestamp(at, UTC) if at else None,
    )


async def commands(api_url: str, token: str) -> tuple[str, ...]:
    """The names in everybody's menu of commands. Raises Failure."""
    found = await ask(api_url, token, "getMyCommands", scope={"type": "default"})
    return tuple(command["command"] for command in found)
