"""From the bytes of a request to a parsed body."""

from __future__ import annotations

from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from webhooks.errors import Problem, from_validation

REPLAYED = {"Idempotent-Replayed": "true"}
Shape = TypeVar("Shape", bound=BaseModel)


async def read(request: web.Request, shape: type[Shape]) -> Shape:
    """The body as the shape says. Raises Problem (400, 413, 415 or 422) with what is wrong with it."""
    return parsed(await raw(request), shape)


async def raw(request: web.Request) -> bytes:
    """The bytes of a body that says it is plain JSON, as they were sent. Raises Problem (413 or 415)."""
    if request.content_type != "application/json":  # aiohttp's name of a missing header is octet-stream
        raise Problem("not_json")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Problem("packed")
    return await request.read()


def parsed(body: bytes, shape: type[Shape]) -> Shape:
    """The bytes as the shape says. Raises Problem (400 or 422)."""
    try:
        return shape.model_validate_json(body)
    except ValidationError as error:
        raise from_validation(error) from None


def answer(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Ready JSON as a response."""
    return web.Response(body=body, status=status, content_type="application/json", headers=headers)


def once(body: bytes, *, replayed: bool) -> web.Response:
    """The answer of a call that is safe to repeat: 201, or 200 and the header when it was answered before."""
    return answer(body, 200, REPLAYED) if replayed else answer(body, 201)
