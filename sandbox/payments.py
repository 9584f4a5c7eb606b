"""The part of the control API that is about money: invoices, paying, Stars, subscriptions."""

from typing import Any

from aiohttp import web

from sandbox.asking import CHAT, body_of, person_of, world_of
from sandbox.guard import Handler
from sandbox.problem import answer
from sandbox.telegram import paying
from sandbox.telegram.acts import ActError


def payment_routes() -> list[tuple[str, str, Handler]]:
    """Method, path and handler of every call."""
    return [
        ("POST", f"{CHAT}/invoice", invoice),
        ("POST", f"{CHAT}/pay", pay),
        ("GET", f"{CHAT}/stars", stars),
        ("POST", f"{CHAT}/stars", top_up),
        ("POST", f"{CHAT}/subscription", subscription),
    ]


async def invoice(request: web.Request) -> web.Response:
    """Open an invoice: {message_id} or {link}; answers what the pay sheet shows."""
    world, bot = world_of(request)
    return answer(paying.open_invoice(world, bot, person_of(request), **_which(await body_of(request))))


async def pay(request: web.Request) -> web.Response:
    """Pay an invoice: {message_id} or {link}, tip?; answers {paid, code, detail, message} when the bot has answered."""
    world, bot = world_of(request)
    body = await body_of(request)
    tip = _number(body, "tip", 0)
    checkout = paying.pay(world, bot, person_of(request), **_which(body), tip=tip)
    return answer((await world.checkouts.wait(checkout)).body())


async def stars(request: web.Request) -> web.Response:
    """A person's Stars, subscriptions and payments."""
    world, bot = world_of(request)
    return answer(paying.stars(world, bot, person_of(request)))


async def top_up(request: web.Request) -> web.Response:
    """Give Stars: {amount?}, 1,000 when it is left out; a negative amount takes them away."""
    world, bot = world_of(request)
    amount = _number(await body_of(request), "amount", paying.TOP_UP)
    paying.top_up(world, person_of(request), amount)
    return answer(paying.stars(world, bot, person_of(request)))


async def subscription(request: web.Request) -> web.Response:
    """Cancel a subscription or take it up again: {charge, canceled}."""
    world, bot = world_of(request)
    body = await body_of(request)
    charge, canceled = body.get("charge"), body.get("canceled")
    if not isinstance(charge, str) or not isinstance(canceled, bool):
        raise ActError(
            400, "subscription_invalid", "charge (a string) and canceled (true or false) are needed"
        )
    paying.edit_subscription(world, bot, person_of(request), charge, canceled=canceled)
    return answer(paying.stars(world, bot, person_of(request)))


def _which(body: dict[str, Any]) -> dict[str, Any]:
    """Which invoice a body means."""
    message_id, link = body.get("message_id"), body.get("link")
    if isinstance(message_id, int) and message_id > 0 and link is None:
        return {"message_id": message_id}
    if isinstance(link, str) and link and message_id is None:
        return {"link": link}
    raise ActError(400, "invoice_invalid", "message_id (a number) or link (a string) is needed")


def _number(body: dict[str, Any], field: str, default: int) -> int:
    value = body.get(field, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ActError(400, f"{field}_invalid", f"{field} is a whole number")
    return value
