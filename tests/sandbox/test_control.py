"""The control API and its guard, over HTTP."""

import asyncio
from typing import Any

import aiohttp
import orjson
import pytest

from sandbox.people import ADMIN_ID, BOT_TOKEN, CASHIER_ID, CUSTOMER_ID, SECOND_CUSTOMER_ID
from sandbox.telegram import StandIn, acts
from tests.sandbox.conftest import Api
from tests.sandbox.pictures import png

ME = f"/sandbox/chats/{CUSTOMER_ID}"


async def get(http: aiohttp.ClientSession, path: str, status: int = 200) -> Any:
    async with http.get(path) as response:
        assert response.status == status, await response.text()
        return await response.json(content_type=None)


async def post(
    http: aiohttp.ClientSession, path: str, body: Any = None, status: int = 200, **options: Any
) -> Any:
    async with http.post(path, json=body, **options) as response:
        assert response.status == status, await response.text()
        return await response.json(content_type=None)


async def test_the_state_tells_people_bot_and_connection(http: aiohttp.ClientSession, api: Api) -> None:
    state = await get(http, "/sandbox/state")
    assert {person["id"]: person["role"] for person in state["people"]} == {
        CUSTOMER_ID: "customer",
        SECOND_CUSTOMER_ID: "customer",
        CASHIER_ID: "cashier",
        ADMIN_ID: "admin",
    }
    assert (state["bot"]["username"], state["connected"]) == ("regulars_sandbox_bot", False)
    await api("getUpdates")
    assert (await get(http, "/sandbox/state"))["connected"] is True


async def test_people_can_be_added(http: aiohttp.ClientSession) -> None:
    one = await post(http, "/sandbox/people", {"first_name": "Ann", "language_code": "en"}, 201)
    two = await post(http, "/sandbox/people", {"name": "Боб", "language": "ru", "phone": "+12025550150"}, 201)
    assert one["id"] != two["id"]
    assert (two["first_name"], two["phone"]) == ("Боб", "+12025550150")
    assert (await get(http, f"/sandbox/chats/{two['id']}"))["started"] is False
    assert (await post(http, "/sandbox/people", {"name": " "}, 400))["code"] == "name_missing"


async def test_start_and_text_reach_the_bot(http: aiohttp.ClientSession, api: Api) -> None:
    assert (await post(http, f"{ME}/text", {"text": "hi"}, 409))["code"] == "not_started"
    assert (await post(http, f"{ME}/start", {"payload": "ref_1-A"}))["text"] == "/start ref_1-A"
    assert (await post(http, f"{ME}/text", {"text": " hi "}))["text"] == "hi"
    got = [update["message"] for update in (await api("getUpdates"))["result"]]
    assert [message["text"] for message in got] == ["/start ref_1-A", "hi"]
    assert got[0]["entities"] == [{"offset": 0, "length": 6, "type": "bot_command"}]
    assert got[0]["from"] == {
        "id": CUSTOMER_ID,
        "is_bot": False,
        "first_name": "Мария",
        "username": "maria_sandbox",
        "language_code": "ru",
    }
    assert got[0]["chat"]["type"] == "private"


@pytest.mark.parametrize("payload", ["x" * 65, "a b", "привет", "a=b"])
async def test_deep_links_take_only_what_telegram_takes(http: aiohttp.ClientSession, payload: str) -> None:
    assert (await post(http, f"{ME}/start", {"payload": payload}, 400))["code"] == "payload_invalid"


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/sandbox/chats/4242/start", {}, 404, "person_not_found"),
        (f"{ME}/text", {"text": ""}, 400, "text_invalid"),
        (f"{ME}/text", {"text": "x" * 4097}, 400, "text_invalid"),
        (f"{ME}/text", [1], 400, "json_invalid"),
        (f"{ME}/press", {"message_id": "x", "data": "y"}, 400, "button_invalid"),
        (f"{ME}/press", {"message_id": 999, "data": "y"}, 404, "message_not_found"),
        (f"{ME}/photo", {}, 400, "file_missing"),
        (f"{ME}/contact", {"user_id": 4242}, 400, "phone_missing"),
        ("/sandbox/faults", {"nonsense": 1}, 400, "fault_invalid"),
        (f"{ME}/start?bot=5", {}, 404, "bot_not_found"),
    ],
)
async def test_mistakes_are_told(
    http: aiohttp.ClientSession, path: str, body: Any, status: int, code: str
) -> None:
    await post(http, f"{ME}/start")
    assert (await post(http, path, body, status))["code"] == code


