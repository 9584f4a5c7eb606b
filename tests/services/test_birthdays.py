"""A birthday is told once and changed once a year; segments know it, with or without its year."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta

import pytest

from services import birthdays, customers
from services.birthdays import REST, RIPENS, locked_until
from services.customers import Customer
from services.database import rows
from services.errors import Conflict, NotFound
from services.programs import Program
from services.rules.birthdays import NO_YEAR
from services.segments import members
from services.segments.evaluating import evaluate
from tests.factories import joined, make_program

FIRST, SECOND, THIRD = date(NO_YEAR, 2, 29), date(1990, 3, 1), date(NO_YEAR, 12, 31)
MOMENT = timedelta(microseconds=1)


async def kept(program: Program, customer: Customer) -> tuple[date | None, datetime | None]:
    found = await customers.get(program.id, customer.id)
    return found.birthday, found.birthday_changed_at


async def test_told_once_and_changed_once_a_year(database: str, now: datetime) -> None:
    program = await make_program(now)
    ann = await joined(program, now)
    await birthdays.tell(program.id, ann.id, FIRST, now=now)
    assert await kept(program, ann) == (FIRST, None)
    await birthdays.tell(program.id, ann.id, SECOND, now=now)  # a slip of the finger is mended at once
    assert await kept(program, ann) == (SECOND, now)
    with pytest.raises(Conflict, match="birthday_set"):
        await birthdays.tell(program.id, ann.id, THIRD, now=now + REST - MOMENT)
    assert await kept(program, ann) == (SECOND, now)
    await birthdays.tell(program.id, ann.id, THIRD, now=now + REST)
    assert await kept(program, ann) == (THIRD, now + REST)
    assert locked_until(now + REST, now + REST) == now + 2 * REST
    assert locked_until(None, now) is None


async def test_earning_rules_know_it_a_week_later_and_another_one_a_year_later(
    database: str, now: datetime
) -> None:
    program = await make_program(now)
    ann = await joined(program, now)

    async def counts_from(birthday: date, at: datetime) -> datetime:
        await birthdays.tell(program.id, ann.id, birthday, now=at)
        found = await rows("select birthday_counts_from from customer where id = $1", ann.id)
        moment: datetime = found[0]["birthday_counts_from"]
        return moment

    assert await counts_from(FIRST, now) == now + RIPENS
    later = now + timedelta(days=1)
    assert await counts_from(FIRST.replace(year=2000), later) == now + RIPENS
    assert await counts_from(SECOND, later) == later + RIPENS  # a slip of the finger
    year = later + REST
    assert await counts_from(THIRD, year) == year + REST  # the other one has just been kept
    await birthdays.remove(program.id, ann.id, now=year)
    assert await counts_from(FIRST, year + REST) == year + REST + RIPENS


async def test_the_same_day_is_no_change(database: str, now: datetime) -> None:
    program = await make_program(now)
    ann = await joined(program, now)
    for birthday in (SECOND, SECOND, SECOND.replace(year=NO_YEAR), SECOND):
        await birthdays.tell(program.id, ann.id, birthday, now=now)
        assert await kept(program, ann) == (birthday, None)


async def test_removed_at_any_time_and_not_to_tell_another(database: str, now: datetime) -> None:
    program = await make_program(now)
    ann = await joined(program, now)
    await birthdays.remove(program.id, ann.id, now=now)
    assert await kept(program, ann) == (None, None)
    await birthdays.tell(program.id, ann.id, FIRST, now=now)
    await birthdays.remove(program.id, ann.id, now=now)
    await birthdays.remove(program.id, ann.id, now=now + MOMENT)
    assert await kept(program, ann) == (None, now)
    with pytest.raises(Conflict, match="birthday_set"):
        await birthdays.tell(program.id, ann.id, FIRST, now=now + MOMENT)
    await birthdays.tell(program.id, ann.id, FIRST, now=now + REST)
    assert await kept(program, ann) == (FIRST, now + REST)


async def test_of_two_changes_at_once_one_is_kept(database: str, now: datetime) -> None:
    program = await make_program(now)
    ann = await joined(program, now)
    await birthdays.tell(program.id, ann.id, FIRST, now=now)
    outcomes = await asyncio.gather(
        *(birthdays.tell(program.id, ann.id, day, now=now) for day in (SECOND, THIRD)), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "NoneType"]


async def test_nobody_has_no_birthday(database: str, now: datetime) -> None:
    program = await make_program(now)
    for command in (birthdays.tell(program.id, 1, FIRST, now=now), birthdays.remove(program.id, 1, now=now)):
        with pytest.raises(NotFound, match="unknown_customer"):
            await command
    assert await rows("select id from change") == []


@pytest.mark.parametrize("year", [NO_YEAR, 1990])
async def test_the_segment_before_a_birthday_needs_no_year(database: str, now: datetime, year: int) -> None:
    program = await make_program(now)
    ann = await joined(program, now)
    soon = now.date() + timedelta(days=3)
    await birthdays.tell(program.id, ann.id, soon.replace(year=year), now=now)
    await evaluate(program, [ann.id], now=now)
    assert "birthday_soon" in {stay.code for stay in await members.of_customer(program, ann.id)}
    await birthdays.remove(program.id, ann.id, now=now)
    await evaluate(program, [ann.id], now=now)
    assert "birthday_soon" not in {stay.code for stay in await members.of_customer(program, ann.id)}
