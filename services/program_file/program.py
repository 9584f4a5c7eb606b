"""[program]: the program's name, money, languages, terms and good manners."""

from datetime import time
from typing import Annotated

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, Field

from services.program_file import currencies
from services.program_file.problems import wrong
from services.program_file.suggestions import nearest
from services.program_file.values import ClockTime, Line, Local, Many, Section, shown


def _known_currency(code: str) -> str:
    if code not in currencies.codes():
        near = nearest(code, currencies.codes())
        raise wrong("currency_unknown", value=shown(code), near=near, example="EUR")
    return code


def _known_language(code: str) -> str:
    try:
        known = len(code) in (2, 3) and code.islower() and Locale.parse(code).language == code
    except (UnknownLocaleError, ValueError):
        known = False
    if not known:
        raise wrong("language_unknown", value=shown(code), example="en")
    return code


Currency = Annotated[str, AfterValidator(_known_currency)]
Language = Annotated[str, AfterValidator(_known_language)]


class QuietHours(Section):
    """When nobody is disturbed, by the customer's clock; the two may lie on both sides of midnight."""

    from_time: ClockTime = Field(default=time(21, 0), alias="from")
    to_time: ClockTime = Field(default=time(10, 0), alias="to")

    def cover(self, moment: time) -> bool:
        """Whether the moment of the day is quiet; from = to means that no hour is."""
        if self.from_time <= self.to_time:
            return self.from_time <= moment < self.to_time
        return moment >= self.from_time or moment < self.to_time


class Limits(Section):
    """At most how many messages one customer gets in any day, week or month."""

    marketing_a_day: Annotated[int, Field(ge=0, le=1000)] = 1
    marketing_a_week: Annotated[int, Field(ge=0, le=1000)] = 2
    surveys_a_day: Annotated[int, Field(ge=0, le=1000)] = 1
    surveys_a_month: Annotated[int, Field(ge=0, le=1000)] = 4


class ProgramRules(Section):
    """The section [program]."""

    slug: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    name: Line
    currency: Currency
    language: Language
    languages: Many[Language] = ()
    merchant: Line
    terms_version: Annotated[str, Field(min_length=1, max_length=40)]
    terms: Local
    quiet_hours: QuietHours = QuietHours()
    limits: Limits = Limits()

    @property
    def spoken(self) -> tuple[str, ...]:
        """The program's languages, its own first."""
        return tuple(dict.fromkeys((self.language, *self.languages)))
