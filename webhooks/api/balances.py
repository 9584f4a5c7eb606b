"""Points as money, beside the numbers, in a program whose balance is money."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from services.program_file import ProgramConfig
from webhooks.api.fields import Money
from webhooks.api.money import major_units

Beside = Annotated[
    Money | None,
    Field(
        description="The same as money; only in a program whose balance is money: show this, not the number."
    ),
]


def beside(config: ProgramConfig, **points: int) -> dict[str, str]:
    """Each number as money under its name with ``_money``; nothing in a program of points."""
    if not config.points.are_money:
        return {}
    currency = config.program.currency
    return {f"{name}_money": major_units(number, currency) for name, number in points.items()}
