"""The few methods of the Bot API that the sender and the scheduler use, spoken raw.

aiogram costs many times the CPU a message and four seconds to import.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import orjson
import structlog

from bot.http_answers import Answer
from bot.http_posts import Lost, NotSent, Posts

if TYPE_CHECKING:
    from bot.http_forms import Forms

REQUEST_PATIENCE = 20.0
# shorter than servers keep idle connections: a request on a dying one has an unknown result
IDLE_CONNECTION = 25.0
DEFAULT_RETRY_AFTER = 5.0
_log = structlog.get_logger(__name__)
_UNREACHABLE = (
    "chat not found",
    "user is deactivated",
    "peer_id_invalid",
    "bot was blocked",
    "user not found",
)


class Fate(Enum):
    """What became of a request."""

    SENT = "sent"
    FLOOD = "flood"  # 429: be silent for retry_after
    UNREACHABLE = "unreachable"  # 403, or the chat does not exist
    REJECTED = "rejected"  # any other 400: the message itself is wrong
    MISCONFIGURED = "misconfigured"  # 401, 404: the token is wrong
    BROKEN = "broken"  # 5xx: Telegram has a bad moment and did not take it
    NOT_SENT = "not_sent"  # there was no connection
    UNKNOWN = "unknown"  # it left, and no answer that says anything came back


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate of a request; ``error`` in words without secrets."""

    fate: Fate
    message_id: int | None = None
    error: str | None = None
    retry_after: float = 0.0


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to leave: ``fields`` is its JSON without the chat; ``picture`` makes it a photo."""

    fields: bytes
    picture: bytes | None = None
    picture_name: str = "picture.png"


class Telegram:
    """A client of one Bot API server for any number of bots."""

    def __init__(self, base_url: str, *, patience: float = REQUEST_PATIENCE, connections: int = 500) -> None:
        self._base_url = base_url.rstrip("/")
        self._patience = patience
        self._posts = Posts(base_url, patience=patience, connections=connections, idle=IDLE_CONNECTION)
        self._forms: Forms | None = None

    async def send(self, token: str, chat_id: int, letter: Letter) -> Outcome:
        """Send one message. Never raises for what Telegram or the network does."""
        try:
            if letter.picture is None:
                body = b'{"chat_id":%d,%b' % (chat_id, letter.fields[1:])
                return _outcome(await self._posts.post(f"bot{token}/sendMessage", body))
            return _outcome(await self._post_form(f"bot{token}/sendPhoto", chat_id, letter, letter.picture))
        except NotSent as error:
            return Outcome(Fate.NOT_SENT, error=str(error))
        except Lost as error:
            return Outcome(Fate.UNKNOWN, error=str(error))
        except Exception as error:  # whatever the client stumbles over, a request that left needs a fate
            # no network error is left for here: it is a fault of ours or of a library, and is to be read as one
            _log.error("telegram_request_failed", error=type(error).__name__, exc_info=True)
            return Outcome(Fate.UNKNOWN, error=f"connection lost: {type(error).__name__}")

    async def call(self, token: str, method: str, fields: Mapping[str, Any]) -> Outcome:
        """Call a method that is no message. Never raises for what Telegram or the network does."""
        try:
            return _outcome(await self._posts.post(f"bot{token}/{method}", orjson.dumps(fields)))
        except NotSent as error:
            return Outcome(Fate.NOT_SENT, error=str(error))
        except Lost as error:
            return Outcome(Fate.UNKNOWN, error=str(error))

    async def close(self) -> None:
        """Close the connections."""
        self._posts.close()
        if self._forms is not None:
            await self._forms.close()
            self._forms = None

    async def _post_form(self, target: str, chat_id: int, letter: Letter, picture: bytes) -> Answer:
        if self._forms is None:
            from bot.http_forms import Forms  # noqa: PLC0415 - 8 MB that few senders need

            self._forms = Forms(patience=self._patience, idle=IDLE_CONNECTION)
        said = {"chat_id": chat_id} | orjson.loads(letter.fields)
        fields = {
            name: value if isinstance(value, str) else orjson.dumps(value).decode()
            for name, value in said.items()
        }
        return await self._forms.post(
            f"{self._base_url}/{target}", fields, "photo", picture, letter.picture_name
        )


def bot_id(token: str) -> int:
    """The bot's own number, which its token starts with."""
    return int(token.partition(":")[0])


def _outcome(came: Answer) -> Outcome:
    """Read Telegram's answer; what is not JSON comes from something in between."""
    status, answer = came.status, _answer(came.body)
    if status == 200 and answer.get("ok") is True:
        result = answer.get("result")
        return Outcome(Fate.SENT, message_id=result.get("message_id") if isinstance(result, dict) else None)
    words = str(answer.get("description") or f"HTTP {status}, not an answer of the Bot API")
    code = status if status != 200 else int(_number(answer.get("error_code"), 200))
    if code == 429:
        return Outcome(Fate.FLOOD, error=words, retry_after=_retry_after(answer, came.retry_after))
    return Outcome(_fate(code, words, bool(answer)), error=words)


def _fate(code: int, words: str, spoken: bool) -> Fate:
    if code in (200, 504):
        return Fate.UNKNOWN
    if code == 403 or (code == 400 and any(sign in words.lower() for sign in _UNREACHABLE)):
        return Fate.UNREACHABLE if spoken else Fate.BROKEN
    if code in (401, 404):
        return Fate.MISCONFIGURED if spoken else Fate.BROKEN
    return Fate.REJECTED if 400 <= code < 500 and spoken else Fate.BROKEN


def _answer(body: bytes) -> dict[str, Any]:
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _retry_after(answer: dict[str, Any], header: str | None) -> float:
    parameters = answer.get("parameters")
    told = parameters.get("retry_after") if isinstance(parameters, dict) else header
    return _number(told, DEFAULT_RETRY_AFTER)


def _number(value: object, default: float) -> float:
    try:
        return max(0.0, float(value))  # type: ignore[arg-type]  # what is no number is caught
    except (TypeError, ValueError):
        return default
