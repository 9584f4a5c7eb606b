"""What is remembered of hooks, and what the documents say of them."""

import asyncio
from typing import Any

import orjson
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from requests import PreparedRequest
from requests.auth import AuthBase
from schemathesis import Case, GenerationMode

from services import hooks
from services.keyring import Keyring
from services.programs import Program
from tests.webhooks.conftest import Till
from tests.webhooks.pos.conftest import Sender, signed
from tests.webhooks.test_openapi import TRUE_OF_EVERY_ANSWER, document
from webhooks.errors import Problem
from webhooks.pos.hooks import Hooks
from webhooks.pos.operations import operations
from webhooks.pos.vendors import VENDORS


async def test_a_hook_is_asked_for_once_in_five_seconds(
    sender: Sender, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    find = hooks.find

    async def counting(token: str, *, keyring: Keyring) -> Any:
        nonlocal asked
        asked += 1
        return await find(token, keyring=keyring)

    monkeypatch.setattr(hooks, "find", counting)
    at = 0.0
    known = Hooks(keyring, timer=lambda: at)
    found = await asyncio.gather(*(known.find(sender.token, "standard") for _ in range(20)))
    assert (asked, len(set(found))) == (1, 1)
    at = 5.0
    assert await known.find(sender.token, "standard") == found[0]
    assert asked == 2


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

    @settings(
        max_examples=40,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=found.as_strategy(generation_mode=mode))
    def speak(case: "Case[Any]") -> None:
        case.path_parameters = {"hook": sender.token}
        said = case.call_and_validate(
            base_url=sender.till.url, auth=Signing(sender), checks=TRUE_OF_EVERY_ANSWER
        )
        seen.add(said.status_code)

    await asyncio.to_thread(speak)
    assert seen - {401, 404, 415}, "no delivery got as far as its body"
