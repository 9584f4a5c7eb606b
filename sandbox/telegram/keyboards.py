"""Keyboards: what comes in `reply_markup`, checked as Telegram checks it."""

from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from sandbox.telegram.bots import Bot
from sandbox.telegram.calls import parse
from sandbox.telegram.currencies import shown
from sandbox.telegram.purchases import Invoice
from sandbox.telegram.rules import TelegramError, refuse

Kind = Literal["inline", "reply", "remove", "force"]
DATA_MOST = 64
ROW_MOST = 12
BUTTONS_MOST = 300
_ACTIONS = (
    "url",
    "callback_data",
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "login_url",
    "web_app",
    "copy_text",
)
_SCHEMES = {"http", "https", "tg", "ton"}
_PRIVATE_ONLY = ("request_contact", "request_location", "request_poll", "web_app")


@dataclass(frozen=True, slots=True)
class Keyboard:
    """A keyboard of one of four kinds; `body` is Telegram's object."""

    kind: Kind
    body: dict[str, Any] = field(default_factory=dict)


def read_keyboard(markup: str, *, in_group: bool = False) -> Keyboard | None:
    """The keyboard of a `reply_markup` parameter, or None when there is none."""
    if not markup:
        return None
    try:
        value = parse(markup)
    except ValueError:
        raise refuse("markup-json") from None
    if not isinstance(value, dict):
        raise refuse("markup-object")
    return _reply(value, in_group) or _inline(value) or _signal(value)


def inline_only(keyboard: Keyboard | None) -> dict[str, Any] | None:
    """The inline keyboard, for calls that take no other."""
    if keyboard is not None and keyboard.kind != "inline":
        raise refuse("inline-expected")
    return keyboard.body if keyboard else None


def check_pay(keyboard: Keyboard | None, *, has_invoice: bool = False) -> None:
    """Pay is the first button of an invoice, and of nothing else."""
    if keyboard is None or keyboard.kind != "inline":
        return
    buttons = [button for row in keyboard.body["inline_keyboard"] for button in row]
    paying = [place for place, button in enumerate(buttons) if "pay" in button]
    if paying and not has_invoice:
        raise refuse("pay-elsewhere")
    if has_invoice and not paying:
        raise refuse("pay-missing")
    if has_invoice and paying != [0]:
        raise refuse("pay-not-first")


def invoice_keyboard(bot: Bot, invoice: Invoice, keyboard: Keyboard | None, *, forwarded: bool) -> Keyboard:
    """The keyboard of an invoice, which always has a Pay button.

    https://core.telegram.org/constructor/messageMediaInvoice; a forwarded copy of an invoice with a start parameter
    has a link to the bot in its place (https://core.telegram.org/bots/api#sendinvoice).
    """
    if inline_only(keyboard) is not None:
        check_pay(keyboard, has_invoice=True)
        return keyboard or Keyboard("inline")
    button: dict[str, Any] = {"text": f"Pay {shown(invoice.amount, invoice.currency)}", "pay": True}
    if forwarded and invoice.start_parameter:
        button = {"text": "Pay", "url": f"https://t.me/{bot.username}?start={invoice.start_parameter}"}
    return Keyboard("inline", {"inline_keyboard": [[button]]})


def _signal(value: dict[str, Any]) -> Keyboard | None:
    if value.get("remove_keyboard") is True:
        return Keyboard("remove", {"remove_keyboard": True})
    if value.get("force_reply") is True:
        return Keyboard("force", value)
    return None


def _rows(value: dict[str, Any], name: str, shape_rule: str) -> list[list[Any]]:
    rows = value.get(name)
    if rows is None and name not in value:
        return []
    if not isinstance(rows, list):
        raise refuse("markup-field", field=name)
    if not all(isinstance(row, list) for row in rows):
        raise refuse(shape_rule)
    return rows


def _cut(rows: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """Telegram drops what is beyond 12 buttons in a row and 300 in all, and empty rows."""
    left = BUTTONS_MOST
    kept = []
    for row in rows:
        short = row[: min(ROW_MOST, left)]
        left -= len(short)
        if short:
            kept.append(short)
    return kept


def _reply(value: dict[str, Any], in_group: bool) -> Keyboard | None:
    rows = _rows(value, "keyboard", "keyboard-rows")
    buttons = _cut([[_reply_button(button, in_group) for button in row] for row in rows])
    return Keyboard("reply", {**value, "keyboard": buttons}) if buttons else None


def _reply_button(button: object, in_group: bool) -> dict[str, Any]:
    if isinstance(button, str):
        return {"text": button}
    if not isinstance(button, dict):
        raise refuse("keyboard-button", why="KeyboardButton must be a String or an Object")
    _field(button, "text", "keyboard-button")
    if in_group and any(button.get(name) for name in _PRIVATE_ONLY):
        raise refuse("private-only")
    return button


def _inline(value: dict[str, Any]) -> Keyboard | None:
    rows = _rows(value, "inline_keyboard", "inline-rows")
    buttons = _cut([[_inline_button(button) for button in row] for row in rows])
    return Keyboard("inline", {"inline_keyboard": buttons}) if buttons else None


def _inline_button(button: object) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise refuse("inline-button", why="InlineKeyboardButton must be an Object")
    text = _field(button, "text", "inline-button")
    used = [name for name in _ACTIONS if _used(button, name)]
    if not used:
        raise refuse("inline-button", why="Text buttons are unallowed in the inline keyboard")
    if len(used) > 1:
        raise refuse("inline-button-two", found=" and ".join(used))
    if not text:
        raise refuse("inline-button-text")
    _check_action(used[0], button[used[0]])
    return button


def _used(button: dict[str, Any], name: str) -> bool:
    """An empty url or callback_data is as good as none; other fields count when they are there."""
    if name not in button:
        return False
    if name in {"url", "callback_data"}:
        if not isinstance(button[name], str):
            raise refuse("inline-button", why=f'Field "{name}" must be of type String')
        return bool(button[name])
    return True


def _field(button: dict[str, Any], name: str, rule: str) -> str:
    if name not in button:
        raise refuse(rule, why=f'Can\'t find field "{name}"')
    if not isinstance(button[name], str):
        raise refuse(rule, why=f'Field "{name}" must be of type String')
    return str(button[name])


def _check_action(name: str, value: Any) -> None:
    if name == "callback_data" and len(value.encode()) > DATA_MOST:
        raise refuse("button-data")
    if name == "url":
        _check_url(value)


def _check_url(url: str) -> None:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in _SCHEMES:
        raise _bad_url(url, "Unsupported URL protocol")
    if parts.scheme in {"http", "https"} and "." not in (parts.hostname or ""):
        raise _bad_url(url, "Wrong HTTP URL")


def _bad_url(url: str, why: str) -> TelegramError:
    return refuse("button-url", url=url, why=why)
