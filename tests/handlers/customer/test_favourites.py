"""Favourite categories: ticked, kept, changed until the first purchase, and what they earn."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest
import pytest_asyncio

from sandbox.client import Chat
from sandbox.people import SECOND_CUSTOMER_ID
from services import customers, favourites, programs
from services.database import rows, transaction
from services.errors import Conflict, Invalid, NotFound
from services.programs import Program
from tests.bot_at_work import Work, at_work, forged, words
from tests.conftest import EXAMPLES
from tests.factories import joined, make_program
from tests.handlers.conftest import Join

BAKERY = (EXAMPLES / "bakery.toml").read_text(encoding="utf-8")
SAVE, CHANGE = words("favourites-button-save"), words("favourites-button-change")
MENU = words("menu-button-favourites")
NOVEMBER = date(2026, 11, 1)


@pytest_asyncio.fixture
async def program(database: str, now: datetime) -> Program:
    """A program that offers favourites: two of four."""
    return await make_program(now, BAKERY)


@pytest_asyncio.fixture
async def work(program: Program, now: datetime) -> AsyncIterator[Work]:
    async with at_work(program, now) as work:
        yield work


async def chosen(work: Work) -> set[str]:
    found = await customers.by_telegram(work.program.id, SECOND_CUSTOMER_ID)
    assert found is not None
    return set((await favourites.current(work.program, found.id, now=work.clock.now())).codes)


async def open_question(chat: Chat) -> None:
    await chat.press(MENU)
    await chat.wait_for("favourite categories", button="^Bread$")


async def test_ticked_and_kept(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    await open_question(alex)
    await alex.press("^Bread$")
    shown = await alex.wait_for("November", button="^✓ Bread$")
    assert shown.button(SAVE) is None
    await alex.press("^Coffee and tea$")
    await alex.wait_for(button=SAVE)
    answer = await alex.press("^Something sweet$")
    assert "You can choose 2" in (answer.text or "")
    await alex.press("^✓ Bread$")
    await alex.wait_for(button="^Bread$")
    await alex.press("^Something sweet$")
    await alex.wait_for(button=SAVE)
    assert await chosen(work) == set()
    await alex.press(SAVE)
    kept = await alex.wait_for("✓ Something sweet", button=CHANGE)
    assert "6%" in kept.text and "✓ Coffee and tea" in kept.text
    assert await chosen(work) == {"coffee", "sweet"}
    await alex.press(CHANGE)
    await alex.wait_for(button="^✓ Something sweet$")


async def test_only_a_program_with_favourites_offers_them(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    without = BAKERY.replace("choose = 2\nbase", "choose = 0\nbase").split("[[favourite_categories]]")[0]
    without += BAKERY[BAKERY.index("[[stores]]") :]
    applied = await programs.apply(without, actor="test", now=work.clock.now())
    assert applied.program.config.favourites.choose == 0
    await alex.send("/menu")
    shown = await alex.wait_for(button=words("menu-button-help"))
    assert shown.button(MENU) is None
    with forged(work.world, SECOND_CUSTOMER_ID, "favourites:show") as press:
        answer = await press()
    assert answer is not None and "does not work" in answer["text"]


@pytest.mark.parametrize(
    "data",
    ["favourites:save", "favourites:save:202611:1:1", "favourites:save:202611:1:16", "favourites:save:202610:1:3",
     "favourites:save:202613:1:3", "favourites:save:0:1:3", "favourites:save:202611:7:3",
     "favourites:save:202611:1:7", "favourites:pick:202611:1:16", "favourites:pick:x"],
)  # fmt: skip
async def test_forged_buttons_choose_nothing(work: Work, alex: Chat, join: Join, data: str) -> None:
    await join(alex)
    with forged(work.world, SECOND_CUSTOMER_ID, data) as press:
        await press()
    assert await chosen(work) == set()


async def test_stands_after_the_first_purchase_to_the_end_of_the_month(
    program: Program, now: datetime
) -> None:
    person = await joined(program, now)
    await favourites.choose(program, person.id, NOVEMBER, ["bread", "lunch"], now=now)
    changed = await favourites.choose(program, person.id, NOVEMBER, ["bread", "coffee"], now=now)
    assert (changed.codes, changed.final) == (("bread", "coffee"), False)
    await rows("update customer set receipts = receipts + 1 where id = $1", person.id)
    assert (await favourites.current(program, person.id, now=now)).final
    again = await favourites.choose(program, person.id, NOVEMBER, ["coffee", "bread"], now=now)
    assert again.final  # a repeat changes nothing
    with pytest.raises(Conflict, match="favourites_final"):
        await favourites.choose(program, person.id, NOVEMBER, ["bread", "sweet"], now=now)
    december = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)  # midnight at the first store, in Berlin
    assert (await favourites.current(program, person.id, now=december - timedelta(seconds=1))).codes
    following = await favourites.current(program, person.id, now=december)
    assert following == favourites.Favourites(date(2026, 12, 1), (), final=False)
    with pytest.raises(NotFound, match="stale_button"):
        await favourites.choose(program, person.id, NOVEMBER, ["bread", "sweet"], now=december)
    await favourites.choose(program, person.id, date(2026, 12, 1), ["bread", "sweet"], now=december)
    assert len(await rows("select id from favourite")) == 2


async def test_the_month_is_that_of_the_customers_own_store(program: Program, now: datetime) -> None:
    person = await joined(program, now)
    await rows(
        "update customer set home_store_id = (select id from store where code = 'station') where id = $1",
        person.id,
    )
    lisbon = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    assert (await favourites.current(program, person.id, now=lisbon)).month == NOVEMBER


@pytest.mark.parametrize(
    "codes", [[], ["bread"], ["bread", "bread"], ["bread", "fish"], ["bread", "sweet", "lunch"]]
)
async def test_a_wrong_choice(program: Program, now: datetime, codes: list[str]) -> None:
    person = await joined(program, now)
    with pytest.raises(Invalid, match="favourites_wrong"):
        await favourites.choose(program, person.id, NOVEMBER, codes, now=now)


async def test_a_batch_reads_the_categories_of_lines(program: Program, now: datetime) -> None:
    one, other = await joined(program, now), await joined(program, now)
    await favourites.choose(program, one.id, NOVEMBER, ["bread", "sweet"], now=now)
    async with transaction() as connection:
        found = await favourites.of(connection, program, [one.id, other.id], date(2026, 11, 21))
        assert found == {one.id: frozenset({"bread", "cake", "pastry"})}
        assert await favourites.of(connection, program, [one.id], date(2026, 12, 1)) == {}


async def test_what_left_the_file_is_gone_from_the_choice(program: Program, now: datetime) -> None:
    person = await joined(program, now)
    await favourites.choose(program, person.id, NOVEMBER, ["bread", "sweet"], now=now)
    text = BAKERY.replace('code = "sweet"', 'code = "dessert"')
    after = (await programs.apply(text, actor="test", now=now)).program
    assert (await favourites.current(after, person.id, now=now)).codes == ("bread",)
    async with transaction() as connection:
        assert await favourites.of(connection, after, [person.id], NOVEMBER) == {
            person.id: frozenset({"bread"})
        }
