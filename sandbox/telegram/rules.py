"""What Telegram refuses, in its own words, each with the public page that says so.

`refuse(name, ...)` makes the error of a rule. Where a rule is stricter than the server on purpose, it says so.
"""

from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.payment_rules import PAYMENT_RULES
from sandbox.telegram.rule import API as _API
from sandbox.telegram.rule import BOT_API_SOURCE as _BOT_API_SOURCE
from sandbox.telegram.rule import CLIENT as _CLIENT
from sandbox.telegram.rule import TD as _TD
from sandbox.telegram.rule import Rule


class TelegramError(Exception):
    """An answer with `ok: false`: code, description and Telegram's `parameters`."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters or {}

    def body(self) -> dict[str, Any]:
        """The JSON object that Telegram answers with."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


@dataclass(slots=True)
class Answer:
    """A result that carries a description beside it, as setWebhook's does."""

    result: Any
    description: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def refuse(name: str, **facts: object) -> TelegramError:
    """The error of a rule; `facts` fill the holes of its text."""
    rule = RULES[name]
    return TelegramError(rule.code, rule.says.format(**facts))


def too_many(seconds: int) -> TelegramError:
    """The error of a broken flood limit."""
    return TelegramError(429, RULES["flood"].says.format(seconds=seconds), {"retry_after": seconds})


_ACCESS = {
    "token": Rule(401, "Unauthorized", "https://github.com/tdlib/telegram-bot-api/issues/80"),
    "token-malformed": Rule(
        401, "Unauthorized: invalid token specified", f"{_BOT_API_SOURCE}/ClientManager.cpp"
    ),
    "method": Rule(404, "Not Found: method not found", _CLIENT),
    "path": Rule(404, "Not Found", f"{_BOT_API_SOURCE}/HttpConnection.cpp"),
    "entity-too-large": Rule(
        413, "Request Entity Too Large", "https://github.com/appleboy/telegram-action/issues/25"
    ),
    "flood": Rule(
        429,
        "Too Many Requests: retry after {seconds}",
        "https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this",
    ),
    "chat-id-empty": Rule(400, "Bad Request: chat_id is empty", _CLIENT),
    "chat-not-found": Rule(400, "Bad Request: chat not found", _CLIENT),
    "user-not-found": Rule(400, "Bad Request: user not found", _CLIENT),
    "user-id-invalid": Rule(400, "Bad Request: invalid {field} specified", _CLIENT),
    "never-started": Rule(
        403,
        "Forbidden: bot can't initiate conversation with a user",
        "https://github.com/yagop/node-telegram-bot-api/issues/1030",
    ),
    "blocked": Rule(
        403,
        "Forbidden: bot was blocked by the user",
        "https://github.com/irazasyed/telegram-bot-sdk/issues/651",
    ),
    "required": Rule(400, 'Bad Request: parameter "{field}" is required', _CLIENT),
    "language": Rule(400, "Bad Request: invalid language code specified", f"{_TD}/misc.cpp"),
}

# Length: the documentation says "1-4096 characters after entities parsing" and measures entities in UTF-16
# units; TDLib and https://github.com/FerroxLabs/wayland/issues/934 count whole characters. The sandbox counts
# UTF-16 units: whatever passes here passes there.
_TEXT = {
    "text-empty": Rule(400, "Bad Request: message text is empty", _CLIENT),
    "text-blank": Rule(400, "Bad Request: text must be non-empty", f"{_TD}/MessageEntity.cpp"),
    "text-long": Rule(400, "Bad Request: message is too long", f"{_API}#sendmessage"),
    "text-huge": Rule(400, "Bad Request: text is too long", _CLIENT),
    "caption-long": Rule(400, "Bad Request: message caption is too long", f"{_API}#sendphoto"),
    "parse-mode": Rule(400, "Bad Request: unsupported parse_mode", f"{_API}#formatting-options"),
    "entities": Rule(400, "Bad Request: can't parse entities: {why}", f"{_API}#html-style"),
    "entity": Rule(400, "Bad Request: can't parse MessageEntity: {why}", f"{_API}#messageentity"),
}

