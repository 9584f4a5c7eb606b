"""Methods about the bot itself: who it is, its commands, texts and menu button."""

import re
from typing import TYPE_CHECKING, Any

from sandbox.telegram.bots import Bot
from sandbox.telegram.calls import Call, parse
from sandbox.telegram.rules import refuse

if TYPE_CHECKING:
    from sandbox.telegram.standin import StandIn

COMMANDS_MOST = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}|")
_PLAIN_SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
_CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}
_TEXTS_MOST = {"name": 64, "short_description": 120, "description": 512}
_ABOUT_BOT = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
    "has_topics_enabled": False,
    "allows_users_to_create_topics": False,
    "can_manage_bots": False,
}


def get_me(world: "StandIn", call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getme."""
    return call.bot.user() | _ABOUT_BOT


def set_my_commands(world: "StandIn", call: Call) -> bool:
    """https://core.telegram.org/bots/api#setmycommands."""
    commands = _read_commands(call)
    call.bot.commands[_place(call)] = commands
    return _told(world)


def get_my_commands(world: "StandIn", call: Call) -> list[dict[str, Any]]:
    """https://core.telegram.org/bots/api#getmycommands."""
    return call.bot.commands.get(_place(call), [])


def delete_my_commands(world: "StandIn", call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemycommands."""
    call.bot.commands.pop(_place(call), None)
    return _told(world)


def commands_for(bot: Bot, person_id: int, language: str) -> list[dict[str, Any]]:
    """What a person sees: https://core.telegram.org/bots/api#determining-list-of-commands."""
    for scope in (f"chat:{person_id}", "all_private_chats", "default"):
        for place in (f"{scope}|{language}", f"{scope}|"):
            if bot.commands.get(place):
                return bot.commands[place]
    return []


def set_text(world: "StandIn", call: Call, what: str) -> bool:
    """Set the name, description or short description; an empty one takes it away."""
    text, language = call.text(what), _language(call)
    if len(text) > _TEXTS_MOST[what]:
        raise refuse("name-long", what=what.replace("_", " "))
    texts = call.bot.profile.setdefault(what, {})
    if text:
        texts[language] = text
    else:
        texts.pop(language, None)
    world.changed()
    return True


def get_text(world: "StandIn", call: Call, what: str) -> dict[str, Any]:
    """The name, description or short description."""
    return {what: call.bot.profile_text(what, _language(call))}


def set_chat_menu_button(world: "StandIn", call: Call) -> bool:
    """https://core.telegram.org/bots/api#setchatmenubutton."""
    call.bot.menu_buttons[_menu_chat(call)] = _read_menu(call.text("menu_button"))
    return _told(world)


def get_chat_menu_button(world: "StandIn", call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getchatmenubutton."""
    return menu_for(call.bot, _menu_chat(call))


def menu_for(bot: Bot, chat: str) -> dict[str, Any]:
    """The menu button of a chat, else the one of all chats."""
    found = bot.menu_buttons.get(chat, {"type": "default"})
    return found if found["type"] != "default" or not chat else menu_for(bot, "")


def _told(world: "StandIn") -> bool:
    world.changed()
    world.events.tell("commands")
    return True


def _language(call: Call) -> str:
    language = call.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise refuse("language")
    return language


def _place(call: Call) -> str:
    return f"{_scope(call)}|{_language(call)}"


def _scope(call: Call) -> str:
    if not call.text("scope"):
        return "default"
    try:
        scope = parse(call.text("scope"))
    except ValueError:
        raise refuse("scope-json") from None
    if not isinstance(scope, dict):
        raise refuse("scope", why="BotCommandScope must be an Object")
    if "type" not in scope:
        raise refuse("scope", why='Can\'t find field "type"')
    return _named_scope(call, scope)


def _named_scope(call: Call, scope: dict[str, Any]) -> str:
    if scope["type"] in _PLAIN_SCOPES:
        return str(scope["type"])
    if scope["type"] not in _CHAT_SCOPES:
        raise refuse("scope", why="Unsupported type specified")
    if "chat_id" not in scope:
        raise refuse("scope", why='Can\'t find field "chat_id"')
    chat = Call(call.bot, call.method, {"chat_id": str(scope["chat_id"])}).integer("chat_id")
    if chat not in call.bot.chats or not call.bot.chats[chat].started:
        raise refuse("chat-not-found")
    member = f":{scope.get('user_id', 0)}" if scope["type"] == "chat_member" else ""
    return f"{scope['type']}:{chat}{member}"


def _read_commands(call: Call) -> list[dict[str, Any]]:
    try:
        value = parse(call.text("commands")) if call.text("commands") else []
    except ValueError:
        raise refuse("commands-json") from None
    if not isinstance(value, list):
        raise refuse("commands-array")
    commands = [_command(one) for one in value]
    if len(commands) > COMMANDS_MOST:
        raise refuse("commands-many")
    return commands


def _command(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise refuse("command-object", why="expected an Object")
    for name in ("command", "description"):
        if not isinstance(value.get(name), str):
            raise refuse("command-object", why=f'Can\'t find field "{name}"')
    command = value["command"].strip().removeprefix("/")
    description = value["description"].strip()
    _check_command(command, description)
    return {"command": command, "description": description}


def _check_command(command: str, description: str) -> None:
    if not command:
        raise refuse("command-empty")
    if len(command) > 32:
        raise refuse("command-long")
    if not description:
        raise refuse("command-description-empty")
    if len(description) > 256:
        raise refuse("command-description-long")
    if not _COMMAND.fullmatch(command):
        raise refuse("command-invalid")


def _menu_chat(call: Call) -> str:
    if "chat_id" not in call.params:
        return ""
    if call.integer("chat_id") <= 0:
        raise refuse("user-id-invalid", field="chat_id")
    if call.integer("chat_id") not in call.bot.chats:
        raise refuse("user-not-found")
    return str(call.integer("chat_id"))


def _read_menu(text: str) -> dict[str, Any]:
    if not text:
        return {"type": "default"}
    try:
        value = parse(text)
    except ValueError:
        raise refuse("menu-json") from None
    if not isinstance(value, dict):
        raise refuse("menu", why="MenuButton must be an Object")
    if value.get("type") not in {"default", "commands", "web_app"}:
        raise refuse("menu", why="MenuButton has unsupported type")
    if value["type"] == "web_app" and not {"text", "web_app"} <= value.keys():
        raise refuse("menu", why='Can\'t find field "text"')
    return value
