"""Whose update it is: those of one person are handled in order."""

from typing import Any

import pytest
from aiogram.types import Update

from bot.polling import person_of

MARIA = {"id": 1001, "is_bot": False, "first_name": "Мария"}
BOT = {"id": 7, "is_bot": True, "first_name": "Bot"}
CHAT = {"id": 1001, "type": "private", "first_name": "Мария"}
SOLD = {"currency": "XTR", "total_amount": 300, "invoice_payload": "p"}
CHARGE = SOLD | {"telegram_payment_charge_id": "stx"}


@pytest.mark.parametrize(
    ("update", "whose"),
    [
        ({"pre_checkout_query": {"id": "1", "from": MARIA, **SOLD}}, 1001),
        ({"subscription": {"user": MARIA, "invoice_payload": "p", "state": "canceled"}}, 1001),
        (
            {"message": {"from": MARIA, "successful_payment": CHARGE | {"provider_payment_charge_id": ""}}},
            1001,
        ),
        ({"message": {"from": BOT, "refunded_payment": CHARGE}}, 1001),
        ({"message": {"from": MARIA, "text": "hi"}}, 1001),
        ({}, 0),
    ],
)
def test_an_update_is_somebodys(update: dict[str, Any], whose: int) -> None:
    if "message" in update:
        update = {"message": update["message"] | {"message_id": 1, "date": 0, "chat": CHAT}}
    assert person_of(Update.model_validate({"update_id": 1, **update})) == whose
