"""Logs for people or machines, without secrets."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

HIDDEN = "[hidden]"
_SECRETS = re.compile(
    r"(?P<token>\b[0-9]{5,20}:[A-Za-z0-9_-]{20,})"  # a bot token
    r"|(?P<key>\brk_[A-Za-z0-9_-]{8,})"  # a merchant's key
    r"|(?<=://)(?P<login>[^\s/@]*:[^\s/@]*(?=@))"  # the login of an address
)
_SECRET_NAMES = frozenset(
    {"token", "bot_token", "api_key", "secret", "secret_key", "password", "authorization"}
)
# Their own access or progress lines repeat ours or carry query strings.
_QUIET = ("aiohttp.access", "apscheduler", "aiogram.event", "asyncio", "matplotlib", "tortoise")


def configure(level: str, form: str) -> None:
    """Send structlog and the standard library's logs to stderr as `console` text or `json` lines."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        # what is below the level costs nothing: every request would write a debug line, 20 µs each
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(shared, form))
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level.upper())
    logging.getLogger("asyncpg.pool").setLevel(
        logging.ERROR
    )  # a traceback at each try while PostgreSQL is away
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.root.level))


def hide_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace values that are secrets by name or by shape, also in the text of a traceback."""
    for name, value in event.items():
        if name.lower() in _SECRET_NAMES:
            event[name] = HIDDEN
        elif isinstance(value, str):
            event[name] = _SECRETS.sub(HIDDEN, value)
        elif not isinstance(value, int | float | bool | None) and not name.startswith("_"):
            event[name] = _SECRETS.sub(HIDDEN, str(value))
    return event


def _formatter(shared: list[structlog.typing.Processor], form: str) -> structlog.stdlib.ProcessorFormatter:
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=30)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