_KEYBOARDS = {
    "markup-json": Rule(400, "Bad Request: can't parse reply keyboard markup JSON object", _CLIENT),
    "markup-object": Rule(400, "Bad Request: object expected as reply markup", _CLIENT),
    "markup-field": Rule(400, 'Bad Request: field "{field}" must be of type Array', _CLIENT),
    "keyboard-rows": Rule(400, 'Bad Request: field "keyboard" must be an Array of Arrays', _CLIENT),
    "inline-rows": Rule(
        400,
        'Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        _CLIENT,
    ),
    "keyboard-button": Rule(400, "Bad Request: can't parse keyboard button: {why}", f"{_API}#keyboardbutton"),
    "inline-button": Rule(
        400, "Bad Request: can't parse inline keyboard button: {why}", f"{_API}#inlinekeyboardbutton"
    ),
    # stricter: "Exactly one of the fields other than text, icon_custom_emoji_id, and style must be used";
    # the server takes the first that it knows
    "inline-button-two": Rule(
        400,
        "Bad Request: can't parse inline keyboard button: exactly one action must be used, found {found}",
        f"{_API}#inlinekeyboardbutton",
    ),
    "inline-button-text": Rule(
        400, "Bad Request: inline keyboard button text must be non-empty", f"{_TD}/ReplyMarkup.cpp"
    ),
    "button-data": Rule(
        400,
        "Bad Request: BUTTON_DATA_INVALID",
        "https://github.com/python-telegram-bot/python-telegram-bot/issues/528",
    ),
    "button-url": Rule(
        400,
        "Bad Request: inline keyboard button URL '{url}' is invalid: {why}",
        "https://github.com/BEDOLAGA-DEV/remnawave-bedolaga-telegram-bot/issues/1701",
    ),
    "pay-missing": Rule(
        400,
        "Bad Request: REPLY_MARKUP_BUY_EMPTY",
        "https://github.com/python-telegram-bot/python-telegram-bot/issues/3736",
    ),
    # "must always be the first button in the first row"; no public thread gives the words
    "pay-not-first": Rule(400, "Bad Request: BUTTON_POS_INVALID", f"{_API}#inlinekeyboardbutton"),
    "pay-elsewhere": Rule(
        400, "Bad Request: BUTTON_TYPE_INVALID", "https://github.com/TelegramBot/Api/issues/337"
    ),
    "private-only": Rule(
        400, "Bad Request: phone number can be requested in private chats only", f"{_TD}/ReplyMarkup.cpp"
    ),
    "inline-expected": Rule(
        400,
        "Bad Request: inline keyboard expected",
        "https://github.com/TelegramBots/Telegram.Bot/issues/243",
    ),
}

_MESSAGES = {
    "not-found": Rule(400, "Bad Request: {what} not found", _CLIENT),
    "id-missing": Rule(400, "Bad Request: message identifier is not specified", _CLIENT),
    "ids-missing": Rule(400, "Bad Request: message identifiers are not specified", _CLIENT),
    "ids-array": Rule(400, "Bad Request: expected an Array of message identifiers", _CLIENT),
    "ids-number": Rule(400, "Bad Request: message identifier must be a Number", _CLIENT),
    "ids-many": Rule(400, "Bad Request: too many message identifiers specified", f"{_API}#deletemessages"),
    "delete-chat": Rule(400, "Bad Request: chat identifier is not specified", _CLIENT),
    "delete-late": Rule(400, "Bad Request: message can't be deleted for everyone", f"{_API}#deletemessage"),
    # a message with a reply keyboard, or somebody else's
    "edit-forbidden": Rule(
        400, "Bad Request: message can't be edited", "https://github.com/tdlib/td/issues/3196"
    ),
    "edit-same": Rule(
        400,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
        "same as a current content and reply markup of the message",
        "https://github.com/tdlib/telegram-bot-api/issues/587",
    ),
    "edit-no-text": Rule(
        400,
        "Bad Request: there is no text in the message to edit",
        "https://github.com/rubenlagus/TelegramBots/issues/1509",
    ),
    "edit-no-caption": Rule(
        400, "Bad Request: there is no caption in the message to edit", f"{_TD}/MessagesManager.cpp"
    ),
    "action": Rule(400, "Bad Request: wrong parameter action in request", f"{_API}#sendchataction"),
    "reply-json": Rule(400, "Bad Request: can't parse reply parameters JSON object", _CLIENT),
    "reply-object": Rule(400, "Bad Request: object expected as reply parameters", _CLIENT),
    "reply-field": Rule(400, 'Bad Request: can\'t find field "message_id"', _CLIENT),
    "reactions-json": Rule(400, "Bad Request: can't parse reaction types JSON object", _CLIENT),
    "reactions-array": Rule(400, "Bad Request: expected an Array of ReactionType", _CLIENT),
    "reaction": Rule(400, "Bad Request: can't parse ReactionType: {why}", _CLIENT),
    # service messages and invoices; a service message cannot be forwarded either
    "copy-forbidden": Rule(400, "Bad Request: the message can't be copied", f"{_API}#copymessage"),
    "forward-forbidden": Rule(400, "Bad Request: the message can't be forwarded", f"{_API}#forwardmessage"),
    "reaction-invalid": Rule(
        400, "Bad Request: REACTION_INVALID", "https://github.com/LonamiWebs/Telethon/issues/4112"
    ),
    "reactions-many": Rule(400, "Bad Request: REACTIONS_TOO_MANY", f"{_API}#setmessagereaction"),
    # one answer a query; later, or a second time: too old
    "query-old": Rule(
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
        "https://github.com/go-telegram-bot-api/telegram-bot-api/issues/579",
    ),
    "answer-long": Rule(
        400,
        "Bad Request: MESSAGE_TOO_LONG",
        "https://github.com/eternnoir/pyTelegramBotAPI/issues/500",
    ),
    "answer-url": Rule(
        400, "Bad Request: URL_INVALID", "https://github.com/eternnoir/pyTelegramBotAPI/issues/1732"
    ),
}

