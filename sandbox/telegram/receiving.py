"""Methods that get: updates, webhooks, chats, members, files."""

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sandbox.telegram.access import known_chat
from sandbox.telegram.bots import Bot, Webhook
from sandbox.telegram.calls import Call, parse
from sandbox.telegram.files import DOWNLOAD_MOST
from sandbox.telegram.rules import Answer, refuse
from sandbox.telegram.updates import LIMIT_MOST, TIMEOUT_MOST

if TYPE_CHECKING:
    from sandbox.telegram.standin import StandIn

_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_FULL_PRIVATE = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": {
        "unlimited_gifts": False,
        "limited_gifts": False,
        "unique_gifts": False,
        "premium_subscription": False,
        "gifts_from_channels": False,
    },
}


async def get_updates(world: "StandIn", call: Call) -> list[dict[str, Any]]:
    """https://core.telegram.org/bots/api#getupdates."""
    if call.bot.webhook is not None:
        raise refuse("webhook-active")
    _read_allowed(call)
    limit = call.between("limit", LIMIT_MOST, 1, LIMIT_MOST)
    seconds = call.between("timeout", 0, 0, TIMEOUT_MOST)
    found = await world.lines[call.bot.id].poll(call.integer("offset"), limit, seconds)
    world.changed()
    return found


def set_webhook(world: "StandIn", call: Call) -> Answer:
    """https://core.telegram.org/bots/api#setwebhook."""
    url, secret = call.text("url"), call.text("secret_token")
    if not url:
        return delete_webhook(world, call)
    _check_webhook(url, secret)
    webhook = Webhook(
        url, secret, call.between("max_connections", 40, 1, 100), ip_address=call.text("ip_address")
    )
    _read_allowed(call)
    if call.bot.webhook == webhook and not call.flag("drop_pending_updates"):
        return Answer(True, "Webhook is already set")
    _drop_pending(call)
    world.lines[call.bot.id].abort(refuse("webhook-set"))
    world.set_webhook(call.bot, webhook)
    return Answer(True, "Webhook was set")


def delete_webhook(world: "StandIn", call: Call) -> Answer:
    """https://core.telegram.org/bots/api#deletewebhook."""
    _drop_pending(call)
    if call.bot.webhook is None:
        return Answer(True, "Webhook is already deleted")
    world.set_webhook(call.bot, None)
    return Answer(True, "Webhook was deleted")


def get_webhook_info(world: "StandIn", call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getwebhookinfo."""
    webhook = call.bot.webhook
    info: dict[str, Any] = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(call.bot.pending),
    }
    if webhook:
        info |= {"max_connections": webhook.max_connections, "ip_address": webhook.ip_address or "127.0.0.1"}
    if webhook and webhook.last_error_date:
        info["last_error_date"] = webhook.last_error_date
        info["last_error_message"] = webhook.last_error_message
    if call.bot.allowed is not None:
        info["allowed_updates"] = call.bot.allowed
    return info


def get_chat(world: "StandIn", call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getchat."""
    chat = known_chat(call)
    pinned = {"pinned_message": chat.messages[chat.pinned[-1]].body} if chat.pinned else {}
    return {**chat.about, **_FULL_PRIVATE, **pinned}


def get_chat_member(world: "StandIn", call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getchatmember."""
    user_id = call.integer("user_id")
    if user_id <= 0:
        raise refuse("user-id-invalid", field="user_id")
    chat = known_chat(call)
    if user_id == call.bot.id:
        return {"user": call.bot.user(), "status": "member"}
    person = world.people.get(user_id)
    if person is None or user_id not in call.bot.met:
        raise refuse("user-not-found")
    is_member = chat.is_group or chat.id == user_id
    return {"user": person.user(), "status": "member" if is_member else "left"}


def get_file(world: "StandIn", call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getfile."""
    if not call.text("file_id"):
        raise refuse("file-id")
    file = world.files.by_id.get(call.text("file_id"))
    if file is None:
        raise refuse("file-id-invalid")
    if file.size > DOWNLOAD_MOST:
        raise refuse("file-big")
    return {**file.about(), "file_path": file.path}


def _check_webhook(url: str, secret: str) -> None:
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise refuse("webhook-url")
    if len(secret) > 256:
        raise refuse("secret-long")
    if not _SECRET.fullmatch(secret):
        raise refuse("secret-characters")


def _drop_pending(call: Call) -> None:
    if call.flag("drop_pending_updates"):
        call.bot.pending.clear()


def _read_allowed(call: Call) -> None:
    """Remember the kinds of updates wanted from now on; an empty list means the usual ones."""
    if "allowed_updates" not in call.params:
        return
    try:
        value = parse(call.text("allowed_updates"))
    except ValueError:
        return
    if isinstance(value, list):
        _allow(call.bot, [str(kind) for kind in value])


def _allow(bot: Bot, kinds: list[str]) -> None:
    bot.allowed = kinds or None
