"""Commands with scopes, names, descriptions and the menu button."""

from typing import Any

import pytest

from sandbox.people import CUSTOMER_ID, SECOND_CUSTOMER_ID
from sandbox.telegram import StandIn, acts
from sandbox.telegram.bots import Bot
from tests.sandbox.conftest import Api

CHAT = {"type": "chat", "chat_id": CUSTOMER_ID}


def commands(*names: str) -> list[dict[str, str]]:
    return [{"command": name, "description": f"about {name}"} for name in names]


def seen(world: StandIn, me: Bot, person_id: int) -> list[str]:
    return [one["command"] for one in acts.view(world, me, person_id)["commands"]]


async def test_people_see_the_commands_of_the_narrowest_scope(world: StandIn, me: Bot, api: Api) -> None:
    await api("setMyCommands", commands=commands("help"))
    await api("setMyCommands", commands=commands("help", "card"), scope={"type": "all_private_chats"})
    await api(
        "setMyCommands", commands=commands("stuff"), language_code="en", scope={"type": "all_private_chats"}
    )
    await api("setMyCommands", commands=commands("admin"), scope=CHAT)
    assert seen(world, me, CUSTOMER_ID) == ["admin"]
    assert seen(world, me, SECOND_CUSTOMER_ID) == ["stuff"]
    await api("deleteMyCommands", scope=CHAT)
    assert seen(world, me, CUSTOMER_ID) == ["help", "card"]
    await api("setMyCommands", scope={"type": "all_private_chats"})
    assert seen(world, me, CUSTOMER_ID) == ["help"]
    assert (await api("getMyCommands"))["result"] == commands("help")
    assert (await api("getMyCommands", scope=CHAT))["result"] == []


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"commands": "{"}, "can't parse commands JSON object"),
        ({"commands": {}}, "expected an Array of BotCommand"),
        ({"commands": [1]}, "can't parse BotCommand: expected an Object"),
        ({"commands": [{"command": "x"}]}, "can't parse BotCommand: Can't find field \"description\""),
        ({"commands": commands("")}, "command must be non-empty"),
        ({"commands": commands("x" * 33)}, "command length must not exceed 32"),
        ({"commands": commands("myInfo")}, "BOT_COMMAND_INVALID"),
        ({"commands": commands("баланс")}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "x", "description": " "}]}, "command description must be non-empty"),
        (
            {"commands": [{"command": "x", "description": "x" * 257}]},
            "command description length must not exceed 256",
        ),
        ({"commands": commands(*(f"c{n}" for n in range(101)))}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": commands("x"), "language_code": "rus"}, "invalid language code specified"),
        ({"commands": commands("x"), "scope": "{"}, "can't parse BotCommandScope JSON object"),
        (
            {"commands": commands("x"), "scope": [1]},
            "can't parse BotCommandScope: BotCommandScope must be an Object",
        ),
        ({"commands": commands("x"), "scope": {}}, "can't parse BotCommandScope: Can't find field \"type\""),
        (
            {"commands": commands("x"), "scope": {"type": "nobody"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
        (
            {"commands": commands("x"), "scope": {"type": "chat"}},
            "can't parse BotCommandScope: Can't find field \"chat_id\"",
        ),
        ({"commands": commands("x"), "scope": {"type": "chat", "chat_id": 4242}}, "chat not found"),
    ],
)
async def test_commands_that_telegram_refuses(
    me: Bot, api: Api, params: dict[str, Any], description: str
) -> None:
    answer = await api("setMyCommands", **params)
    assert (answer["error_code"], answer["description"]) == (400, f"Bad Request: {description}")


async def test_a_hundred_commands_and_a_slash_are_taken(api: Api) -> None:
    assert (await api("setMyCommands", commands=commands(*(f"c{n}" for n in range(100)))))["ok"]
    assert (await api("setMyCommands", commands=commands("/help")))["ok"]
    assert (await api("getMyCommands"))["result"][0]["command"] == "help"


@pytest.mark.parametrize(
    ("what", "most"), [("Name", 64), ("Description", 512), ("ShortDescription", 120)], ids=str
)
async def test_texts_about_the_bot_have_languages_and_lengths(api: Api, what: str, most: int) -> None:
    field = {"Name": "name", "Description": "description", "ShortDescription": "short_description"}[what]
    assert (await api(f"setMy{what}", **{field: "x" * most}))["ok"]
    assert (await api(f"setMy{what}", **{field: "по-русски"}, language_code="ru"))["ok"]
    assert (await api(f"getMy{what}", language_code="ru"))["result"] == {field: "по-русски"}
    assert (await api(f"getMy{what}", language_code="en"))["result"] == {field: "x" * most}
    refused = await api(f"setMy{what}", **{field: "x" * (most + 1)})
    assert refused["error_code"] == 400
    await api(f"setMy{what}", **{field: ""})
    assert (await api(f"getMy{what}"))["result"] == {field: "Regulars" if what == "Name" else ""}


async def test_the_menu_button_of_a_chat_and_of_all(me: Bot, api: Api) -> None:
    assert (await api("setChatMenuButton", menu_button={"type": "commands"}))["ok"]
    app = {"type": "web_app", "text": "App", "web_app": {"url": "https://example.com"}}
    assert (await api("setChatMenuButton", chat_id=CUSTOMER_ID, menu_button=app))["ok"]
    assert (await api("getChatMenuButton", chat_id=CUSTOMER_ID))["result"] == app
    assert (await api("setChatMenuButton", chat_id=CUSTOMER_ID))["ok"]
    assert (await api("getChatMenuButton", chat_id=CUSTOMER_ID))["result"] == {"type": "commands"}


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"menu_button": "{"}, "can't parse menu button JSON object"),
        ({"menu_button": [1]}, "can't parse menu button: MenuButton must be an Object"),
        ({"menu_button": {"type": "x"}}, "can't parse menu button: MenuButton has unsupported type"),
        ({"menu_button": {"type": "web_app"}}, "can't parse menu button: Can't find field \"text\""),
        ({"chat_id": "x"}, "invalid chat_id specified"),
        ({"chat_id": 4242}, "user not found"),
    ],
)
async def test_menu_buttons_that_telegram_refuses(api: Api, params: dict[str, Any], description: str) -> None:
    assert (await api("setChatMenuButton", **params))["description"] == f"Bad Request: {description}"
