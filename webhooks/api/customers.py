"""How a till names a customer: by card, phone or code, exactly one of them."""

from __future__ import annotations

from typing import Any, Self

from pydantic import ConfigDict, model_validator

from services.receipts.shapes import CustomerRef
from webhooks.api.fields import Body, Card, Phone, PresenceCode, wrong

WAYS = ("card", "phone", "code")


def one_of_ways(schema: dict[str, Any]) -> None:
    """Say in the schema what the validator below checks: one of the three, the others left out."""
    properties = schema["properties"]
    for way in WAYS:
        properties[way] = next(choice for choice in properties[way]["anyOf"] if choice["type"] != "null")
    schema["oneOf"] = [{"required": [way]} for way in WAYS]


class CustomerBody(Body):
    """A customer, by exactly one of: the number of the card, the phone, the code that the customer shows."""

    model_config = ConfigDict(json_schema_extra=one_of_ways)

    card: Card | None = None
    phone: Phone | None = None
    code: PresenceCode | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.card is not None) + (self.phone is not None) + (self.code is not None) != 1:
            raise wrong("expected exactly one of card, phone and code")
        return self

    @property
    def ref(self) -> CustomerRef:
        """The one way that was given."""
        if self.card is not None:
            return CustomerRef("card", self.card)
        if self.phone is not None:
            return CustomerRef("phone", self.phone)
        return CustomerRef("code", self.code or "")
