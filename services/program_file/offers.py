"""[[offers]] and [[promo_codes]]: what customers get when their behaviour calls for it."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from services.program_file.problems import wrong
from services.program_file.values import (
    BasisPoints,
    Code,
    Days,
    Line,
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


def _upper(value: str) -> str:
    return value.upper()


class PromoCodeRules(Section):
    """One [[promo_codes]] entry: a code for everybody, once a customer; both days are included.

    It gives points, or a part of the receipt off; `most_uses` of all customers together.
    """

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{2,31}$"), AfterValidator(_upper)]
    points: PositivePoints | None = None
    discount: BasisPoints | None = None
    title: Line | None = None
    most_uses: Annotated[int | None, Field(ge=1, le=1_000_000_000)] = None
    from_day: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.points is None) == (not self.discount):
            raise wrong("promo_code_one_of")
        return self
