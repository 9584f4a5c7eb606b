"""Birthdays as people tell them: a day and a month, and the year only if they like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

NO_YEAR = 4
"""Stands for the year that nobody told: a leap year, so that 29 February is a day like any other."""

OLDEST = 120
_WRITTEN = re.compile(r"(?:[0-9 ./,-]|[^\W\d_])+")
_PARTS = re.compile(r"[0-9]+|[^\W\d_]+")
_NOISE = frozenset(("st", "nd", "rd", "th", "of", "the", "г", "год", "года"))
_SHORTEST_MONTH = 3


def of(year: int, month: int, day: int, today: date) -> date | None:
    """The birthday of these numbers, ``NO_YEAR`` when no year was told; None when there is no such day.

    A year has to be one in which people who live today were born.
    """
    try:
        birthday = date(year, month, day)
    except (ValueError, OverflowError):
        return None
    return birthday if year == NO_YEAR or (today.year - OLDEST <= year and birthday <= today) else None


def has_year(birthday: date) -> bool:
    """Whether the person told the year."""
    return birthday.year != NO_YEAR


def counted(birthday: date | None, counts_from: datetime | None, at: datetime) -> date | None:
    """The birthday for a sale at this time; None before it counts."""
    return None if counts_from is not None and at < counts_from else birthday


def same_day(one: date, other: date) -> bool:
    """Whether two birthdays are kept on the same day of the year."""
    return (one.month, one.day) == (other.month, other.day)


def read(typed: str, months: Mapping[str, int], today: date, *, month_first: bool = False) -> date | None:
    """The birthday that was typed: "14.02", "14/2/1990", "1990-02-14", "February 14", "14 фев".

    ``months`` are names of months in small letters. Of two numbers the first is the day, unless
    ``month_first`` says otherwise or only the other order makes a date. None when it is no birthday.
    """
    if len(typed) > 40 or not _WRITTEN.fullmatch(typed):
        return None
    parts = [part for part in _PARTS.findall(typed.lower()) if part not in _NOISE]
    words = [part for part in parts if not part.isdigit()]
    numbers = [part for part in parts if part.isdigit()]
    if words:
        month = _month(words[0], months) if len(words) == 1 else None
        return _named(numbers, month, today) if month else None
    return _numbered(numbers, today, month_first)


def _month(word: str, months: Mapping[str, int]) -> int | None:
    """The month that a word, or its beginning, is the name of."""
    if len(word) < _SHORTEST_MONTH:
        return None
    found = {number for name, number in months.items() if name.startswith(word)}
    return found.pop() if len(found) == 1 else None


def _named(numbers: list[str], month: int, today: date) -> date | None:
    """A day beside the name of a month, perhaps with a year on either side."""
    if len(numbers) == 2 and len(numbers[0]) == 4:
        numbers = numbers[::-1]
    if len(numbers) not in (1, 2):
        return None
    return of(_year(numbers[1:], today), month, int(numbers[0]), today)


def _numbered(numbers: list[str], today: date, month_first: bool) -> date | None:
    if len(numbers) == 3 and len(numbers[0]) == 4:
        return of(int(numbers[0]), int(numbers[1]), int(numbers[2]), today)
    if len(numbers) not in (2, 3):
        return None
    year, first, second = _year(numbers[2:], today), int(numbers[0]), int(numbers[1])
    usual, other = of(year, second, first, today), of(year, first, second, today)
    return (other or usual) if month_first else (usual or other)


def _year(told: list[str], today: date) -> int:
    """The year in four digits; of two, the last such year that has begun; 0, which is none, for others."""
    if not told:
        return NO_YEAR
    year = int(told[0])
    if len(told[0]) == 2:
        return year + today.year // 100 * 100 - (100 if year > today.year % 100 else 0)
    return year if len(told[0]) == 4 else 0
