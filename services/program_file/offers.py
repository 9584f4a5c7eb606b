"""[[offers]]: what customers get when their behaviour calls for it."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BeforeValidator, model_validator

from services.program_file.problems import wrong
from services.program_file.values import (
    Code,
    Days,
    Local,
    PositiveDays,
    PositivePoints,
    Section,
)


class PersonalPromoCode(Section):
    """A promo code made for one customer."""

    points: PositivePoints
    valid_days: PositiveDays = 14


class Gift(Section):
    """What an offer gives: points at once, or a promo code of the customer's own."""

    points: PositivePoints | None = None
    promo_code: PersonalPromoCode | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.points is None) == (self.promo_code is None):
            raise wrong("gift_one_of")
        return self


class OfferRules(Section):
    """One [[offers]] entry; `on_enter` is the code of a segment."""

    code: Code
    on_enter: Code
    title: Local
    text: Local
    gives: Gift | None = None
    again_after_days: Days = 90
    valid_days: PositiveDays = 14


def _plain_date(value: object) -> object:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise wrong("date_bad")
    return value


Day = Annotated[date, BeforeValidator(_plain_date, json_schema_input_type=str)]
