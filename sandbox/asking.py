"""What a request to the control API is about: the stand-in and its bot, the person, the body; mistakes as answers."""

from typing import Any

import orjson
from aiohttp import web

from sandbox.guard import Handler
from sandbox.keys import STAND_IN
from sandbox.problem import problem
from sandbox.telegram.acts import ActError
from sandbox.telegram.bots import Bot
from sandbox.telegram.rules import TelegramError
from sandbox.telegram.standin import StandIn

CHAT = r"/sandbox/chats/{person:\d+}"


def told(handler: Handler) -> Handler:
    """The handler with its errors as problem documents."""

    async def answered(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except ActError as error:
            return problem(error.status, error.code, error.detail)
        except TelegramError as error:
            return problem(error.code, "telegram", error.description)

    return answered


def world_of(request: web.Request) -> tuple[StandIn, Bot]:
    """The stand-in and the bot that `?bot=` names, else its first. Raises ActError 404."""
    world = request.app[STAND_IN]
    wanted = request.query.get("bot")
    for bot in world.bots.values():
        if wanted is None or str(bot.id) == wanted:
            return world, bot
    raise ActError(404, "bot_not_found", "there is no such bot")


def person_of(request: web.Request) -> int:
    """The person in the path."""
    return int(request.match_info["person"])


async def body_of(request: web.Request) -> dict[str, Any]:
    """The JSON object in the body, {} for none. Raises ActError 400."""
    data = await request.read()
    try:
        body = orjson.loads(data) if data else {}
    except orjson.JSONDecodeError:
        raise ActError(400, "json_invalid", "the body is not JSON") from None
    if not isinstance(body, dict):
        raise ActError(400, "json_invalid", "the body is not a JSON object")
    return body
