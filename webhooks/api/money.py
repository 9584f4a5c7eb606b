"""Money between decimal strings of major units and whole minor units, exactly."""

from __future__ import annotations

from services.program_file.currencies import digits


def minor_units(text: str, currency: str) -> int:
    """Read ``540.00`` (checked by its pattern before). ValueError when the currency has no such small change."""
    whole, _, fraction = text.partition(".")
    places = digits(currency)
    fraction = fraction.rstrip("0")
    if len(fraction) > places:
        raise ValueError(f"{currency} has {places} decimal digits")
    return int(whole + fraction.ljust(places, "0"))


def major_units(minor: int, currency: str) -> str:
    """Write minor units with all the digits that the currency has: 54000 is ``540.00`` in RUB, ``54000`` in JPY."""
    places = digits(currency)
    if not places:
        return str(minor)
    sign = "-" if minor < 0 else ""
    text = str(abs(minor)).rjust(places + 1, "0")
    return f"{sign}{text[:-places]}.{text[-places:]}"
