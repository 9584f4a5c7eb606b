"""The calls beside the API: health, numbers and the documents themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import orjson
from aiohttp import web
from pydantic import BaseModel, Field

from webhooks import health, openapi
from webhooks.docs import assets, page
from webhooks.health import Readiness
from webhooks.metrics import Metrics
from webhooks.operations import Answer, Handler, Operation

PLAIN = "text/plain"


class Alive(BaseModel):
    """The process runs."""

    status: Literal["alive"]


class Ready(BaseModel):
    """Whether the program can serve, and each part that it needs."""

    status: Literal["ready", "degraded", "unavailable"]
    checks: dict[str, Literal["ok", "failing"]] = Field(examples=[{"database": "ok", "redis": "ok"}])


def health_operations(readiness: Readiness, metrics: Metrics) -> tuple[Operation, ...]:
    """For whoever watches over the program."""
    return (
        Operation(
            "GET",
            "/healthz",
            "alive",
            "Health",
            "Is the process alive",
            "Says nothing about the database.",
            health.alive,
            {200: Answer("It is", Alive)},
        ),
        Operation(
            "GET",
            "/readyz",
            "ready",
            "Health",
            "Can the program serve",
            "Looks at each part that is needed. Without Redis the program is `degraded` and serves on.",
            health.ready(readiness),
            {200: Answer("It can", Ready), 503: Answer("It cannot", Ready)},
        ),
        Operation(
            "GET",
            "/metrics",
            "metrics",
            "Health",
            "Numbers for Prometheus",
            "Counts and times by route; never about customers.",
            metrics.handler(),
            {200: Answer("The numbers", media=PLAIN)},
        ),
    )


def document_operations(described: Sequence[Operation], version: str) -> tuple[Operation, ...]:
    """The documents of these operations and of themselves."""
    served: dict[str, bytes] = {}

    async def openapi_json(request: web.Request) -> web.Response:
        return _document(served["openapi"], "application/json")

    async def docs(request: web.Request) -> web.Response:
        return _document(served["docs"], "text/html")

    own = _own(openapi_json, docs)
    document = openapi.document([*described, *own], version)
    served["openapi"] = orjson.dumps(document)
    served["docs"] = page.render(document).encode()
    return own


def _own(openapi_json: Handler, docs: Handler) -> tuple[Operation, ...]:
    return (
        Operation(
            "GET",
            "/v1/openapi.json",
            "openapi",
            "Documents",
            "This document",
            "OpenAPI 3.1, for programs that make clients of it.",
            openapi_json,
            {200: Answer("The document", openapi.AnyObject)},
        ),
        Operation(
            "GET",
            "/v1/docs",
            "docs",
            "Documents",
            "This document, for people",
            "A page that needs nothing from anywhere else.",
            docs,
            {200: Answer("The page", media="text/html")},
        ),
        *(
            Operation(
                "GET",
                f"/v1/docs/{name}",
                f"docs_{name.partition('.')[2]}",
                "Documents",
                f"A part of the page: {name}",
                "The page asks for it.",
                assets.handler(name),
                {200: Answer("The file", media=media)},
                hidden=True,
            )
            for name, media in assets.MEDIA.items()
        ),
    )


def _document(body: bytes, media: str) -> web.Response:
    return web.Response(
        body=body,
        content_type=media,
        charset="utf-8" if media == "text/html" else None,
        headers={**assets.SECURITY, "Cache-Control": "no-cache"},
    )
