"""[[memberships]]: tiers that customers pay for, by a subscription in Telegram Stars or for money."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from services.program_file.problems import wrong
from services.program_file.tiers import whole_days
from services.program_file.toml_data import Data, Finding, codes, entries, refers
from services.program_file.values import Code, Local, LocalText, MinorUnits, Points, Section

STARS = "XTR"
# https://core.telegram.org/bots/api#createinvoicelink: a subscription lasts 30 days and costs at most 10000 Stars
SUBSCRIPTION = timedelta(days=30)
MOST_STARS = 10_000
LONGEST_TITLE, LONGEST_DESCRIPTION = 32, 255
LONGEST_PERIOD, LONGEST_GRACE = timedelta(days=3_660), timedelta(days=30)


def _short(most: int) -> AfterValidator:
    def short(text: LocalText) -> LocalText:
        if any(len(one) > most for one in text.by_language.values()):
            raise wrong("long", most=most)
        return text

    return AfterValidator(short)


def read_period(value: object) -> timedelta:
    """Read whole days such as "30d", at least one."""
    return _at_most(whole_days(value, least=1), LONGEST_PERIOD)


def read_grace(value: object) -> timedelta:
    """Read whole days such as "3d"; "0d" is none."""
    return _at_most(whole_days(value, least=0), LONGEST_GRACE)


def _at_most(span: timedelta, longest: timedelta) -> timedelta:
    if span > longest:
        raise wrong("days_most", most=longest.days)
    return span


# short enough for what an invoice carries beside it
MembershipCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,23}$")]


class MembershipRules(Section):
    """One [[memberships]] entry: `tier` for a `period`, for `stars` (renewed by Telegram) or a `price` in money.

    The tier lasts `grace` longer, for a payment that comes late; `welcome` points come with the first payment.
    """

    code: MembershipCode
    tier: Code
    title: Annotated[Local, _short(LONGEST_TITLE)]
    description: Annotated[Local, _short(LONGEST_DESCRIPTION)]
    stars: Annotated[int | None, Field(ge=1, le=MOST_STARS)] = None
    price: MinorUnits | None = None
    period: Annotated[timedelta, BeforeValidator(read_period, json_schema_input_type=str)] = SUBSCRIPTION
    grace: Annotated[timedelta, BeforeValidator(read_grace, json_schema_input_type=str)] = timedelta(days=3)
    remind_before: Annotated[timedelta, BeforeValidator(read_grace, json_schema_input_type=str)] = timedelta(
        days=3
    )
    welcome: Points = 0

    @model_validator(mode="after")
    def _sold(self) -> Self:
        if (self.stars is None) == (not self.price):
            raise wrong("membership_price")
        if self.stars is not None and self.period != SUBSCRIPTION:
            raise wrong("membership_period", days=SUBSCRIPTION.days)
        return self

    @property
    def in_stars(self) -> bool:
        """Whether it is a subscription in Stars; otherwise it is sold for money, a period at a time."""
        return self.stars is not None

    @property
    def cost(self) -> int:
        """What one period costs: Stars, or minor units of the program's currency."""
        return self.stars or self.price or 0


def check_memberships(data: Data) -> Iterator[Finding]:
    """The tiers that are sold exist."""
    for path, membership in entries(data, "memberships"):
        yield from refers((*path, "tier"), membership.get("tier"), codes(data, "tiers"), "tier")
