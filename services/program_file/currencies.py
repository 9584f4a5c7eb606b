"""Currencies of ISO 4217: which exist and how many digits their minor unit has."""

from decimal import Decimal
from functools import cache

from babel.core import get_global

_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DIGITS_BY_CODE = {code: digits for digits, codes in _DIGITS.items() for code in codes.split()}


@cache
def codes() -> frozenset[str]:
    """The currencies that are legal tender somewhere today, as ISO 4217 codes."""
    tenders = (tender for row in get_global("territory_currencies").values() for tender in row)
    return frozenset(code for code, _start, end, is_tender in tenders if end is None and is_tender)


def digits(currency: str) -> int:
    """How many decimal digits the minor unit has: 2 for RUB, 0 for JPY, 3 for KWD."""
    return _DIGITS_BY_CODE.get(currency, 2)


def minor_units(amount: Decimal, currency: str) -> int:
    """The amount of major units as minor units; ValueError when the currency has no such small change."""
    scaled = amount.scaleb(digits(currency))
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{currency} has {digits(currency)} decimal digits")
    return int(scaled)
