"""Gift cards as money: taken once for each id, never more than there is, given back never more than was taken."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
import pytest_asyncio

from services import gift_cards, merchants
from services.database import LOST, Connection, fetch, row, rows
from services.errors import Conflict, Invalid, NotFound, RegularsError, TooMany
from services.gift_cards import GaveBack, NewGiftCard, NewReturn, NewUse, Taken
from services.gift_cards.writing import write
from services.keyring import Keyring
from services.programs import Program
from services.receipts.shapes import Recorded
from tests.factories import make_program
from tests.services.ledger import assert_sound

KEYRING = Keyring("test secret")
DAY = timedelta(days=1)


def plain(_program: Program, answer: Taken | GaveBack) -> bytes:
    return orjson.dumps(asdict(answer))


@dataclass
class Counter:
    """A till of one merchant, and the code of a card of 1,000 that expires in thirty days."""

    program: Program
    merchant_id: int
    code: str
    now: datetime

    async def take(self, use_id: str, amount: int, **changes: object) -> Recorded:
        new = NewUse(use_id, self.code, amount, "RUB", None, f"{use_id} {amount}".encode())
        return await gift_cards.take(
            self.program,
            self.merchant_id,
            replace(new, **changes),  # type: ignore[arg-type]  # fields by name
            keyring=KEYRING,
            encode=plain,
            now=self.now,
        )

    async def give_back(self, use_id: str, refund_id: str, amount: int | None = None) -> Recorded:
        new = NewReturn(use_id, refund_id, amount, "RUB", f"{refund_id} {amount}".encode())
        return await gift_cards.give_back(self.program, self.merchant_id, new, encode=plain, now=self.now)

    async def remaining(self) -> int:
        found = await row("select remaining from gift_card")
        return int(found["remaining"]) if found else 0


@pytest_asyncio.fixture
async def counter(database: str, now: datetime) -> AsyncIterator[Counter]:
    program = await make_program(now)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    new = NewGiftCard("G-1", 1_000, "RUB", now + 30 * DAY, b"hash")
    sold = await gift_cards.issue(program, merchant.id, new, keyring=KEYRING, now=now)
    yield Counter(program, merchant.id, sold.code, now)
    await assert_sound(program)


async def test_64_takes_of_100_at_once_on_1000_are_ten(counter: Counter) -> None:
    outcomes = await asyncio.gather(
        *(counter.take(f"U-{number}", 100) for number in range(64)), return_exceptions=True
    )
    assert sum(isinstance(one, Recorded) for one in outcomes) == 10
    refused = [one for one in outcomes if isinstance(one, Conflict)]
    assert {one.code for one in refused} == {"gift_card_empty"}
    assert len(refused) == 54
    left = sorted(
        orjson.loads(one.body)["card"]["remaining"] for one in outcomes if isinstance(one, Recorded)
    )
    assert left == list(range(0, 1_000, 100))
    assert await rows("select count(*)::int as uses, sum(amount)::int as sum from gift_card_use") == [
        {"uses": 11, "sum": 0}
    ]


async def test_two_tills_of_two_merchants_take_no_more_than_there_is(counter: Counter) -> None:
    other, _ = await merchants.create(counter.program, "Other", actor="test", now=counter.now)
    rival = replace(counter, merchant_id=other.id)
    takes = [till.take(f"U-{number}", 300) for number in range(8) for till in (counter, rival)]
    outcomes = await asyncio.gather(*takes, return_exceptions=True)
    assert sum(isinstance(one, Recorded) for one in outcomes) == 3
    refused = [one for one in outcomes if isinstance(one, RegularsError)]
    assert {(one.code, one.facts["left"]) for one in refused} == {("gift_card_too_much", 100)}


async def test_a_take_raced_with_itself_is_one(counter: Counter) -> None:
    outcomes = await asyncio.gather(*(counter.take("U-1", 400) for _ in range(16)))
    assert sorted(one.replayed for one in outcomes) == [False] + [True] * 15
    assert len({one.body for one in outcomes}) == 1
    assert await counter.remaining() == 600


async def test_a_take_whose_connection_died_is_one(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    async def die(connection: Connection, *values: Any) -> None:
        await write(connection, *values)
        await fetch(connection, "select pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(gift_cards.taking, "write", die)
    with pytest.raises(LOST):
        await counter.take("U-1", 400)
    monkeypatch.undo()
    assert await counter.remaining() == 1_000
    assert not (await counter.take("U-1", 400)).replayed
    assert await counter.remaining() == 600


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_take_that_was_cut_off_is_one(
    counter: Counter, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off in the middle of its transaction, or after its end and before the till has heard of it."""
    if moment == "before":
        begun = asyncio.Event()

        async def never(*_values: object) -> None:
            begun.set()
            await asyncio.Event().wait()

        monkeypatch.setattr(gift_cards.taking, "write", never)
        trying = asyncio.create_task(counter.take("U-1", 400))
        await begun.wait()
        trying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await trying
        monkeypatch.undo()
        assert await counter.remaining() == 1_000
    else:
        await counter.take("U-1", 400)
    answers = await asyncio.gather(*(counter.take("U-1", 400) for _ in range(4)))
    assert sum(not one.replayed for one in answers) == (moment == "before")
    assert len({one.body for one in answers}) == 1
    assert await counter.remaining() == 600


