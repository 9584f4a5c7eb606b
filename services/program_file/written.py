"""Values written the way a program file writes them."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

from services.program_file import currencies
from services.program_file.paths import is_bare

Plain: TypeAlias = "str | int | bool | Decimal | date | time | list[Plain] | dict[str, Plain]"
Value: TypeAlias = (
    "str | int | Decimal | date | time | timedelta | list[Value] | tuple[Value, ...] | Mapping[str, Value]"
)

_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


def duration_text(span: timedelta) -> str:
    """14 days as "14d", 90 minutes as "1h30m", nothing as "0h"."""
    left = int(span.total_seconds())
    text = ""
    for unit, seconds in _UNITS:
        count, left = divmod(left, seconds)
        text += f"{count}{unit}" if count else ""
    return text or "0h"


def rate_text(bps: int) -> str:
    """550 basis points as "5.5%"."""
    return f"{(Decimal(bps) / 100).normalize():f}%"


def times_text(bps: int) -> str:
    """A multiplier in basis points as "1.5": 15,000."""
    return f"{(Decimal(bps) / 10_000).normalize():f}"


def money_text(minor_units: int, currency: str) -> str:
    """Minor units as major ones, with all digits of the currency: 54000 as "540.00"."""
    return f"{Decimal(minor_units).scaleb(-currencies.digits(currency)):f}"


def plain(value: Value) -> Plain:
    """The value as TOML data: durations as texts, tuples as lists."""
    if isinstance(value, timedelta):
        return duration_text(value)
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


def toml(value: Plain) -> str:
    """TOML data on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return f"[{', '.join(toml(inner) for inner in value)}]"
    if isinstance(value, dict):
        pairs = ", ".join(f"{toml_key(key)} = {toml(inner)}" for key, inner in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    return value.isoformat() if isinstance(value, date | datetime | time) else str(value)


def toml_key(key: str) -> str:
    """A key, in quotes when it needs them."""
    return key if is_bare(key) else toml(key)
