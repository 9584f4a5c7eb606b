"""Several merchants in one program: the price of a point between them. Their own rates are in the earning terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Member(Protocol):
    """A merchant as the program file describes it."""

    @property
    def name(self) -> str:
        """What receipts, stores and API keys call it."""
        ...

    @property
    def point_value(self) -> int | None:
        """Minor units that it gets for a point spent at its place; none: what the point pays."""
        ...


class PointsTerms(Protocol):
    """What a point is worth in the whole program."""

    @property
    def minor_units_per_point(self) -> int:
        """Minor units of money that one point pays."""
        ...


class Terms(Protocol):
    """What the program file says about its merchants."""

    @property
    def points(self) -> PointsTerms:
        """[points]."""
        ...

    @property
    def merchants(self) -> Sequence[Member]:
        """[[merchants]]."""
        ...


def point_value(terms: Terms, merchant: str | None) -> int:
    """What whoever issued a point pays when it is spent at this merchant's, in minor units."""
    own = next((member.point_value for member in terms.merchants if member.name == merchant), None)
    return terms.points.minor_units_per_point if own is None else own