async def test_another_content_is_a_conflict_even_when_the_card_is_empty(counter: Counter) -> None:
    first = await counter.take("U-1", 1_000)
    assert await counter.take("U-1", 1_000) == replace(first, replayed=True)
    with pytest.raises(Conflict, match="gift_card_use_conflict"):
        await counter.take("U-1", 999)


async def test_what_cannot_be_taken_is_refused_and_says_how_much_is_left(counter: Counter) -> None:
    await counter.take("U-1", 300)
    with pytest.raises(Conflict, match="gift_card_too_much") as too_much:
        await counter.take("U-2", 701)
    assert too_much.value.facts == {"left": 700, "currency": "RUB"}
    with pytest.raises(Invalid, match="currency_mismatch"):
        await counter.take("U-2", 1, currency="EUR")
    with pytest.raises(NotFound, match="unknown_store"):
        await counter.take("U-2", 1, store="nowhere")
    await counter.take("U-2", 700)
    with pytest.raises(Conflict, match="gift_card_empty"):
        await counter.take("U-3", 1)
    await counter.give_back("U-2", "R-1")
    counter.now += 30 * DAY
    with pytest.raises(Conflict, match="gift_card_expired"):
        await counter.take("U-3", 1)
    await gift_cards.stop_sold(counter.program, counter.merchant_id, "G-1", now=counter.now)
    with pytest.raises(Conflict, match="gift_card_stopped"):
        await counter.take("U-3", 1)
    with pytest.raises(Conflict, match="gift_card_stopped"):
        await counter.give_back("U-1", "R-1")


async def test_parts_come_back_once_each_and_never_more_than_was_taken(counter: Counter) -> None:
    await counter.take("U-1", 600)
    first = await counter.give_back("U-1", "R-1", 200)
    assert await counter.give_back("U-1", "R-1", 200) == replace(first, replayed=True)
    with pytest.raises(Conflict, match="gift_card_refund_conflict"):
        await counter.give_back("U-1", "R-1", 100)
    with pytest.raises(Invalid, match="gift_card_refund_too_much") as too_much:
        await counter.give_back("U-1", "R-2", 401)
    assert too_much.value.facts["left"] == 400
    outcomes = await asyncio.gather(
        *(counter.give_back("U-1", f"P-{number}", 100) for number in range(16)), return_exceptions=True
    )
    assert sum(isinstance(one, Recorded) for one in outcomes) == 4
    assert await counter.remaining() == 1_000
    with pytest.raises(Invalid, match="gift_card_refund_too_much"):
        await counter.give_back("U-1", "R-3")
    with pytest.raises(NotFound, match="unknown_gift_card_use"):
        await counter.give_back("U-2", "R-1")


