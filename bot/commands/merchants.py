"""`merchant create|list|rotate-key|hook`: JSON for scripts."""

from collections.abc import Callable

import orjson

from bot.commands.opening import chosen_program, with_services
from bot.deployment import ACTOR, keyring
from bot.settings import Settings
from services import hooks, merchants
from services.clock import SystemClock
from services.errors import NotFound
from services.hooks import NewHook
from services.merchants import Merchant
from webhooks.pos.vendors import VENDORS, address

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


def hook(
    name: str, vendor_name: str, secret: str | None, store: str | None, slug: str | None, say: Say
) -> None:
    """Print the path and the secret of a new hook."""
    vendor = VENDORS.get(vendor_name)
    if vendor is None:
        raise NotFound("unknown_vendor", vendor=vendor_name, known=f"known are {', '.join(VENDORS)}")
    if secret is not None:
        vendor.check_secret(secret)

    async def command(settings: Settings) -> NewHook:
        program, now = await chosen_program(slug), SystemClock().now()
        return await hooks.create(
            program, name, vendor.name, secret, store, keyring=keyring(settings), actor=ACTOR, now=now
        )

    made = with_services(command)
    facts = {"merchant": name, "vendor": vendor.name, "store": store}
    say(_json({**facts, "path": address(made.token, vendor), "secret": made.secret}))


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
