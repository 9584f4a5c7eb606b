"""Tokens, methods, chats: who may call what and write to whom."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest

import sandbox
from sandbox.people import ADMIN_ID, BOT_TOKEN, CASHIER_ID, CUSTOMER_ID
from sandbox.telegram import RULES, StandIn, acts
from sandbox.telegram.bots import Bot
from tests.sandbox.conftest import Api


@pytest.fixture
def me(world: StandIn) -> Bot:
    return world.bot_by_token(BOT_TOKEN)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_says_where_it_is_from(rule: Any) -> None:
    assert rule.source.startswith("https://")
    assert 400 <= rule.code < 500


SANDBOX = Path(sandbox.__file__).parent


def test_every_rule_is_used() -> None:
    code = "".join(path.read_text() for path in SANDBOX.rglob("*.py") if not path.name.endswith("rules.py"))
    assert [name for name in RULES if f'"{name}"' not in code and name != "flood"] == []


def test_the_sandbox_knows_no_aiogram() -> None:
    assert [path for path in SANDBOX.rglob("*.py") if "import aiogram" in path.read_text()] == []
    program = "import sys, sandbox.server, sandbox.client; sys.exit('aiogram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=SANDBOX.parent, check=False).returncode == 0


@pytest.mark.parametrize(
    ("token", "code", "description"),
    [
        ("7000000001:wrong", 401, "Unauthorized"),
        ("8000000001:unknown", 401, "Unauthorized"),
        ("no-colon", 401, "Unauthorized: invalid token specified"),
        ("07:leading-zero", 401, "Unauthorized: invalid token specified"),
    ],
)
async def test_a_wrong_token_is_unauthorized(api: Api, token: str, code: int, description: str) -> None:
    assert await api("getMe", token=token) == {"ok": False, "error_code": code, "description": description}


async def test_an_unknown_method_is_not_found(api: Api) -> None:
    answer = await api("sendNonsense")
    assert answer == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}


async def test_method_names_have_no_case_and_unknown_parameters_are_no_matter(api: Api) -> None:
    assert (await api("GETme", nonsense={"a": [1]}))["ok"] is True


async def test_get_me_has_the_fields_of_a_bot(api: Api) -> None:
    result = (await api("getMe"))["result"]
    assert (result["is_bot"], result["username"]) == (True, "regulars_sandbox_bot")
    assert result["can_read_all_group_messages"] is False


@pytest.mark.parametrize(
    ("chat_id", "code", "description"),
    [
        ("", 400, "Bad Request: chat_id is empty"),
        (424242, 400, "Bad Request: chat not found"),
        (CUSTOMER_ID, 400, "Bad Request: chat not found"),
        ("@maria_sandbox", 400, "Bad Request: chat not found"),
        ("nonsense", 400, "Bad Request: chat not found"),
    ],
)
async def test_a_bot_cannot_write_to_strangers(api: Api, chat_id: Any, code: int, description: str) -> None:
    answer = await api("sendMessage", chat_id=chat_id, text="hello")
    assert (answer["error_code"], answer["description"]) == (code, description)


async def test_a_bot_cannot_begin_a_conversation_with_somebody_it_only_heard_of(
    world: StandIn, me: Bot, api: Api
) -> None:
    acts.start(world, me, ADMIN_ID)
    acts.share_contact(world, me, ADMIN_ID, user_id=CASHIER_ID)
    answer = await api("sendMessage", chat_id=CASHIER_ID, text="hello")
    assert answer["error_code"] == 403
    assert answer["description"] == "Forbidden: bot can't initiate conversation with a user"


@pytest.mark.parametrize("method", ["sendMessage", "sendChatAction", "editMessageText"])
async def test_who_blocked_the_bot_gets_nothing(world: StandIn, me: Bot, api: Api, method: str) -> None:
    acts.start(world, me, CUSTOMER_ID)
    acts.block(world, me, CUSTOMER_ID, True)
    answer = await api(method, chat_id=CUSTOMER_ID, text="hello", action="typing", message_id=1)
    assert answer["error_code"] == 403
    assert answer["description"] == "Forbidden: bot was blocked by the user"
    acts.block(world, me, CUSTOMER_ID, False)
    assert (await api("sendMessage", chat_id=CUSTOMER_ID, text="hello"))["ok"]


async def test_bodies_may_be_json_urlencoded_multipart_or_a_query(
    world: StandIn, me: Bot, http: aiohttp.ClientSession
) -> None:
    acts.start(world, me, CUSTOMER_ID)
    path = f"/bot{BOT_TOKEN}/sendMessage"
    fields = {"chat_id": str(CUSTOMER_ID), "text": "<b>да</b>", "parse_mode": "HTML"}
    form = aiohttp.FormData(fields, default_to_multipart=True)
    for options in ({"json": fields}, {"data": fields}, {"data": form}, {"params": fields}):
        async with http.post(path, **options) as response:
            body = await response.json()
        assert body["result"]["text"] == "да", body
        assert body["result"]["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    async with http.get(path, params=fields) as response:
        assert (await response.json())["ok"]


async def test_a_broken_json_body_is_an_empty_one(http: aiohttp.ClientSession) -> None:
    headers = {"Content-Type": "application/json"}
    async with http.post(f"/bot{BOT_TOKEN}/sendMessage", data=b"{nonsense", headers=headers) as response:
        body = await response.json()
    assert body["description"] == "Bad Request: message text is empty"


async def test_get_chat_and_member_know_only_whom_the_bot_knows(world: StandIn, me: Bot, api: Api) -> None:
    acts.start(world, me, CUSTOMER_ID)
    chat = (await api("getChat", chat_id=CUSTOMER_ID))["result"]
    assert (chat["id"], chat["type"], chat["first_name"]) == (CUSTOMER_ID, "private", "Мария")
    member = await api("getChatMember", chat_id=CUSTOMER_ID, user_id=CUSTOMER_ID)
    assert member["result"]["status"] == "member"
    stranger = await api("getChatMember", chat_id=CUSTOMER_ID, user_id=CASHIER_ID)
    assert stranger["description"] == "Bad Request: user not found"
    nobody = await api("getChatMember", chat_id=CUSTOMER_ID, user_id="x")
    assert nobody["description"] == "Bad Request: invalid user_id specified"
