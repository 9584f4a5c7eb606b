"""Card numbers: nine random digits and a check digit, so that a mistyped card is nobody's."""

from __future__ import annotations

from collections.abc import Callable

DIGITS = 10


def new_card(random_below: Callable[[int], int]) -> str:
    """A card number that cannot start with zero (tills drop leading zeros)."""
    body = str(10 ** (DIGITS - 2) + random_below(9 * 10 ** (DIGITS - 2)))
    return body + check_digit(body)


def is_card(number: str) -> bool:
    """Whether the number has the right length and check digit."""
    return (
        len(number) == DIGITS
        and number.isascii()
        and number.isdigit()
        and number[0] != "0"
        and check_digit(number[:-1]) == number[-1]
    )


def check_digit(body: str) -> str:
    """The Luhn check digit (ISO/IEC 7812-1, annex B): finds every mistyped digit, nearly every swap."""
    total = 0
    for position, char in enumerate(reversed(body)):
        digit = int(char) * (2 if position % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit
    return str(-total % 10)
