"""Clubs, what brings more, and the command of favourites, as a customer meets them."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest_asyncio

from sandbox.client import Chat
from sandbox.people import ADMIN_ID, SECOND_CUSTOMER_ID
from services import customers
from services.database import rows
from services.programs import Program
from tests.bot_at_work import Work, at_work, forged, words
from tests.conftest import EXAMPLES
from tests.factories import make_program
from tests.handlers.conftest import Join

CLUBS = """
[[clubs]]
code = "coffee"
title = { en = "Coffee <lovers>", ru = "Любители кофе" }
description = { en = "Beans & more", ru = "Зёрна" }
welcome = 20

[[earning]]
code = "club_coffee"
title = { en = "Coffee for the club", ru = "Кофе для клуба" }
bonus = "7%"
categories = ["coffee"]
clubs = ["coffee"]
"""
JOIN, LEAVE = (
    words("clubs-button-join", title="Coffee <lovers>"),
    words("clubs-button-leave", title="Coffee <lovers>"),
)
BAKERY = (EXAMPLES / "bakery.toml").read_text(encoding="utf-8")


@pytest_asyncio.fixture
async def program(database: str, now: datetime) -> Program:
    """The bakery with a club."""
    return await make_program(now, BAKERY + CLUBS)


@pytest_asyncio.fixture
async def work(program: Program, now: datetime) -> AsyncIterator[Work]:
    async with at_work(program, now) as work:
        yield work


async def stays() -> list[bool]:
    """Whether each stay in a club goes on."""
    return [row["left_at"] is None for row in await rows("select left_at from club_member order by id")]


async def test_joined_and_left_in_one_message(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    await alex.send("/clubs")
    shown = await alex.wait_for("Beans & more", button=JOIN)
    assert "Coffee for the club: 7%" in shown.text and "20" in shown.text
    answer = await alex.press(JOIN)
    assert "+20" in (answer.text or "")
    member = await alex.wait_for("you are in since", button=LEAVE)
    assert member.id == shown.id
    with forged(work.world, SECOND_CUSTOMER_ID, "clubs:join:coffee:1") as press:
        again = await press()  # a double tap on the old button
    assert again is not None and "+20" not in again["text"]
    await alex.press(LEAVE)
    left = await alex.wait_for("Coffee <lovers>", button=JOIN)
    assert "For joining" not in left.text
    assert await stays() == [False]


async def test_the_list_says_what_is_left_to_do(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    await alex.send("/earn")
    shown = await alex.wait_for("What brings you more", button=words("clubs-button"))
    assert "Join the club, and it is yours: Coffee <lovers>" in shown.text
    assert shown.button(words("earning-button-choose")) and shown.button(words("earning-button-tell"))
    assert "Advent" not in shown.text  # for another tier, and later
    await alex.press(words("clubs-button"))
    await alex.press(JOIN)
    await alex.wait_for(button=LEAVE)
    await alex.send("/balance")
    await alex.wait_for(button=words("earning-button"))
    await alex.press(words("earning-button"))
    now_in = await alex.wait_for("for members: Coffee <lovers>")
    assert now_in.button(words("clubs-button")) is None


async def test_favourites_by_command(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    await alex.send("/favourites")
    await alex.wait_for("favourite categories", button="^Bread$")


async def test_forged_buttons_join_nothing(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    for data in ("clubs:join", "clubs:join:tea:1", "clubs:leave:tea:1", "clubs:join:%00:x"):
        with forged(work.world, SECOND_CUSTOMER_ID, data) as press:
            answer = await press()
        assert answer is not None and answer["text"], data
    assert await stays() == []


async def test_who_has_not_joined_the_program_joins_no_club(work: Work, alex: Chat) -> None:
    await alex.start()
    await alex.wait_for(button=words("join-button-start"))
    with forged(work.world, SECOND_CUSTOMER_ID, "clubs:join:coffee:1") as press:
        answer = await press()
    assert answer is not None and answer["text"]
    assert await stays() == []


async def test_an_admin_sees_who_is_in(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    with forged(work.world, SECOND_CUSTOMER_ID, "clubs:join:coffee:1") as press:
        await press()
    found = await customers.by_telegram(work.program.id, SECOND_CUSTOMER_ID)
    assert found is not None
    admin = work.chat(ADMIN_ID)
    await admin.start()
    await admin.send(f"/customer {found.card}")
    await admin.wait_for("Клубы: Любители кофе")
    await admin.send("/segments")
    await admin.wait_for("Любители кофе: 1")