_FILES = {
    "file-missing": Rule(400, "Bad Request: there is no {what} in the request", _CLIENT),
    "file-unknown": Rule(
        400,
        "Bad Request: wrong file identifier/HTTP URL specified",
        "https://github.com/rubenlagus/TelegramBots/issues/1199",
    ),
    # the sandbox never goes out to fetch a URL
    "file-url": Rule(400, "Bad Request: failed to get HTTP URL content", _CLIENT),
    "file-type": Rule(
        400, "Bad Request: can't use file of type {real} as {wanted}", f"{_TD}/files/FileManager.cpp"
    ),
    "file-empty": Rule(400, "Bad Request: file must be non-empty", f"{_TD}/files/FileLoaderUtils.cpp"),
    "photo-big": Rule(
        400,
        "Bad Request: file of size {size} bytes is too big for a photo; the maximum size is {most} bytes",
        f"{_TD}/files/FileLoaderUtils.cpp",
    ),
    "photo-bad": Rule(
        400, "Bad Request: IMAGE_PROCESS_FAILED", "https://github.com/TelegramBot/Api/issues/302"
    ),
    "photo-sides": Rule(
        400, "Bad Request: PHOTO_INVALID_DIMENSIONS", "https://github.com/tdlib/td/issues/2544"
    ),
    "media-json": Rule(400, "Bad Request: can't parse input media JSON object", _CLIENT),
    "media": Rule(400, "Bad Request: can't parse InputMedia: {why}", f"{_API}#inputmedia"),
    "file-id": Rule(400, "Bad Request: file_id not specified", _CLIENT),
    "file-id-invalid": Rule(400, "Bad Request: invalid file_id", _CLIENT),
    "file-big": Rule(400, "Bad Request: file is too big", f"{_API}#getfile"),
}

_PROFILE = {
    "commands-json": Rule(400, "Bad Request: can't parse commands JSON object", _CLIENT),
    "commands-array": Rule(400, "Bad Request: expected an Array of BotCommand", _CLIENT),
    "command-object": Rule(400, "Bad Request: can't parse BotCommand: {why}", f"{_API}#botcommand"),
    "command-empty": Rule(400, "Bad Request: command must be non-empty", f"{_TD}/BotCommand.cpp"),
    "command-long": Rule(400, "Bad Request: command length must not exceed 32", f"{_TD}/BotCommand.cpp"),
    "command-description-empty": Rule(
        400, "Bad Request: command description must be non-empty", f"{_TD}/BotCommand.cpp"
    ),
    "command-description-long": Rule(
        400, "Bad Request: command description length must not exceed 256", f"{_TD}/BotCommand.cpp"
    ),
    "command-invalid": Rule(
        400, "Bad Request: BOT_COMMAND_INVALID", "https://github.com/tdlib/telegram-bot-api/issues/98"
    ),
    "commands-many": Rule(
        400, "Bad Request: BOT_COMMANDS_TOO_MUCH", "https://github.com/openclaw/openclaw/issues/15309"
    ),
    "scope-json": Rule(400, "Bad Request: can't parse BotCommandScope JSON object", _CLIENT),
    "scope": Rule(400, "Bad Request: can't parse BotCommandScope: {why}", f"{_API}#botcommandscope"),
    # the documentation gives the lengths (64, 120, 512), no public thread gives the words
    "name-long": Rule(400, "Bad Request: {what} is too long", f"{_API}#setmyname"),
    "menu-json": Rule(400, "Bad Request: can't parse menu button JSON object", _CLIENT),
    "menu": Rule(400, "Bad Request: can't parse menu button: {why}", f"{_API}#menubutton"),
}

_UPDATES = {
    "webhook-active": Rule(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook "
        "first",
        f"{_API}#getupdates",
    ),
    "other-poll": Rule(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        "https://github.com/yagop/node-telegram-bot-api/issues/550",
    ),
    "webhook-set": Rule(409, "Conflict: terminated by setWebhook request", _CLIENT),
    # http and any port are allowed, as with a local Bot API server:
    # https://core.telegram.org/bots/api#using-a-local-bot-api-server
    "webhook-url": Rule(400, "Bad Request: invalid webhook URL specified", _CLIENT),
    "secret-long": Rule(400, "Bad Request: secret token is too long", f"{_API}#setwebhook"),
    "secret-characters": Rule(
        400, "Bad Request: secret token contains unallowed characters", f"{_API}#setwebhook"
    ),
}

RULES: dict[str, Rule] = {
    **_ACCESS,
    **_TEXT,
    **_KEYBOARDS,
    **_MESSAGES,
    **_FILES,
    **_PROFILE,
    **_UPDATES,
    **PAYMENT_RULES,
}
