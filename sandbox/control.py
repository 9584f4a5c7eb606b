"""The control API: what the page and the tests do in the name of people, over HTTP.

Errors are problem documents with `code` and `detail`. `?bot=<id>` chooses among several bots; the first is the default.
"""

import asyncio
import dataclasses
import functools
from typing import Any

import orjson
from aiohttp import web

from sandbox.asking import CHAT, body_of, person_of, told, world_of
from sandbox.guard import Handler
from sandbox.keys import STAND_IN
from sandbox.payments import payment_routes
from sandbox.people import FIRST_NEW_ID, default_people
from sandbox.problem import answer as as_json
from sandbox.requests import read_params
from sandbox.telegram import acts
from sandbox.telegram.acts import ActError
from sandbox.telegram.calls import Upload
from sandbox.telegram.chats import Person
from sandbox.telegram.faults import Fault
from sandbox.telegram.standin import StandIn

ANSWER_SECONDS = 5.0
_HEARTBEAT_SECONDS = 15.0
_IMAGES = {b"\x89PNG": "image/png", b"\xff\xd8": "image/jpeg", b"GIF8": "image/gif", b"RIFF": "image/webp"}
_FAULT_FIELDS = {field.name for field in dataclasses.fields(Fault)}


def control_routes() -> list[tuple[str, str, Handler]]:
    """Method, path and handler of every call."""
    routes: list[tuple[str, str, Handler]] = [
        ("GET", "/sandbox/state", state),
        ("POST", "/sandbox/people", add_person),
        ("GET", CHAT, chat),
        ("POST", f"{CHAT}/start", start),
        ("POST", f"{CHAT}/text", write),
        ("POST", f"{CHAT}/press", press),
        ("POST", f"{CHAT}/contact", contact),
        ("POST", f"{CHAT}/photo", functools.partial(send_file, kind="photo")),
        ("POST", f"{CHAT}/document", functools.partial(send_file, kind="document")),
        ("POST", f"{CHAT}/block", block),
        ("GET", "/sandbox/files/{file}", file),
        ("POST", "/sandbox/faults", add_fault),
        ("DELETE", "/sandbox/faults", clear_faults),
        ("POST", "/sandbox/limits", set_limits),
        ("GET", "/sandbox/journal", journal),
        ("POST", "/sandbox/reset", reset),
        *payment_routes(),
    ]
    return [
        *((method, path, told(handler)) for method, path, handler in routes),
        ("GET", "/sandbox/events", events),
    ]


async def state(request: web.Request) -> web.Response:
    """The people and the bot."""
    world, bot = world_of(request)
    about = {
        "id": bot.id,
        "username": bot.username,
        "first_name": bot.profile_text("name"),
        "description": bot.profile_text("description"),
        "short_description": bot.profile_text("short_description"),
    }
    people = [dataclasses.asdict(person) for person in world.people.values()]
    return as_json({"people": people, "bot": about, "connected": world.is_connected(bot)})


async def add_person(request: web.Request) -> web.Response:
    """Somebody new: {first_name | name, last_name?, username?, language_code | language, phone?, role?}."""
    world, _ = world_of(request)
    body = await body_of(request)
    name = str(body.get("first_name") or body.get("name") or "").strip()
    if not name:
        raise ActError(400, "name_missing", "a person has a first name")
    person = Person(
        acts.new_person_id(world, FIRST_NEW_ID),
        name,
        last_name=str(body.get("last_name") or ""),
        username=str(body.get("username") or ""),
        language_code=str(body.get("language_code") or body.get("language") or "ru"),
        phone=str(body.get("phone") or ""),
        role=str(body.get("role") or "customer"),
    )
    return as_json(dataclasses.asdict(world.add_person(person)), 201)


async def chat(request: web.Request) -> web.Response:
    """The chat as its person sees it."""
    world, bot = world_of(request)
    return as_json(acts.view(world, bot, person_of(request)))


async def start(request: web.Request) -> web.Response:
    """Press start: {payload?}."""
    world, bot = world_of(request)
    body = await body_of(request)
    return as_json(acts.start(world, bot, person_of(request), str(body.get("payload") or "")))


async def write(request: web.Request) -> web.Response:
    """Write: {text}."""
    world, bot = world_of(request)
    return as_json(
        acts.write(world, bot, person_of(request), str((await body_of(request)).get("text") or ""))
    )


