"""The kinds of values that a machine sends: money, quantities, times, names and phones.

Each refuses what it is not with words for the person who writes the till's side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any

import phonenumbers
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

NO_CONTROLS = r"^[^\x00-\x1f\x7f]+$"
NO_NUL = r"^[^\x00]+$"  # PostgreSQL cannot store it
MONEY = r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,4})?$"
QUANTITY = r"^(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?$"
PHONE = r"^\+[1-9][0-9]{6,14}$"
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?"
)


class Body(BaseModel):
    """A JSON object: frozen, exact about types, and a key that it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class Expecting:
    """Replaces pydantic's words about a value by our own, at no cost while values are right."""

    words: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Wrap the schema of the value."""
        return core_schema.custom_error_schema(
            handler(source), custom_error_type="expected", custom_error_message=self.words
        )


def wrong(words: str) -> PydanticCustomError:
    """An error whose words the caller reads as they stand."""
    return PydanticCustomError("expected", "{words}", {"words": words})


def instant(value: object) -> datetime:
    """Read a time of RFC 3339 with its offset, as UTC."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    match = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise wrong('expected a time in quotes such as "2026-11-21T12:00:00+03:00"')
    if match[3] is None:
        raise wrong('the time needs its offset from UTC, such as "2026-11-21T12:00:00+03:00"')
    try:
        return datetime.fromisoformat(match[0].upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise wrong("there is no such time") from None


def positive(value: str) -> str:
    """Refuse zero, however it is written."""
    if not value.strip("0."):
        raise wrong("must be more than 0")
    return value


@lru_cache(maxsize=4096)
def _diallable(value: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(value))
    except phonenumbers.NumberParseException:
        return False


def phone(value: str) -> str:
    """Refuse a number whose country or length does not exist.

    Not "is assigned": the list of assigned ranges that we ship grows old, and a sale must not fail by it.
    """
    if not _diallable(value):
        raise wrong("there is no such phone number: its country code or its length is wrong")
    return value


def compact(value: str) -> str:
    """Drop the spaces and hyphens that people read a card's number with."""
    return value.replace(" ", "").replace("-", "")


def _text(limit: int, pattern: str, words: str) -> Any:
    constraints = StringConstraints(min_length=1, max_length=limit, pattern=pattern)
    return Annotated[str, constraints, Expecting(f"expected {words} of 1 to {limit} characters")]


Id = _text(128, NO_CONTROLS, "a text without control characters")
Code = _text(64, NO_CONTROLS, "a text without control characters")
PromoCode = Annotated[
    str,
    StringConstraints(min_length=1, max_length=32, pattern=NO_CONTROLS),
    Expecting("expected a promo code of 1 to 32 characters without control characters"),
    AfterValidator(str.upper),
]
Name = _text(256, NO_NUL, "a text without NUL characters")
Channel = _text(32, NO_CONTROLS, "a text without control characters")
Label = _text(128, NO_NUL, "a text without NUL characters")

Money = Annotated[
    str,
    StringConstraints(pattern=MONEY),
    Expecting(
        'expected an amount in quotes such as "540.00": at most 12 digits, then at most 4 after the point; '
        "never a number, never below zero"
    ),
    Field(examples=["540.00"]),
]
Quantity = Annotated[
    str,
    StringConstraints(pattern=QUANTITY),
    Expecting(
        'expected a quantity in quotes such as "2" or "0.350": at most 9 digits, then at most 6 after the point'
    ),
    AfterValidator(positive),
    Field(examples=["2"]),
]
Currency = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z]{3}$"),
    Expecting('expected a currency code of ISO 4217 such as "RUB"'),
    Field(examples=["RUB"]),
]
Instant = Annotated[
    datetime,
    PlainValidator(instant),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-21T12:00:00+03:00"]}),
]
Phone = Annotated[
    str,
    StringConstraints(pattern=PHONE),
    Expecting('expected a phone number of E.164 such as "+79161234567"'),
    AfterValidator(phone),
    Field(examples=["+79161234567"]),
]
Card = Annotated[
    str,
    StringConstraints(min_length=1, max_length=32, pattern=r"^[ -]*[0-9A-Za-z][0-9A-Za-z -]*$"),
    Expecting("expected the number of a card: digits or letters, at most 32"),
    AfterValidator(compact),
    Field(examples=["4000123457"]),
]
PresenceCode = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{6,8}$"),
    Expecting("expected the 6 to 8 digits that the customer shows, in quotes"),
    Field(examples=["482913"]),
]
