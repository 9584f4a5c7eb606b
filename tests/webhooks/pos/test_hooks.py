"""Hooks come and go, and what the documents say of them."""

import asyncio
from typing import Any

import orjson
import pytest
import schemathesis
from hypothesis import given
from requests import PreparedRequest
from requests.auth import AuthBase
from schemathesis import Case, GenerationMode

from services import hooks
from services.database import rows
from services.keyring import Keyring
from services.merchants import Merchant
from services.programs import Program
from tests.webhooks.conftest import Till
from tests.webhooks.pos.conftest import Sender, event, signed
from tests.webhooks.test_bad_input import is_problem
from tests.webhooks.test_openapi import TRUE_OF_EVERY_ANSWER, document, generated
from webhooks.errors import Problem
from webhooks.pos.hooks import Hooks
from webhooks.pos.operations import operations
from webhooks.pos.vendors import VENDORS


async def test_a_hook_that_is_deleted_is_unknown_at_once(
    sender: Sender, program: Program, merchant: Merchant
) -> None:
    assert (await sender.deliver(event())).status == 201
    await hooks.delete(program, merchant.name, sender.token, actor="test", now=sender.till.clock.at)
    is_problem(await sender.deliver(event()), 404, "unknown_hook")
    assert len(await rows("select 1 from receipt")) == 1


async def test_a_path_that_was_refused_is_asked_for_again(
    sender: Sender, program: Program, keyring: Keyring
) -> None:
    known = Hooks(keyring)
    with pytest.raises(Problem, match="unknown_hook"):
        await known.find("soon", "standard")
    await hooks.create(
        program,
        "Test merchant",
        "standard",
        None,
        None,
        keyring=keyring,
        actor="test",
        now=sender.till.clock.at,
        make_token=lambda: "soon",
    )
    assert (await known.find("soon", "standard")).merchant == "Test merchant"


async def test_every_vendor_is_described(till: Till) -> None:
    paths = (await document(till))["paths"]
    for vendor in VENDORS.values():
        described = paths[f"/hooks/{{hook}}/{vendor.name}"]["post"]
        assert described["security"] == []
        assert {"200", "201", "204", "400", "401", "404", "409", "422", "503"} <= set(described["responses"])
        assert "content" not in described["responses"]["204"]
        named = {parameter["name"] for parameter in described["parameters"]}
        assert named == {"hook", *(header.name for header in vendor.headers)}


async def test_the_page_shows_path_headers_and_body(till: Till) -> None:
    text = (await till.get("/v1/docs")).raw.decode()
    assert "curl -X POST http://127.0.0.1:8080/hooks/{hook}/standard" in text
    for word in ("webhook-signature", "data.lines[].amount", "warnings[].code"):
        assert f"<code>{word}</code>" in text


async def test_examples_are_true(sender: Sender) -> None:
    for operation in operations():
        assert operation.body
        operation.body.model_validate_json(orjson.dumps(operation.example))
        for answer in operation.answers.values():
            if answer.example is not None and answer.model:
                answer.model.model_validate(answer.example)


class Signing(AuthBase):
    """Signs whatever is about to be sent, as the owner of the secret does."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        body = request.body or b""
        raw = body.encode() if isinstance(body, str) else body
        assert isinstance(raw, bytes)
        request.headers.update(signed(self._sender.secret, raw, self._sender.till.clock.at))
        return request


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("operation_id", [operation.name for operation in operations()])
async def test_nothing_that_a_sender_signs_breaks_it(
    sender: Sender, operation_id: str, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_dict(await document(sender.till))
    found = schema.find_operation_by_id(operation_id)
    seen = set[int]()

    @generated(40)
    @given(case=found.as_strategy(generation_mode=mode))
    def speak(case: "Case[Any]") -> None:
        case.path_parameters = {"hook": sender.token}
        said = case.call_and_validate(
            base_url=sender.till.url, auth=Signing(sender), checks=TRUE_OF_EVERY_ANSWER
        )
        seen.add(said.status_code)

    await asyncio.to_thread(speak)
    assert seen - {401, 404, 415}, "no delivery got as far as its body"
