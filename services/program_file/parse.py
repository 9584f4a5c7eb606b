"""Text to ProgramConfig, or to every problem that it has."""

import tomllib
from decimal import Decimal
from typing import Any

from services.program_file.config import ProgramConfig


def parse(text: str) -> ProgramConfig:
    """The program that this text describes."""
    data = tomllib.loads(text, parse_float=Decimal)
    return ProgramConfig.model_validate(data, context=context(data))


def context(data: dict[str, Any]) -> dict[str, str]:
    """What the values of a file need to know of it: its currency and its language."""
    program = data.get("program")
    program = program if isinstance(program, dict) else {}
    return {key: value for key in ("currency", "language") if isinstance(value := program.get(key), str)}
