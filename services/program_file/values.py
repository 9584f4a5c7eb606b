"""The kinds of values that a program file is written in: durations, rates, money, codes, texts."""

import re
from collections.abc import Mapping
from datetime import time, timedelta
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from services.program_file import currencies
from services.program_file.problems import wrong
from services.program_file.written import money_text
from services.rules.lines import is_line

T = TypeVar("T")

LARGEST_AMOUNT = 10**12
LARGEST_POINTS = 1_000_000_000
LONGEST_DURATION = timedelta(days=36_500)

_DURATION_PART = re.compile(r"(\d{1,9})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s*%")
_AMOUNT = re.compile(r"\d{1,12}(?:\.\d{1,4})?")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class Section(BaseModel):
    """A table of the program file: frozen, and a key that it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def duration(value: object) -> timedelta:
    """Read "30m", "2h", "14d" or "1h30m"."""
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, str):
        raise wrong("duration_kind")
    parts = _DURATION_PART.findall(value)
    if not parts or "".join(number + unit for number, unit in parts) != value:
        raise wrong("duration_bad", value=shown(value))
    total = sum(int(number) * _SECONDS[unit] for number, unit in parts)
    if total > LONGEST_DURATION.total_seconds():
        raise wrong("duration_long", most=LONGEST_DURATION.days)
    return timedelta(seconds=total)


_SECONDS = {unit: int(timedelta(**{name: 1}).total_seconds()) for unit, name in _UNITS.items()}


def positive_duration(value: object) -> timedelta:
    """A duration longer than zero."""
    span = duration(value)
    if span <= timedelta(0):
        raise wrong("duration_zero")
    return span


def duration_or_none(value: object) -> timedelta | None:
    """A duration longer than zero, or "none"."""
    if value is None or value == "none":
        return None
    return positive_duration(value)


def days_or_duration(value: object) -> timedelta:
    """A whole number of days, or a duration such as "10m"."""
    if isinstance(value, int) and not isinstance(value, bool):
        if not 0 <= value <= LONGEST_DURATION.days:
            raise wrong("days_range", most=LONGEST_DURATION.days)
        return timedelta(days=value)
    return duration(value)


def basis_points(value: object) -> int:
    """Read "5%" or 500 (basis points, hundredths of a percent)."""
    if isinstance(value, int) and not isinstance(value, bool):
        bps = value
    elif isinstance(value, str) and (match := _PERCENT.fullmatch(value.strip())):
        bps = int(Decimal(match[1]) * 100)
    else:
        raise wrong("rate_bad")
    if not 0 <= bps <= 10_000:
        raise wrong("rate_range")
    return bps


def money(value: object, info: ValidationInfo) -> int:
    """Read an amount of major units, a whole number or a string like "540.50", as minor units."""
    currency = _context(info).get("currency", "")
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_AMOUNT:
        value = str(value)
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise wrong("amount_bad")
    try:
        return currencies.minor_units(Decimal(value), currency)
    except ValueError as error:
        raise wrong(
            "amount_fine", value=value, currency=currency, digits=currencies.digits(currency)
        ) from error


def in_money(info: ValidationInfo) -> bool:
    """Whether the balance of the program is money, so that amounts stand where others have numbers of points."""
    return _context(info).get("kind") == "money"


def points(value: object, info: ValidationInfo) -> object:
    """A number of points; where the balance is money an amount, each of whose minor units is a point."""
    return _points_of_money(value, info, 0) if in_money(info) else value


def positive_points(value: object, info: ValidationInfo) -> object:
    """The same, and more than nothing."""
    return _points_of_money(value, info, 1) if in_money(info) else value


def _points_of_money(value: object, info: ValidationInfo, least: int) -> int:
    amount, currency = money(value, info), _context(info).get("currency", "")
    if amount < least:
        raise wrong("at_least", least=money_text(least, currency))
    if amount > LARGEST_POINTS:
        raise wrong("at_most", most=money_text(LARGEST_POINTS, currency))
    return amount


def clock_time(value: object) -> time:
    """Read "21:00", or TOML's own 21:00:00."""
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    if isinstance(value, str) and (match := _TIME.fullmatch(value)):
        return time(int(match[1]), int(match[2]))
    raise wrong("time_bad")


def exact_number(value: object) -> Decimal:
    """A number, whole or with a decimal point, taken exactly as it is written."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise wrong("number_bad")
    number = Decimal(value)
    if not number.is_finite() or abs(number) > LARGEST_AMOUNT:
        raise wrong("number_size")
    return number


def shown(value: str) -> str:
    """A value from the file, cut to a length that fits one line."""
    line = " ".join(value.split())
    return f"{line[:40]}…" if len(line) > 40 else line


def one_line(value: str, info: ValidationInfo) -> str:
    """A name without control characters, whatever the file wrote them as."""
    if not is_line(value) and "stored" not in _context(info):
        raise wrong("line_shape")
    return value


class LocalText(Section):
    """A text in several languages; a plain string in the file is the program's own language."""

    by_language: Mapping[str, str]
    default: str

    def in_language(self, language: str) -> str:
        """The text in this language, or else in the program's own."""
        return self.by_language.get(language) or self.by_language[self.default]


def local_text(value: object, info: ValidationInfo) -> Any:
    """Read "text" or { ru = "…", en = "…" }."""
    language = _context(info).get("language", "en")
    texts = {language: value} if isinstance(value, str) else value
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise wrong("text_languages")
    if any(not text.strip() for text in texts.values()):
        raise wrong("text_empty")
    if language not in texts:
        raise wrong("text_own", language=language)
    return LocalText(by_language=texts, default=language)


def _context(info: ValidationInfo) -> Mapping[str, str]:
    return info.context or {}


Duration = Annotated[timedelta, BeforeValidator(duration, json_schema_input_type=str)]
PositiveDuration = Annotated[timedelta, BeforeValidator(positive_duration, json_schema_input_type=str)]
OptionalDuration = Annotated[timedelta | None, BeforeValidator(duration_or_none, json_schema_input_type=str)]
Span = Annotated[timedelta, BeforeValidator(days_or_duration, json_schema_input_type=int | str)]
BasisPoints = Annotated[int, BeforeValidator(basis_points, json_schema_input_type=int | str)]
MinorUnits = Annotated[int, BeforeValidator(money, json_schema_input_type=int | str)]
ClockTime = Annotated[time, BeforeValidator(clock_time, json_schema_input_type=str)]
Points = Annotated[
    int, BeforeValidator(points, json_schema_input_type=int | str), Field(ge=0, le=LARGEST_POINTS)
]
PositivePoints = Annotated[
    int, BeforeValidator(positive_points, json_schema_input_type=int | str), Field(ge=1, le=LARGEST_POINTS)
]
Days = Annotated[int, Field(ge=0, le=36_500)]
PositiveDays = Annotated[int, Field(ge=1, le=36_500)]
Local = Annotated[LocalText, BeforeValidator(local_text, json_schema_input_type=str | dict[str, str])]
Line = Annotated[
    str, Field(min_length=1, max_length=200, pattern=r"^[^\r\n]*\S[^\r\n]*$"), AfterValidator(one_line)
]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Many = Annotated[tuple[T, ...], Field(strict=False)]
