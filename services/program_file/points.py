"""[points]: what a point is called, what it costs, how it is earned and how long it lives.

A program of the kind "money" has no points for people: its balance is an amount of the program's currency, and
a point is one minor unit of it.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Annotated, Any, Literal

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, model_validator

from services.program_file.earning import CapRules
from services.program_file.expiry import USUAL_REMINDERS, OptionalExpiry, Reminders
from services.program_file.problems import wrong
from services.program_file.values import (
    BasisPoints,
    Days,
    Duration,
    Line,
    Many,
    MinorUnits,
    OptionalDuration,
    Points,
    Section,
)

Kind = Literal["points", "money"]


class PluralName(Section):
    """The forms of a counted word in one language, by CLDR plural category; a word that is not counted: `other`."""

    zero: Line | None = None
    one: Line | None = None
    two: Line | None = None
    few: Line | None = None
    many: Line | None = None
    other: Line | None = None


def plural_category(language: str, count: int) -> str:
    """The CLDR plural category of the count; "other" for a language that is not known."""
    try:
        return Locale.parse(language).plural_form(count)
    except (UnknownLocaleError, ValueError):
        return "other"


@lru_cache(maxsize=64)
def needed_categories(language: str) -> tuple[str, ...]:
    """The categories that whole numbers use in this language: one, few, many in Russian."""
    found = {plural_category(language, count): None for count in range(1_001)}
    return tuple(found)


def _named(value: object, info: ValidationInfo) -> Any:
    """The word of a balance of money, "…" or { ru = "…", en = "…" }, beside the forms that points need."""
    if info.data.get("kind") != "money":
        return value
    if isinstance(value, str):
        value = {(info.context or {}).get("language", "en"): value}
    if not isinstance(value, Mapping):
        return value
    return {language: {"other": word} if isinstance(word, str) else word for language, word in value.items()}


def _complete(names: Mapping[str, PluralName], info: ValidationInfo) -> Mapping[str, PluralName]:
    if info.data.get("kind") == "money":
        return _uncounted(names)
    if not names:
        raise wrong("points_unnamed")
    for language, name in names.items():
        missing = [form for form in needed_categories(language) if getattr(name, form) is None]
        if missing:
            raise wrong("plural_missing", language=language, forms=", ".join(missing))
    return names


def _uncounted(names: Mapping[str, PluralName]) -> Mapping[str, PluralName]:
    for language, name in names.items():
        if set(name.model_dump(exclude_none=True)) != {"other"}:
            raise wrong("money_name", language=language)
    return names


class PointsRules(Section):
    """The section [points]; `minor_units_per_point` is 1 where the balance is money."""

    kind: Kind = "points"
    name: Annotated[Mapping[str, PluralName], BeforeValidator(_named), AfterValidator(_complete)]
    minor_units_per_point: Annotated[int, Field(ge=1, le=1_000_000_000)]
    base_rate: BasisPoints
    welcome: Points = 0
    pending: Duration = timedelta(0)
    activate: Literal["at_once", "next_day", "first_of_month"] = "at_once"
    expire_after: OptionalDuration = timedelta(days=365)
    expiry: OptionalExpiry = None
    remind_before: Reminders = USUAL_REMINDERS
    restore_grace_days: Days = 14
    excluded_categories: Many[Line] = ()
    excluded_skus: Many[Line] = ()
    minimum_receipt: MinorUnits = 0
    earning: Literal["best", "stack"] = "best"
    caps: CapRules = CapRules()
    refunds: Literal["debt", "within_balance"] = "debt"

    @property
    def are_money(self) -> bool:
        """Whether the balance is money: a point is a minor unit of the program's currency."""
        return self.kind == "money"

    @property
    def come_later(self) -> bool:
        """Whether earned points wait before they can be used."""
        return self.pending > timedelta(0) or self.activate != "at_once"

    @model_validator(mode="before")
    @classmethod
    def _of_money(cls, data: object) -> object:
        """Where the balance is money, its name may be left out, and what a point pays is known."""
        if isinstance(data, dict) and data.get("kind") == "money":
            return {"name": {}, **data, "minor_units_per_point": 1}
        return data

    @model_validator(mode="before")
    @classmethod
    def _by_the_calendar(cls, data: object) -> object:
        """Without a length of time of its own, `expiry` leaves none."""
        if isinstance(data, dict) and "expiry" in data and "expire_after" not in data:
            return {**data, "expire_after": "none"}
        return data

    def counted(self, count: int, language: str, default: str) -> str:
        """The word for that many points: "балла" for 3; in the default language where it is not named.

        Not for a balance of money, which is not counted in a word.
        """
        language = language if language in self.name else default
        return str(getattr(self.name[language], plural_category(language, count)))
