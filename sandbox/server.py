"""The stand-in over HTTP: `mount` puts the Bot API, its files and the control API into an aiohttp application."""

from collections.abc import Collection

import orjson
from aiohttp import web

from sandbox.control import control_routes
from sandbox.guard import Handler, guarded
from sandbox.keys import STAND_IN
from sandbox.requests import read_params
from sandbox.telegram.bots import Bot
from sandbox.telegram.calls import Call
from sandbox.telegram.faults import Fault
from sandbox.telegram.rules import TelegramError, refuse
from sandbox.telegram.standin import StandIn


def mount(application: web.Application, stand_in: StandIn, hosts: Collection[str] = ()) -> None:
    """Add /bot<token>/<method>, /file/bot<token>/<path> and /sandbox/... to an application.

    `hosts` are host names to answer to beside localhost. The stand-in opens and closes with the application.
    """
    application[STAND_IN] = stand_in
    routes: list[tuple[str, str, Handler]] = [
        ("*", r"/bot{token:[^/]+}/{method:[^/]*}", bot_api),
        ("GET", r"/file/bot{token:[^/]+}/{path:.+}", download),
        *control_routes(),
    ]
    for method, path, handler in routes:
        application.router.add_route(method, path, guarded(handler, hosts))
    application.on_startup.append(_open)
    application.on_shutdown.append(_close)


async def _open(application: web.Application) -> None:
    await application[STAND_IN].open()


async def _close(application: web.Application) -> None:
    await application[STAND_IN].close()


async def bot_api(request: web.Request) -> web.StreamResponse:
    """One Bot API request."""
    world = request.app[STAND_IN]
    arrived, method = world.clock(), request.match_info["method"]
    try:
        bot = world.bot_by_token(request.match_info["token"])
        call = await _read_call(request, bot, method)
    except TelegramError as error:
        return _refused(error)
    fault = world.faults.pick(method, call.text("chat_id"))
    await world.faults.slow(fault)
    if fault is not None and fault.strikes and not fault.after:
        _note(world, arrived, call, fault.status, f"fault: {fault.kind}")
        return await _strike(request, world, fault)
    response = await _answer(world, arrived, call)
    if fault is not None and fault.strikes:
        return await _strike(request, world, fault)
    return response


async def download(request: web.Request) -> web.StreamResponse:
    """A file of a bot by its getFile path."""
    world = request.app[STAND_IN]
    try:
        world.bot_by_token(request.match_info["token"])
    except TelegramError as error:
        return _refused(error)
    file = world.files.at_path(request.match_info["path"])
    if file is None:
        return _refused(refuse("path"))
    return web.Response(body=world.files.data(file), content_type="application/octet-stream")


async def _read_call(request: web.Request, bot: Bot, method: str) -> Call:
    params, files = await read_params(request)
    return Call(bot, method, params, files)


async def _answer(world: StandIn, arrived: float, call: Call) -> web.Response:
    try:
        answer = await world.run(call)
    except TelegramError as error:
        _note(world, arrived, call, error.code, error.description)
        return _refused(error)
    _note(world, arrived, call, 200, answer.description)
    body = {"ok": True, "result": answer.result}
    if answer.description:
        body["description"] = answer.description
    return _json(body)


async def _strike(request: web.Request, world: StandIn, fault: Fault) -> web.Response:
    if fault.kind == "html":
        return web.Response(body=fault.page, status=fault.status or 502, content_type="text/html")
    if fault.kind == "hang":
        await world.faults.hang()
        return web.Response(status=504)
    if fault.kind == "drop":
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=499)
    return _refused(fault.error())


def _note(world: StandIn, arrived: float, call: Call, status: int, description: str) -> None:
    files = {name: f"<{upload.name}, {len(upload.data)} bytes>" for name, upload in call.files.items()}
    world.journal.add(arrived, call.bot.id, call.method, call.params | files, status, description)


def _refused(error: TelegramError) -> web.Response:
    response = _json(error.body(), error.code)
    if "retry_after" in error.parameters:
        response.headers["Retry-After"] = str(error.parameters["retry_after"])
    return response


def _json(body: object, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")
