"""[[earning]], [favourites] and [points.caps]: what a purchase earns, and when it earns more."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from services.program_file.offers import Day
from services.program_file.problems import wrong
from services.program_file.values import (
    BasisPoints,
    ClockTime,
    Code,
    Line,
    Local,
    Many,
    MinorUnits,
    PositivePoints,
    Section,
)
from services.rules.earning_terms import RESERVED

BPS = 10_000
LARGEST_MULTIPLIER = 100
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def multiplier(value: object) -> int:
    """Read 2 or 1.5 as basis points: from 1 to 100, with at most four decimal digits."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise wrong("multiplier_bad")
    times = Decimal(value)
    if not times.is_finite() or not 1 <= times <= LARGEST_MULTIPLIER or times * BPS != int(times * BPS):
        raise wrong("multiplier_bad")
    return int(times * BPS)


def _own_code(value: object) -> object:
    if value in RESERVED:
        raise wrong("earning_code", value=str(value))
    return value


Multiplier = Annotated[int, BeforeValidator(multiplier, json_schema_input_type=int | float)]
RuleCode = Annotated[Code, BeforeValidator(_own_code)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Lines = Annotated[Many[Line], Field(min_length=1)]
Codes = Annotated[Many[Code], Field(min_length=1)]
WindowDays = Annotated[int, Field(ge=0, le=180)]
Priority = Annotated[int, Field(ge=-1_000, le=1_000)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]


class CapRules(Section):
    """The section [points.caps]: the most points that one customer's receipts may earn."""

    receipt: PositivePoints | None = None
    day: PositivePoints | None = None
    month: PositivePoints | None = None


class BirthdayWindow(Section):
    """Days around the birthday, which is always inside."""

    days_before: WindowDays = 0
    days_after: WindowDays = 0


class EarningRules(Section):
    """One [[earning]] entry: exactly one thing that it gives, and what must hold; what is left out is any."""

    code: RuleCode
    title: Local
    base: BasisPoints | None = None
    bonus: BasisPoints | None = None
    multiply: Multiplier | None = None
    points_per_item: PositivePoints | None = None
    points_per_visit: PositivePoints | None = None
    priority: Priority | None = None
    stores: Codes | None = None
    merchants: Lines | None = None
    channels: Lines | None = None
    tiers: Codes | None = None
    clubs: Codes | None = None
    categories: Lines | None = None
    skus: Lines | None = None
    excluded_categories: Lines | None = None
    excluded_skus: Lines | None = None
    favourites: Literal[True] | None = None
    weekdays: Annotated[Many[Weekday], Field(min_length=1)] | None = None
    from_time: ClockTime | None = Field(default=None, alias="from")
    until: ClockTime | None = None
    starts: Day | None = None
    ends: Day | None = None
    birthday: BirthdayWindow | None = None
    nth_purchase: Count | None = None
    every_nth_purchase: Count | None = None
    first_of_day: Literal[True] | None = None
    minimum_total: MinorUnits | None = None
    minimum_amount: MinorUnits | None = None
    minimum_items: Count | None = None

    @property
    def gives(self) -> dict[str, int]:
        """What it gives, by its key in the file; one key when the rule is right."""
        keys = ("base", "bonus", "multiply", "points_per_item", "points_per_visit")
        return {key: value for key in keys if (value := getattr(self, key)) is not None}

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if len(self.gives) != 1:
            raise wrong("earning_one_of")
        if self.from_time is not None and self.from_time == self.until:
            raise wrong("earning_window")
        if self.starts and self.ends and self.ends < self.starts:
            raise wrong("earning_days")
        return self


class FavouriteRules(Section):
    """The section [favourites]: each month a customer chooses so many of [[favourite_categories]]; 0: none."""

    choose: Annotated[int, Field(ge=0, le=20)] = 0
    base: BasisPoints | None = None
    bonus: BasisPoints | None = None
    multiply: Multiplier | None = None
    priority: Priority | None = None

    @property
    def gives(self) -> dict[str, int]:
        """What it gives, by its key in the file; nothing when rules of [[earning]] do."""
        keys = ("base", "bonus", "multiply")
        return {key: value for key in keys if (value := getattr(self, key)) is not None}

    @model_validator(mode="after")
    def _at_most_one(self) -> Self:
        if len(self.gives) > 1:
            raise wrong("favourites_one_of")
        return self


class FavouriteCategory(Section):
    """One [[favourite_categories]] entry: what customers choose, and the categories of lines that it stands for."""

    code: Code
    title: Local
    categories: Lines | None = None

    @property
    def of_lines(self) -> tuple[str, ...]:
        """The categories of lines; its own code when the file names none."""
        return self.categories or (self.code,)