async def test_what_comes_back_after_the_date_lives_on_once_and_wakes_nothing(counter: Counter) -> None:
    await counter.take("U-1", 600)
    counter.now += 40 * DAY
    back = orjson.loads((await counter.give_back("U-1", "R-1", 200)).body)
    ends = counter.now + 14 * DAY
    assert datetime.fromisoformat(back["card"]["graced_until"]) == ends
    with pytest.raises(Conflict, match="gift_card_too_much") as too_much:
        await counter.take("U-2", 201)  # 400 had lapsed by the date
    assert too_much.value.facts["left"] == 200
    [sums] = await gift_cards.totals(counter.program, now=counter.now)
    assert (sums.outstanding, sums.dead) == (200, 400)
    await counter.take("U-2", 150)
    counter.now = ends - DAY
    await counter.give_back("U-1", "R-2", 100)  # the grace is not begun anew
    counter.now = ends
    with pytest.raises(Conflict, match="gift_card_expired"):
        await counter.take("U-3", 1)
    with pytest.raises(Conflict, match="gift_card_expired"):
        await counter.give_back("U-1", "R-3")
    again = await counter.give_back("U-1", "R-1", 200)  # what was done is answered for ever
    assert again.replayed


async def test_wrong_codes_of_a_store_are_counted_apart_from_others(counter: Counter, now: datetime) -> None:
    async def look(code: str, store: str | None = "center") -> int:
        card = await gift_cards.looked_up(
            counter.program, counter.merchant_id, store, code, keyring=KEYRING, now=counter.now
        )
        return card.remaining

    with pytest.raises(Invalid, match="gift_card_mistyped"):
        await look("GIFT-CDFGHJKMNPC")
    guesses = (look(f"GUESS{number}") for number in range(64))
    refused = await asyncio.gather(*guesses, return_exceptions=True)
    assert sum(isinstance(one, NotFound) for one in refused) == 5
    assert sum(isinstance(one, TooMany) for one in refused) == 59
    with pytest.raises(TooMany, match="too_many_codes"):
        await look(counter.code)  # the right one too: the refusal tells nothing
    assert await look(counter.code, store=None) == 1_000
    assert await rows("select kind, count(*)::int as wrong from wrong_code group by kind") == [
        {"kind": "gift_card", "wrong": 5}
    ]
    counter.now += timedelta(minutes=1)
    assert await look(f" {counter.code.lower()}\t") == 1_000


async def test_uses_are_never_changed(counter: Counter) -> None:
    await counter.take("U-1", 100)
    for statement in ("update gift_card_use set amount = amount + 1", "delete from gift_card_use"):
        with pytest.raises(Exception, match="never changed"):
            await rows(statement)


async def test_the_code_is_in_no_row_and_no_answer(counter: Counter) -> None:
    """A bare hash of it would do as well as the code: there are few enough to try them all."""
    said = await counter.take("U-1", 100)
    secret = counter.code.removeprefix("GIFT-").encode()
    for table in ("gift_card", "gift_card_use", "audit", "wrong_code"):
        [found] = await rows(f"select coalesce(string_agg(t::text, ''), '') as text from {table} t")
        assert secret not in found["text"].encode()
        assert secret.hex() not in found["text"]
    assert secret not in said.body


async def test_totals_and_a_cards_story(counter: Counter) -> None:
    await counter.take("U-1", 600, store="center")
    await counter.give_back("U-1", "R-1", 100)
    program, now = counter.program, counter.now
    await gift_cards.issue(
        program,
        counter.merchant_id,
        NewGiftCard("G-2", 5_000, "RUB", None, b"hash"),
        keyring=KEYRING,
        now=now,
    )
    [totals] = await gift_cards.totals(program, now=now)
    assert (totals.cards, totals.sold, totals.outstanding, totals.dead) == (2, 6_000, 5_500, 0)
    [card] = await gift_cards.find(program, counter.code[-4:].lower(), keyring=KEYRING)
    assert await gift_cards.find(program, counter.code, keyring=KEYRING) == (card,)
    assert await gift_cards.find(program, counter.code[-3:], keyring=KEYRING) == ()
    told = [(use.kind, use.amount, use.place) for use in await gift_cards.uses(program, card.id)]
    assert told == [("refund", 100, "Center"), ("spend", -600, "Center"), ("issue", 1_000, None)]
    for _ in range(2):
        stopped = await gift_cards.stop(program, card.id, actor="telegram:7", now=now)
        assert (stopped.state(now), stopped.remaining) == ("stopped", 500)
    [totals] = await gift_cards.totals(program, now=now)
    assert (totals.outstanding, totals.dead) == (5_000, 500)
    acts = await rows("select actor, target from audit where action = 'gift_card.stop'")
    assert acts == [{"actor": "telegram:7", "target": f"…{counter.code[-4:]}"}]
