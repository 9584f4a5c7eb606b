"""The document is valid, whole, and true: what it promises is what is answered."""

import asyncio
import inspect
import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi import checks

from tests.webhooks.conftest import Till, receipt
from webhooks.api.answers import ReceiptResult
from webhooks.api.operations import operations

# a receipt of the right shape may still be refused: lines that do not add up, a store that is not there
TRUE_OF_EVERY_ANSWER = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]


def generated(most: int) -> settings:
    """The same at most ``most`` examples in each run."""
    return settings(
        max_examples=most,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


async def document(till: Till) -> dict[str, Any]:
    said = await till.get("/v1/openapi.json")
    assert (said.status, said.media) == (200, "application/json")
    found: dict[str, Any] = said.json
    return found


async def test_valid(till: Till) -> None:
    found = await document(till)
    assert found["openapi"] == "3.1.0"
    validate(found)


async def test_every_route_is_in_it(till: Till) -> None:
    described = {
        (method.upper(), path)
        for path, methods in (await document(till))["paths"].items()
        for method in methods
    }
    routes = {
        (route.method, route.resource.canonical)
        for route in till.routes
        if route.resource and route.method != "HEAD"
    }
    assert described == routes
    assert ("POST", "/v1/receipts") in routes


async def test_examples_are_true(till: Till) -> None:
    """What the page shows can be sent, and is answered in that shape."""
    await till.post("/v1/receipts", receipt())
    for operation in operations():
        if operation.body and operation.example:
            operation.body.model_validate(operation.example, strict=False)
        for answer in operation.answers.values():
            if answer.example is not None and answer.model:
                answer.model.model_validate(answer.example)


async def test_answer_has_exactly_the_described_fields(till: Till) -> None:
    said = await till.post("/v1/receipts", receipt())
    assert ReceiptResult.model_validate_json(said.raw).model_dump().keys() == said.json.keys()


async def test_refusals_say_how_long_to_wait(till: Till) -> None:
    responses = (await document(till))["paths"]["/v1/receipts"]["post"]["responses"]
    assert {"200", "201", "400", "401", "409", "413", "415", "422", "429", "500", "503"} == set(responses)
    assert "Retry-After" in responses["429"]["headers"]
    assert "Retry-After" in responses["503"]["headers"]


@pytest.mark.parametrize("operation_id", [operation.name for operation in operations()] + ["ready", "docs"])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
async def test_nothing_that_fits_or_does_not_breaks_it(
    till: Till, operation_id: str, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_dict(await document(till))
    found = schema.find_operation_by_id(operation_id)
    if mode is GenerationMode.NEGATIVE and not found.body:
        return

    @generated(25)
    @given(case=found.as_strategy(generation_mode=mode))
    def speak(case: "Case[Any]") -> None:
        case.call_and_validate(
            base_url=till.url, headers={"Authorization": f"Bearer {till.key}"}, checks=TRUE_OF_EVERY_ANSWER
        )

    await asyncio.to_thread(speak)


async def test_every_code_that_services_raise_has_its_words() -> None:
    """Of the services that the API calls; the page explains each code."""
    from services import codes, events, holds, lookups, pricer, quotes
    from services.gift_cards import finding, giving_back, issuing, reading, stopping, taking
    from services.receipts import batch, fold, recorder, resolve
    from webhooks.problems import KINDS

    raised = set()
    cards = (finding, giving_back, issuing, reading, stopping, taking)
    for module in (codes, events, holds, lookups, pricer, quotes, batch, fold, resolve, recorder, *cards):
        source = inspect.getsource(module)
        raised |= set(re.findall(r'(?:Invalid|NotFound|Conflict|TooMany|Unavailable)\(\s*"(\w+)"', source))
        raised |= set(re.findall(r'return "(promo_\w+)"', source))
    assert raised - {"codes_exhausted"} <= set(KINDS)
    assert len(raised) > 15
