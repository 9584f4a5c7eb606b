"""Refunds that arrive as events of Standard Webhooks, over HTTP."""

from typing import Any

import pytest

from services.database import rows
from tests.webhooks.pos.conftest import Sender, event, fixture
from tests.webhooks.test_bad_input import is_problem


def refund(**changes: Any) -> dict[str, Any]:
    """Goods that came back as an event; ``...`` leaves a field out."""
    sent = fixture("receipt.refunded")
    data = sent["data"] | changes
    return sent | {"data": {key: value for key, value in data.items() if value is not ...}}


async def test_a_refund_counts_once(sender: Sender) -> None:
    await sender.deliver(event())
    said = await sender.deliver(refund(), message="msg_2")
    assert (said.status, said.json["refund_payable"], said.json["points"]["revoked"]) == (201, "270.00", 14)
    again = await sender.deliver(refund(amount="270"), message="msg_3")
    assert (again.status, again.raw) == (200, said.raw)
    assert again.headers["Idempotent-Replayed"] == "true"
    other = await sender.deliver(refund(amount="1"), message="msg_2")
    assert is_problem(other, 409, "refund_conflict")["errors"][0]["field"] == "data.refund_id"


async def test_a_refund_may_overtake_its_sale(sender: Sender) -> None:
    said = await sender.deliver(refund(amount=...))
    assert (said.status, said.json["state"]) == (202, "waiting")
    await sender.deliver(event(), message="msg_2")
    assert (await rows("select refunded from receipt")) == [{"refunded": 54_000}]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"receipt_id": ...}, "invalid_body", "data.receipt_id"),
        ({"amount": "0.00"}, "invalid_body", "data.amount"),
        ({"currency": "RUR"}, "invalid_body", "data.currency"),
        ({"amount": "540.01"}, "refund_too_much", "data.amount"),
    ],
)
async def test_refusals_name_the_field_as_it_was_sent(
    sender: Sender, changes: dict[str, Any], code: str, field: str
) -> None:
    await sender.deliver(event())
    said = await sender.deliver(refund(**changes), message="msg_2")
    assert is_problem(said, 422, code)["errors"][0]["field"] == field