async def test_a_press_waits_for_the_answer(http: aiohttp.ClientSession, api: Api) -> None:
    await post(http, f"{ME}/start")
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    sent = (await api("sendMessage", chat_id=CUSTOMER_ID, text="x", reply_markup=markup))["result"]
    body = {"message_id": sent["message_id"], "data": "go"}
    pressing = asyncio.create_task(post(http, f"{ME}/press", body))
    updates: list[Any] = []
    while not updates or "callback_query" not in updates[-1]:
        updates = (await api("getUpdates", timeout=5, offset=-1))["result"]
    query_id = updates[-1]["callback_query"]["id"]
    await api("answerCallbackQuery", callback_query_id=query_id, text="Yes", show_alert=True)
    assert await pressing == {"text": "Yes", "show_alert": True, "url": None, "answered": True}


async def test_contacts_are_ones_own_or_somebody_elses(http: aiohttp.ClientSession, api: Api) -> None:
    await post(http, f"{ME}/start")
    button = {"keyboard": [[{"text": "Phone", "request_contact": True}]], "one_time_keyboard": True}
    asked = (await api("sendMessage", chat_id=CUSTOMER_ID, text="?", reply_markup=button))["result"]
    own = await post(http, f"{ME}/contact", {})
    assert own["contact"] == {"phone_number": "12025550101", "first_name": "Мария", "user_id": CUSTOMER_ID}
    assert own["reply_to_message"]["message_id"] == asked["message_id"]
    assert (await get(http, ME))["keyboard"] is None
    known = await post(http, f"{ME}/contact", {"user_id": CASHIER_ID})
    assert known["contact"]["user_id"] == CASHIER_ID
    stranger = await post(http, f"{ME}/contact", {"phone": "+12025550177", "first_name": "Neighbour"})
    assert stranger["contact"] == {"phone_number": "12025550177", "first_name": "Neighbour"}


async def test_files_go_both_ways_and_documents_are_never_shown(http: aiohttp.ClientSession) -> None:
    await post(http, f"{ME}/start")
    kinds = {"photo": (png(10, 10), "image/png"), "document": (b"<script>", "application/octet-stream")}
    for kind, (data, mime) in kinds.items():
        form = aiohttp.FormData({"caption": "look"})
        form.add_field("file", data, filename="a.html", content_type="text/html")
        async with http.post(f"{ME}/{kind}", data=form) as response:
            message = await response.json()
        assert message["caption"] == "look"
        found = message[kind][-1] if kind == "photo" else message[kind]
        async with http.get(f"/sandbox/files/{found['file_id']}") as response:
            assert (await response.read(), response.content_type) == (data, mime)
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert ("Content-Disposition" in response.headers) == (kind == "document")
    assert (await get(http, "/sandbox/files/none", 404))["code"] == "file_not_found"


async def test_blocking_is_told_to_the_bot(http: aiohttp.ClientSession, api: Api) -> None:
    await post(http, f"{ME}/start")
    assert (await post(http, f"{ME}/block", {"blocked": True}))["blocked"] is True
    assert (await post(http, f"{ME}/text", {"text": "hi"}, 409))["code"] == "blocked"
    assert (await post(http, f"{ME}/start"))["text"] == "/start"
    states = [
        update["my_chat_member"]["new_chat_member"]["status"]
        for update in (await api("getUpdates"))["result"]
        if "my_chat_member" in update
    ]
    assert states == ["kicked", "member"]


