"""[[merchants]]: who takes part in the program, each with its own rate and price of a point."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from services.program_file.toml_data import Data, Finding, entries, refers, table, wrong_at
from services.program_file.values import BasisPoints, Code, Line, Section, shown


class MerchantRules(Section):
    """One [[merchants]] entry; `name` is that of the API key and of `merchant` of the stores.

    `point_value` in minor units: what the issuer of a point pays this merchant when it is spent here.
    """

    code: Code
    name: Line
    base_rate: BasisPoints | None = None
    point_value: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None


def check_merchants(data: Data) -> Iterator[Finding]:
    """Names are known and unique, and nobody is paid more for a point than it pays."""
    points = table(data, "points")
    worth = 1 if points.get("kind") == "money" else points.get("minor_units_per_point")
    names: set[str] = set()
    for path, merchant in entries(data, "merchants"):
        name, value = merchant.get("name"), merchant.get("point_value")
        if isinstance(name, str) and name in names:
            yield wrong_at((*path, "name"), "merchant_twice", value=shown(name))
        if isinstance(value, int) and isinstance(worth, int) and value > worth:
            yield wrong_at((*path, "point_value"), "point_value_high", most=worth)
        names |= {name} if isinstance(name, str) else set()
    for path, store in entries(data, "stores") if names else ():
        yield from refers((*path, "merchant"), store.get("merchant"), names, "merchant")
