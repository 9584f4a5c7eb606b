"""What a receipt earns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BPS = 10_000


@dataclass(frozen=True, slots=True)
class Earning:
    """Points of the receipt and of each of its lines, in order."""

    points: int
    by_line: tuple[int, ...]


def earn(amounts: Sequence[int], rates: Sequence[int], minor_units_per_point: int) -> Earning:
    """Points for lines of ``amounts`` (minor units) at ``rates`` (basis points; 0 for what is excluded).

    ``floor(sum(amount * bps) / 10000 / minor_units_per_point)``: rounded once a receipt, so that a
    customer never loses a point for each line; spread over the lines by largest remainder.
    """
    weights = [amount * rate for amount, rate in zip(amounts, rates, strict=True)]
    points = sum(weights) // (BPS * minor_units_per_point)
    return Earning(points, spread(points, weights))


def spread(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Divide ``total`` in proportion to ``weights`` (>= 0) in whole units that sum to it exactly.

    Largest remainder (Hamilton's method); of equal remainders the earlier one wins.
    """
    whole = sum(weights)
    if whole == 0:
        return tuple(0 for _ in weights)
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return tuple(shares)
