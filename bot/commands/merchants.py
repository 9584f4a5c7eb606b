"""`merchant create|list|rotate-key|hook|hooks|unhook`: JSON for scripts."""

from collections.abc import Callable

import orjson

from bot.commands.opening import chosen_program, with_services
from bot.deployment import ACTOR, keyring
from bot.settings import Settings
from services import hooks, merchants
from services.clock import SystemClock
from services.errors import NotFound
from services.hooks import ListedHook, NewHook
from services.merchants import Merchant
from webhooks.pos.vendors import VENDORS, address

Say = Callable[[str], None]
LONGEST_ID = 18  # digits that any bigint can hold


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
    facts = {"hook": made.id, "merchant": name, "vendor": vendor.name, "store": store}
    say(_json({**facts, "path": address(made.token, vendor), "secret": made.secret}))


def hooks_of(name: str, slug: str | None, say: Say) -> None:
    """Print a merchant's hooks without paths and secrets."""

    async def command(_settings: Settings) -> tuple[ListedHook, ...]:
        return await hooks.of_merchant(await chosen_program(slug), name)

    say(_json([_hook_facts(hook) for hook in with_services(command)]))


def unhook(name: str, hook_id_or_path: str, slug: str | None, say: Say) -> None:
    """Remove a hook, named by its id or by its path, and print its id."""
    which = _hook_named(hook_id_or_path)

    async def command(_settings: Settings) -> int:
        return await hooks.delete(
            await chosen_program(slug), name, which, actor=ACTOR, now=SystemClock().now()
        )

    say(_json({"hook": with_services(command), "merchant": name, "removed": True}))


def _hook_named(text: str) -> int | str:
    """An id of the list, or the token of a path or of a whole address."""
    if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID:
        return int(text)
    return text.partition("/hooks/")[2].partition("/")[0] or text


def _print_with_key(merchant: Merchant, key: str, say: Say) -> None:
    say(_json({**_facts(merchant), "api_key": key}))


def _facts(merchant: Merchant) -> dict[str, object]:
    return {
        "merchant": merchant.name,
        "key_hint": merchant.key_hint,
        "created_at": merchant.created_at.isoformat(),
    }


def _hook_facts(hook: ListedHook) -> dict[str, object]:
    return {
        "hook": hook.id,
        "vendor": hook.vendor,
        "store": hook.store,
        "created_at": hook.created_at.isoformat(),
    }


def _json(document: object) -> str:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()
