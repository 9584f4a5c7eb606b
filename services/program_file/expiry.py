"""[points] expiry: how points burn by the calendar, or by the customer's silence."""

import re
from calendar import monthrange
from datetime import timedelta
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from services.program_file.problems import wrong
from services.program_file.values import Many, PositiveDays, PositiveDuration, Section, shown

MOST_REMINDERS = 5
USUAL_REMINDERS = (timedelta(days=30), timedelta(days=3))
A_LEAP_YEAR = 2028
Months: TypeAlias = Annotated[int, Field(ge=1, le=1_200)]

_ON = re.compile(r"(\d\d)-(\d\d)")


def _day_of_year(value: str) -> str:
    """Check "12-31"; 29 February is the 28th in other years."""
    match = _ON.fullmatch(value)
    month, day = (int(match[1]), int(match[2])) if match else (0, 0)
    if not (1 <= month <= 12 and 1 <= day <= monthrange(A_LEAP_YEAR, month)[1]):
        raise wrong("expiry_on", value=shown(value), example="12-31")
    return value


class ExpiryRules(Section):
    """How points burn: exactly one of its kinds; `after_months` belongs to `end_of` and `on`."""

    days: PositiveDays | None = None
    months: Months | None = None
    end_of: Literal["month", "quarter", "year"] | None = None
    on: Annotated[str, AfterValidator(_day_of_year)] | None = None
    after_months: Months | None = None
    inactivity: PositiveDuration | None = None
    never: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        kinds = (self.days, self.months, self.end_of, self.on, self.inactivity, self.never)
        if sum(kind is not None for kind in kinds) != 1:
            raise wrong("expiry_one_of")
        if self.after_months and not (self.end_of or self.on):
            raise wrong("expiry_after_months")
        return self


def _or_never(value: object) -> object:
    """Read "none" as never; any other text is a mistake that deserves an example."""
    if value == "none":
        return ExpiryRules(never=True)
    if isinstance(value, str):
        raise wrong("expiry_kind", value=shown(value), example="{ months = 12 }")
    return value


def _latest_last(spans: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
    if len(set(spans)) != len(spans):
        raise wrong("reminders_twice")
    if len(spans) > MOST_REMINDERS:
        raise wrong("reminders_many", most=MOST_REMINDERS)
    return tuple(sorted(spans, reverse=True))


OptionalExpiry = Annotated[ExpiryRules | None, BeforeValidator(_or_never, json_schema_input_type=dict | str)]
Reminders = Annotated[Many[PositiveDuration], AfterValidator(_latest_last)]
