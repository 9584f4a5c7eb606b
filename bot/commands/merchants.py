"""`merchant create|list|rotate-key`: JSON for scripts."""

from collections.abc import Callable

import orjson

from bot.commands.opening import chosen_program, with_services
from bot.deployment import ACTOR
from bot.settings import Settings
from services import merchants
from services.clock import SystemClock
from services.merchants import Merchant

Say = Callable[[str], None]


def create(name: str, slug: str | None, say: Say) -> None:
    """Print the new merchant with its key."""

    async def command(_settings: Settings) -> tuple[Merchant, str]:
        return await merchants.create(await chosen_program(slug), name, actor=ACTOR, now=SystemClock().now())

    _print_with_key(*with_services(command), say)


def rotate_key(name: str, slug: str | None, say: Say) -> None:
    """Print the merchant with its new key."""

    async def command(_settings: Settings) -> tuple[Merchant, str]:
        return await merchants.rotate_key(
            await chosen_program(slug), name, actor=ACTOR, now=SystemClock().now()
        )

    _print_with_key(*with_services(command), say)


def show(slug: str | None, say: Say) -> None:
    """Print the merchants without their keys."""

    async def command(_settings: Settings) -> tuple[Merchant, ...]:
        return await merchants.every(await chosen_program(slug))

    say(_json([_facts(merchant) for merchant in with_services(command)]))


def _print_with_key(merchant: Merchant, key: str, say: Say) -> None:
    say(_json({**_facts(merchant), "api_key": key}))


def _facts(merchant: Merchant) -> dict[str, object]:
    return {
        "merchant": merchant.name,
        "key_hint": merchant.key_hint,
        "created_at": merchant.created_at.isoformat(),
    }


def _json(document: object) -> str:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()