async def press(request: web.Request) -> web.Response:
    """Press an inline button: {message_id, data}; answers what the bot answered."""
    world, bot = world_of(request)
    body = await body_of(request)
    message_id, data = body.get("message_id"), body.get("data")
    if not isinstance(message_id, int) or not isinstance(data, str):
        raise ActError(400, "button_invalid", "message_id (a number) and data (a string) are needed")
    query = acts.press(world, bot, person_of(request), message_id, data)
    answer = await acts.answer_to(query, ANSWER_SECONDS)
    return as_json(
        {"text": None, "show_alert": False, "url": None, "answered": answer is not None} | (answer or {})
    )


async def contact(request: web.Request) -> web.Response:
    """Share a contact: {} one's own, {user_id?, phone?, first_name?} somebody else's."""
    world, bot = world_of(request)
    body = await body_of(request)
    user_id, phone = body.get("user_id"), body.get("phone") or body.get("phone_number")
    first_name = body.get("first_name")
    return as_json(acts.share_contact(world, bot, person_of(request), user_id, phone, first_name))


async def send_file(request: web.Request, kind: str) -> web.Response:
    """Send a photo or a document: multipart with one file and a caption."""
    world, bot = world_of(request)
    params, files = await read_params(request)
    if not files:
        raise ActError(400, "file_missing", "a file is needed")
    upload: Upload = next(iter(files.values()))
    return as_json(acts.send_file(world, bot, person_of(request), kind, upload, params.get("caption", "")))


async def block(request: web.Request) -> web.Response:
    """Block the bot or not: {blocked}."""
    world, bot = world_of(request)
    blocked = (await body_of(request)).get("blocked", True)
    acts.block(world, bot, person_of(request), bool(blocked))
    return as_json(acts.view(world, bot, person_of(request)))


async def file(request: web.Request) -> web.Response:
    """The bytes of a file: pictures to be shown, all else to be saved."""
    world, _ = world_of(request)
    found = world.files.by_id.get(request.match_info["file"])
    if found is None:
        raise ActError(404, "file_not_found", "there is no such file")
    data = world.files.data(found)
    kind = next((mime for mark, mime in _IMAGES.items() if data.startswith(mark)), None)
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=3600"}
    if kind is None:
        headers["Content-Disposition"] = "attachment"
    return web.Response(body=data, content_type=kind or "application/octet-stream", headers=headers)


async def add_fault(request: web.Request) -> web.Response:
    """Plan a fault: the fields of `Fault`; {latency_ms} alone slows every request."""
    world, _ = world_of(request)
    body = await body_of(request)
    if unknown := body.keys() - _FAULT_FIELDS:
        raise ActError(400, "fault_invalid", f"unknown fields: {', '.join(sorted(unknown))}")
    if body.keys() == {"latency_ms"}:
        world.faults.latency_ms = float(body["latency_ms"])
    else:
        world.faults.add(Fault(**body))
    return as_json(_faults(world), 201)


async def clear_faults(request: web.Request) -> web.Response:
    """No more faults."""
    world, _ = world_of(request)
    world.faults.clear()
    return as_json(_faults(world))


async def set_limits(request: web.Request) -> web.Response:
    """Flood limits on or off: {enabled}."""
    world, _ = world_of(request)
    world.limits.enabled = bool((await body_of(request)).get("enabled", True))
    return as_json({"enabled": world.limits.enabled})


async def journal(request: web.Request) -> web.Response:
    """The requests of the bots, oldest first; ?method= and ?chat_id= choose."""
    world, _ = world_of(request)
    chat_id = request.query.get("chat_id", "")
    number = int(chat_id) if chat_id.removeprefix("-").isdecimal() else None
    return as_json([entry.body() for entry in world.journal.find(request.query.get("method"), number)])


async def reset(request: web.Request) -> web.Response:
    """Empty chats and the people of the beginning."""
    world, _ = world_of(request)
    acts.reset(world, default_people())
    return as_json({"people": [dataclasses.asdict(person) for person in world.people.values()]})


async def events(request: web.Request) -> web.StreamResponse:
    """What happens, as Server-Sent Events, from now on."""
    world = request.app[STAND_IN]
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    with world.events.subscribe() as subscription:
        await response.prepare(request)
        await response.write(b": here\n\n")
        while True:
            try:
                event = await asyncio.wait_for(subscription.next(), _HEARTBEAT_SECONDS)
                if event is None:
                    return response
                await response.write(b"data: " + orjson.dumps(event) + b"\n\n")
            except TimeoutError:
                await response.write(b": still here\n\n")
            except ConnectionResetError:
                return response


def _faults(world: StandIn) -> dict[str, Any]:
    return {
        "latency_ms": world.faults.latency_ms,
        "planned": [fault.body() for fault in world.faults.planned],
    }
