"""Errors as RFC 9457 problem documents: one shape for whatever goes wrong."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import structlog
from aiohttp import ClientConnectionResetError, web
from aiohttp.typedefs import Handler
from pydantic import ValidationError

from services.database import FULL, LOST
from services.errors import RegularsError
from webhooks.problems import of_refusal, status_and_title, told
from webhooks.requests import REQUEST_ID, route_of

CONTENT_TYPE = "application/problem+json"
CLIENT_GONE = 499  # as nginx logs a client that closed the connection
MOST_ERRORS = 50
_log = structlog.get_logger(__name__)

_WORDS = {
    "missing": "is required",
    "extra_forbidden": "is not a field of this call",
    "string_type": "expected a text in quotes",
    "list_type": "expected a list",
    "tuple_type": "expected a list",
    "dict_type": "expected an object",
    "model_type": "expected an object",
}
_CODE_OF_STATUS = {404: "unknown_path", 405: "method_not_allowed", 413: "too_large", 415: "not_json"}


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field; its path is written with dots: ``lines.0.amount``."""

    field: str
    message: str


class Problem(Exception):
    """A refusal by the edge itself; ``code`` is a key of problems.KINDS."""

    def __init__(
        self,
        code: str,
        detail: str | None = None,
        *,
        errors: Iterable[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


def invalid_body(errors: Iterable[FieldError]) -> Problem:
    """The body has the wrong shape: 422 with the fields."""
    return Problem("invalid_body", errors=errors)


def from_validation(error: ValidationError) -> Problem:
    """Pydantic's findings as a problem, without the values that were sent."""
    found = error.errors(include_input=False, include_context=False, include_url=False)
    broken = next((item["msg"] for item in found if item["type"] == "json_invalid"), None)
    if broken:
        return Problem("invalid_json", broken)
    return invalid_body(
        FieldError(_path(item["loc"]), _WORDS.get(item["type"], item["msg"])) for item in found[:MOST_ERRORS]
    )


def _path(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part)[:64] for part in loc) or "body"


def answer(
    code: str,
    status: int,
    title: str,
    *,
    detail: str | None = None,
    errors: Iterable[FieldError] = (),
    headers: Mapping[str, str] | None = None,
    **members: object,
) -> web.Response:
    """One problem document as a response."""
    document: dict[str, Any] = {
        "type": f"/v1/docs#problem-{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail or title,
        **members,
    }
    listed = [{"field": error.field, "message": error.message} for error in errors]
    if listed:
        document["errors"] = listed
    body = orjson.dumps(document)
    return web.Response(body=body, status=status, content_type=CONTENT_TYPE, headers=headers)


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn whatever a handler raises into a problem document."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        return _of_http(request, error)
    except Exception as error:  # the last line of defence: what is not a refusal is logged
        return _of_error(request, error)


def _of_error(request: web.Request, error: Exception) -> web.Response:
    if isinstance(error, Problem):
        return _of_problem(error)
    if isinstance(error, RegularsError):
        return _of_refusal(error)
    if isinstance(error, ClientConnectionResetError):
        return web.Response(
            status=CLIENT_GONE
        )  # nobody reads it; the access log tells it from our own faults
    if isinstance(error, web.RequestPayloadError):  # e.g. chunks that are none
        return _of_problem(Problem("invalid_request"))
    if isinstance(error, (*FULL, *LOST)):
        return _of_database(request, error)
    return _of_surprise(request, error)


def _of_database(request: web.Request, error: Exception) -> web.Response:
    if isinstance(error, FULL):
        _log.error("database_full", route=route_of(request), error=type(error).__name__)
        return _of_problem(Problem("database_full", headers={"Retry-After": "5"}))
    _log.warning("database_away", route=route_of(request), error=type(error).__name__)
    return _of_problem(Problem("database_away", headers={"Retry-After": "1"}))


def _of_problem(problem: Problem) -> web.Response:
    status, title = status_and_title(problem.code)
    return answer(
        problem.code,
        status,
        title,
        detail=problem.detail,
        errors=problem.errors,
        headers=problem.headers,
    )


def _of_refusal(error: RegularsError) -> web.Response:
    status, title = of_refusal(error)
    wait = error.facts.get("retry_after")
    headers = {"Retry-After": str(wait)} if wait is not None else None
    fields = [FieldError(error.field, title)] if error.field else []
    return answer(error.code, status, title, errors=fields, headers=headers, **told(error))


def _of_http(request: web.Request, error: web.HTTPException) -> web.StreamResponse:
    """aiohttp's own refusals; a redirect stays what it is."""
    if error.status < 400:
        raise error
    allow = error.headers.get("Allow")
    if error.status == 405 and request.method == "OPTIONS":
        return web.Response(status=204, headers={"Allow": f"{allow},OPTIONS"})
    code = _CODE_OF_STATUS.get(error.status, "invalid_request")
    _, title = status_and_title(code)
    return answer(code, error.status, title, headers={"Allow": allow} if allow else None)


def _of_surprise(request: web.Request, error: Exception) -> web.Response:
    """A bug: what it was goes to the log, first line only, since a second may quote a customer's row."""
    reference = request.get(REQUEST_ID, "")
    _log.error(
        "request_failed",
        route=route_of(request),
        reference=reference,
        error=type(error).__name__,
        message=(str(error).splitlines() or [""])[0][:200],
        frames="".join(traceback.format_tb(error.__traceback__)),
    )
    status, title = status_and_title("internal_error")
    return answer("internal_error", status, title, reference=reference)
