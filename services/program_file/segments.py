"""[[segments]] and [lifecycle]: named conditions over facts about a customer."""

import tomllib
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import Field

from services.program_file.conditions import Condition
from services.program_file.values import Code, Days, Local, PositiveDuration, Section


class SegmentRules(Section):
    """One [[segments]] entry."""

    code: Code
    title: Local
    when: Condition


class LifecycleRules(Section):
    """The section [lifecycle]: the thresholds of the segments that every program has."""

    active_receipts: Annotated[int, Field(ge=2, le=1_000_000)] = 2
    loyal_receipts: Annotated[int, Field(ge=3, le=1_000_000)] = 6
    at_risk_after: PositiveDuration = timedelta(days=60)
    lost_after: PositiveDuration = timedelta(days=120)
    birthday_ahead_days: Days = 7


class _Segments(Section):
    segments: Annotated[tuple[SegmentRules, ...], Field(strict=False)]


@cache
def _fragment() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("lifecycle.toml").read_text("utf-8"))


@cache
def lifecycle_codes() -> frozenset[str]:
    """The codes of the segments that every program has."""
    return frozenset(segment["code"] for segment in _fragment()["segments"])


def lifecycle_segments(rules: LifecycleRules) -> tuple[SegmentRules, ...]:
    """The segments that every program has, with this program's thresholds."""
    data = _with_thresholds(_fragment(), rules)
    return _Segments.model_validate(data, context={"language": "en"}).segments


def _with_thresholds(value: Any, rules: LifecycleRules) -> Any:
    if isinstance(value, dict):
        return {key: _with_thresholds(inner, rules) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_thresholds(inner, rules) for inner in value]
    if isinstance(value, str) and value.startswith("$"):
        return getattr(rules, value[1:])
    return value