async def test_events_tell_what_happens(http: aiohttp.ClientSession, api: Api) -> None:
    async with http.get("/sandbox/events") as stream:
        assert stream.content_type == "text/event-stream"
        await stream.content.readline()
        await post(http, f"{ME}/start")
        sent = (await api("sendMessage", chat_id=CUSTOMER_ID, text="x"))["result"]["message_id"]
        await api("sendChatAction", chat_id=CUSTOMER_ID, action="typing")
        await api("editMessageText", chat_id=CUSTOMER_ID, message_id=sent, text="y")
        await api("deleteMessage", chat_id=CUSTOMER_ID, message_id=sent)
        markup = {"keyboard": [["a"]]}
        await api("sendMessage", chat_id=CUSTOMER_ID, text="x", reply_markup=markup)
        await api("setMyCommands", commands=[])
        await post(http, f"{ME}/block", {"blocked": True})
        kinds: list[str] = []
        while "blocked" not in kinds:
            line = await asyncio.wait_for(stream.content.readline(), 5)
            if line.startswith(b"data: "):
                event = orjson.loads(line[6:])
                kinds.append(event["kind"])
                assert event["chat"] == (None if event["kind"] == "commands" else CUSTOMER_ID)
    assert kinds == [
        "message",
        "message",
        "typing",
        "edit",
        "delete",
        "message",
        "keyboard",
        "commands",
        "blocked",
    ]


async def test_faults_limits_journal_and_reset(world: StandIn, http: aiohttp.ClientSession, api: Api) -> None:
    planned = await post(http, "/sandbox/faults", {"method": "getMe", "status": 500}, 201)
    assert planned["planned"][0]["status"] == 500
    assert (await api("getMe"))["error_code"] == 500
    await post(http, "/sandbox/faults", {"latency_ms": 1}, 201)
    assert world.faults.latency_ms == 1
    async with http.delete("/sandbox/faults") as response:
        assert await response.json() == {"latency_ms": 0, "planned": []}
    assert await post(http, "/sandbox/limits", {"enabled": True}) == {"enabled": True}
    assert [entry["status"] for entry in await get(http, "/sandbox/journal?method=getMe")] == [500]
    await post(http, f"{ME}/start")
    await post(http, "/sandbox/people", {"name": "Ann"}, 201)
    people = (await post(http, "/sandbox/reset"))["people"]
    assert len(people) == 4
    assert (await get(http, ME))["messages"] == []
    assert await get(http, "/sandbox/journal") == []


@pytest.mark.parametrize("path", ["/sandbox/reset", f"{ME}/start", f"/bot{BOT_TOKEN}/getMe"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "evil.example"},
        {"Host": "evil.example:8080"},
        {"Host": "localhost.evil.example"},
        {"Host": "10.0.0.1"},
    ],
    ids=str,
)
async def test_other_sites_are_refused(
    http: aiohttp.ClientSession, path: str, headers: dict[str, str]
) -> None:
    async with http.post(path, headers=headers) as response:
        assert response.status == 403
        assert "Access-Control-Allow-Origin" not in response.headers


async def test_this_machine_is_welcome(http: aiohttp.ClientSession, url: str) -> None:
    port = url.rpartition(":")[2]
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", "[::1]", "shop.localhost"):
        headers = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
        async with http.post(f"{ME}/start", headers=headers) as response:
            assert response.status == 200, host


async def test_a_chat_is_remembered_only_so_far(world: StandIn, http: aiohttp.ClientSession) -> None:
    bot = world.bot_by_token(BOT_TOKEN)
    acts.start(world, bot, CUSTOMER_ID)
    for number in range(600):
        acts.write(world, bot, CUSTOMER_ID, str(number))
    messages = (await get(http, ME))["messages"]
    assert (len(messages), messages[-1]["text"]) == (500, "599")
