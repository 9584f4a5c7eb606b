"""POST /v1/events: something a customer did elsewhere."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from aiohttp import web
from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from services import events, programs
from services.errors import RegularsError
from services.events import RecordedEvent
from webhooks import bodies
from webhooks.api.customers import WAYS, CustomerBody
from webhooks.api.fields import NO_CONTROLS, Body, Expecting, Instant, wrong
from webhooks.keys import CLOCK, KEYRING, caller_of


def plain_json(value: dict[str, Any]) -> dict[str, Any]:
    """Refuse what another reader would not read as it was written: NaN, numbers of more than 64 bits."""
    try:
        same = orjson.loads(orjson.dumps(value)) == value
    except (orjson.JSONEncodeError, orjson.JSONDecodeError):
        same = False
    if not same:
        raise wrong("holds a number that is too large, or is not a number")
    return value


Kind = Annotated[
    str,
    StringConstraints(pattern=f"^{events.KIND.pattern}$"),
    Expecting("expected a kind such as cart_left: small letters, digits and . _ -, at most 64"),
    Field(examples=["cart_left"]),
]
Key = Annotated[
    str,
    StringConstraints(min_length=1, max_length=events.KEY_LIMIT, pattern=NO_CONTROLS),
    Expecting(f"expected a text of 1 to {events.KEY_LIMIT} characters without control characters"),
]
Data = Annotated[dict[str, Any], AfterValidator(plain_json)]


class EventBody(Body):
    """A fact about a customer, and a trigger of journeys."""

    key: Annotated[Key, Field(description="The caller's own id of the event, unique for the merchant.")]
    kind: Kind
    customer: CustomerBody
    at: Annotated[Instant, Field(description="When it happened, with the offset from UTC.")]
    data: Annotated[Data, Field(description="What else is known, at most 4 KB of JSON.")] = {}  # noqa: RUF012


class EventResult(BaseModel):
    """The event as it is kept."""

    event: Annotated[str, Field(description="The program's own id of the event.")]
    key: str
    kind: str
    at: Instant


async def record(request: web.Request) -> web.Response:
    """Keep one event; a repeat gets the same answer again."""
    now = request.app[CLOCK].now()
    caller = await caller_of(request)
    body = await bodies.read(request, EventBody)
    program = await programs.load(caller.program_id)
    try:
        recorded = await events.record(
            program,
            caller.merchant_id,
            body.customer.ref,
            body.kind,
            body.key,
            body.data,
            at=body.at,
            keyring=request.app[KEYRING],
            now=now,
        )
    except RegularsError as error:
        if error.field in WAYS:  # the service knows the customer only, the caller the whole body
            error.field = f"customer.{error.field}"
        raise
    return _answer(body, recorded)


def _answer(body: EventBody, recorded: RecordedEvent) -> web.Response:
    document = {"event": str(recorded.id), "key": body.key, "kind": recorded.kind, "at": recorded.at}
    raw = orjson.dumps(document, option=orjson.OPT_UTC_Z)
    return bodies.once(raw, replayed=recorded.replayed)
