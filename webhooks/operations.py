"""One call of the API: its route and its documentation in one place, so that they cannot part."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web
from pydantic import BaseModel

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Answer:
    """One status that a call answers with when all is well.

    ``model`` is None for what is not JSON, ``media`` is empty for an answer without a body.
    """

    description: str
    model: type[BaseModel] | None = None
    media: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    example: Any = None


def once(model: type[BaseModel], now: str, before: str, *, example: Any = None) -> dict[int, Answer]:
    """What a call that is safe to repeat answers (see ``bodies.once``), in words for both cases."""
    return {
        201: Answer(now, model, example=example),
        200: Answer(before, model, headers={"Idempotent-Replayed": "Always `true`"}),
    }


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that stands in the path or in a header; always required."""

    name: str
    place: Literal["path", "header"]
    description: str
    example: str


@dataclass(frozen=True, slots=True)
class Operation:
    """A method on a path; ``refusals`` are statuses beside those that follow from a key and a body."""

    method: str
    path: str
    name: str
    tag: str
    summary: str
    description: str
    handler: Handler
    answers: Mapping[int, Answer]
    body: type[BaseModel] | None = None
    example: Mapping[str, Any] | None = None
    refusals: tuple[int, ...] = ()
    needs_key: bool = False
    hidden: bool = False  # in the document, but not on the page
    parameters: tuple[Parameter, ...] = ()

    @property
    def problem_statuses(self) -> tuple[int, ...]:
        """Every status of a problem document that the call may answer with."""
        found = {500, *self.refusals}
        found |= {401, 503} if self.needs_key else set()
        found |= {400, 413, 415, 422} if self.body else set()
        return tuple(sorted(found))
