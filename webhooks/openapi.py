"""The OpenAPI 3.1 document, assembled from the operations and their pydantic models."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, Field, RootModel
from pydantic.json_schema import models_json_schema

from webhooks.operations import Answer, Operation, Parameter

REF = "#/components/schemas/{model}"
TITLES = {
    400: "The request cannot be read",
    401: "No merchant key or signature, or a wrong one",
    404: "Not found",
    409: "In conflict with what was recorded before",
    413: "The body is too large",
    415: "The body is not JSON",
    422: "The body is understood and refused",
    429: "Too many wrong tries; wait as Retry-After says",
    500: "A bug, logged under the given reference",
    503: "The database cannot be reached; try again",
}
DESCRIPTION = """\
The calls of tills and shops. Each names the merchant by `Authorization: Bearer <merchant key>`.

Money is a decimal string of major units (`"540.00"`) with a currency of ISO 4217, never a JSON number.
Times carry their offset from UTC. A repeated call with the same id and content gets the same answer.
Errors are problem documents of RFC 9457 with a stable `code`."""


class FieldProblem(BaseModel):
    """What is wrong with one field of the body."""

    field: str = Field(description="The path of the field, with dots: lines.0.amount")
    message: str


class ProblemDocument(BaseModel):
    """A problem document of RFC 9457."""

    type: str = Field(description="Where the code is explained.")
    title: str
    status: int
    code: str = Field(description="Stable; programs decide by it.")
    detail: str
    errors: list[FieldProblem] | None = Field(default=None, description="The fields that are wrong.")
    left: str | None = Field(default=None, description="Of an amount that was too much: what there is.")
    currency: str | None = Field(default=None, description="Of a wrong currency: the program's.")
    available: int | None = Field(default=None, description="Of too many points: how many there are.")
    minimum: int | None = Field(default=None, description="Of too few points: the fewest that may pay.")
    step: int | None = Field(default=None, description="Of points out of step: the step.")
    most: int | None = Field(default=None, description="Of what was too many: how many may be.")
    reference: str | None = Field(default=None, description="Of a bug: its id in the log.")


class AnyObject(RootModel[dict[str, Any]]):
    """A JSON object."""


def document(operations: Sequence[Operation], version: str) -> dict[str, Any]:
    """The whole document of these operations."""
    schemas, definitions = _schemas(operations)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        described = _operation(operation, schemas)
        paths.setdefault(operation.path, {})[operation.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Regulars",
            "version": version,
            "summary": "Receipts and customers of a bonus program",
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(operation.tag for operation in operations)],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "securitySchemes": {"merchant_key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas(operations: Iterable[Operation]) -> tuple[dict[type[BaseModel], Any], dict[str, Any]]:
    """Each model's reference, and all definitions: bodies as they are read, answers as they are written."""
    wanted: dict[tuple[type[BaseModel], Any], None] = {(ProblemDocument, "serialization"): None}
    for operation in operations:
        if operation.body:
            wanted[(operation.body, "validation")] = None
        for answer in operation.answers.values():
            if answer.model:
                wanted[(answer.model, "serialization")] = None
    found, schema = models_json_schema(list(wanted), ref_template=REF)
    return {model: found[model, mode] for model, mode in wanted}, schema["$defs"]


def _operation(operation: Operation, schemas: dict[type[BaseModel], Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": operation.description,
        "responses": _responses(operation, schemas),
        "security": [{"merchant_key": []}] if operation.needs_key else [],
    }
    if operation.parameters:
        described["parameters"] = [_parameter(parameter) for parameter in operation.parameters]
    if operation.hidden:
        described["x-internal"] = True
    if operation.body:
        content: dict[str, Any] = {"schema": schemas[operation.body]}
        if operation.example:
            content["example"] = operation.example
        described["requestBody"] = {"required": True, "content": {"application/json": content}}
    return described


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": True,
        "description": parameter.description,
        "schema": {"type": "string", "minLength": 1},
        "example": parameter.example,
    }


def _responses(operation: Operation, schemas: dict[type[BaseModel], Any]) -> dict[str, Any]:
    good = {str(status): _good(answer, schemas) for status, answer in operation.answers.items()}
    problem = {"application/problem+json": {"schema": schemas[ProblemDocument]}}
    bad: dict[str, Any] = {
        str(status): {"description": TITLES[status], "content": problem, **_wait(status)}
        for status in operation.problem_statuses
        if str(status) not in good
    }
    return good | bad


def _wait(status: int) -> dict[str, Any]:
    """The header that says when to come again."""
    if status not in {429, 503}:
        return {}
    return {"headers": {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "string"}}}}


def _good(answer: Answer, schemas: dict[type[BaseModel], Any]) -> dict[str, Any]:
    if not answer.media:
        return {"description": answer.description}
    schema = schemas[answer.model] if answer.model else {"type": "string"}
    content: dict[str, Any] = {"schema": schema}
    if answer.example is not None:
        content["example"] = answer.example
    described: dict[str, Any] = {"description": answer.description, "content": {answer.media: content}}
    if answer.headers:
        described["headers"] = {
            name: {"description": text, "schema": {"type": "string"}} for name, text in answer.headers.items()
        }
    return described
