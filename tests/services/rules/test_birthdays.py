"""Birthdays as people type them, and those that are none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.ui.formats import month_words
from services.rules.birthdays import NO_YEAR, counted, has_year, of, read, same_day

TODAY = date(2026, 11, 22)
VALENTINE = date(NO_YEAR, 2, 14)


@pytest.mark.parametrize(
    "typed",
    [
        "14.02", "14.2", "14/02", "14-02", "14 02", " 14.02. ", "02.14",
        "14 февраля", "14 Февраль", "14 фев", "14 ФЕВ.", "февраля 14", "14 February", "Feb 14", "14th of february",
    ],
)  # fmt: skip
def test_a_day_and_a_month(typed: str) -> None:
    assert read(typed, month_words("ru"), TODAY) == VALENTINE


@pytest.mark.parametrize(
    "typed",
    [
        "14.02.1990", "14/2/90", "1990-02-14", "14 февраля 1990 г.", "14 февраля 1990 года", "February 14, 1990",
        "1990 February 14", "14 feb 90",
    ],
)  # fmt: skip
def test_a_year_is_kept_when_it_is_told(typed: str) -> None:
    assert read(typed, month_words("ru"), TODAY) == date(1990, 2, 14)


@pytest.mark.parametrize(("month_first", "month"), [(True, 3), (False, 4)])
def test_the_order_of_two_numbers(month_first: bool, month: int) -> None:
    assert read("3/4", {}, TODAY, month_first=month_first) == date(NO_YEAR, month, 7 - month)


@pytest.mark.parametrize("typed", ["29.02", "29 февраля", "29.02.2000", "29.02.1992"])
def test_the_leap_day_is_a_birthday(typed: str) -> None:
    found = read(typed, month_words("ru"), TODAY)
    assert found is not None
    assert (found.month, found.day) == (2, 29)


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", ".", "14", "1402", "14022000", "30.02", "31.04", "32.01", "0.0", "00.00", "14.13", "13.14",
        "29.02.1990", "14.02.1800", "14.02.2027", "23.11.2026", "14.02.199", "14.02.19900", "14.02.0000",
        "1.2.3.4", "9999999999.2", "14 ма", "14 мартобря", "февраля", "14 февраля марта",
        "14:02", "-", "завтра", "14.02 или 15.02", "<b>14.02</b>", "١٤.٠٢", "14.02\x00", "14\n02", "1" * 41,
        "+1 202 555 01 02", "🎂 14.02", "/card",
    ],
)  # fmt: skip
def test_what_is_no_birthday(typed: str) -> None:
    assert read(typed, month_words("ru"), TODAY) is None


@pytest.mark.parametrize(("told", "year"), [("26", 2026), ("27", 1927), ("00", 2000), ("90", 1990)])
def test_two_digits_of_a_year(told: str, year: int) -> None:
    found = read(f"1.2.{told}", {}, TODAY)
    assert found == date(year, 2, 1)


@pytest.mark.parametrize(
    "numbers", [(0, 1, 1), (-1, 1, 1), (NO_YEAR, 0, 1), (NO_YEAR, 1, 10**18), (2027, 1, 1)]
)
def test_numbers_of_a_forged_button(numbers: tuple[int, int, int]) -> None:
    assert of(*numbers, TODAY) is None


def test_the_year_is_no_part_of_the_day() -> None:
    assert same_day(VALENTINE, date(1990, 2, 14))
    assert not same_day(VALENTINE, date(NO_YEAR, 2, 15))
    assert has_year(date(1990, 2, 14))
    assert not has_year(VALENTINE)


def test_a_birthday_counts_from_its_time_on() -> None:
    ripe = datetime(2026, 11, 22, tzinfo=UTC)
    assert counted(VALENTINE, ripe, ripe) == VALENTINE
    assert counted(VALENTINE, ripe, ripe - timedelta(seconds=1)) is None
    assert counted(VALENTINE, None, ripe) == VALENTINE
    assert counted(None, None, ripe) is None
