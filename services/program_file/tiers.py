"""[tier_rules]: what tiers are measured by and when they are reviewed; [[tiers]]: the steps, lowest first."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo

from services.program_file.problems import wrong
from services.program_file.values import BasisPoints, Code, Days, Local, Section, duration, in_money, money

Measure = Literal["spent", "points", "visits"]
Calendar = Literal["lifetime", "month", "quarter", "year"]

MOST_COUNTED = 1_000_000_000
_CALENDARS = ("lifetime", "month", "quarter", "year")


def read_window(value: object) -> Any:
    """Read "lifetime", "month", "quarter", "year", or whole days such as "365d"."""
    if isinstance(value, str) and value in _CALENDARS:
        return value
    try:
        return whole_days(value, least=1)
    except ValueError as error:
        raise wrong("tier_window", example="365d") from error


def read_grace(value: object) -> timedelta:
    """Read whole days such as "30d"; "0d" is none."""
    return whole_days(value, least=0)


def whole_days(value: object, *, least: int) -> timedelta:
    """A duration of whole days."""
    span = duration(value)
    if span % timedelta(days=1) or span.days < least:
        raise wrong("days_whole", example="30d")
    return span


def threshold(value: object, info: ValidationInfo) -> int:
    """Where a tier begins: an amount, or a number of points or visits when those measure the tiers."""
    measured_by = (info.context or {}).get("measured_by", "spent")
    if measured_by == "spent" or (measured_by == "points" and in_money(info)):
        return money(value, info)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_COUNTED:
        raise wrong("threshold_whole")
    return value


class TierPolicy(Section):
    """The section [tier_rules]; a rolling `window` and the `grace` are whole days."""

    measured_by: Measure = "spent"
    window: Annotated[timedelta | Calendar, BeforeValidator(read_window, json_schema_input_type=str)] = (
        "lifetime"
    )
    grace: Annotated[timedelta, BeforeValidator(read_grace, json_schema_input_type=str)] = timedelta(0)
    downgrade: Literal["one_step", "by_balance"] = "one_step"


class TierRules(Section):
    """One [[tiers]] entry; `from_amount` is in minor units, points or visits, the rates in basis points.

    What members get beside the higher rate: a discount on each line, a larger part that points may pay, shared
    promo codes some days before others, and things that go with it, in words.
    """

    code: Code
    title: Local
    from_amount: Annotated[int, BeforeValidator(threshold, json_schema_input_type=int | str)] = Field(
        alias="from"
    )
    bonus: BasisPoints = 0
    discount: BasisPoints = 0
    max_share: BasisPoints | None = None
    early_access_days: Days = 0
    free_items: Local | None = None
    benefits: Local | None = None
