"""[[coupons]]: discounts that apply themselves."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from services.program_file.offers import Day
from services.program_file.problems import wrong
from services.program_file.values import BasisPoints, Code, Line, Local, Many, MinorUnits, Section
from services.rules import coupons
from services.rules.discounts import Lines


class CouponRules(Section):
    """One [[coupons]] entry: exactly one of `discount` and `amount`, and what must hold; both days are included."""

    code: Code
    title: Local
    discount: BasisPoints | None = None
    amount: MinorUnits | None = None
    categories: Many[Line] = ()
    skus: Many[Line] = ()
    segment: Code | None = None
    tiers: Many[Code] = ()
    first_receipt: bool = False
    minimum: MinorUnits = 0
    times: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    from_day: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if bool(self.discount) == bool(self.amount):
            raise wrong("coupon_one_of")
        return self

    @property
    def terms(self) -> coupons.Terms:
        """The coupon as the rules apply it."""
        return coupons.Terms(
            code=self.code,
            share=self.discount or 0,
            amount=self.amount or 0,
            lines=Lines(frozenset(self.categories), frozenset(self.skus)),
            segment=self.segment,
            tiers=frozenset(self.tiers),
            first_receipt=self.first_receipt,
            minimum=self.minimum,
            first_day=self.from_day,
            last_day=self.until,
            times=self.times,
        )
