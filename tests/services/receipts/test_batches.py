"""A batch is its items recorded one by one; many processes at once are as good as one."""

import asyncio
from datetime import datetime, timedelta

import pytest_asyncio
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services import merchants, programs
from services.customers import Customer
from services.database import Row, fetch, rows, transaction
from services.errors import Conflict, RegularsError
from services.keyring import Keyring
from services.merchants import Merchant
from services.programs import Program
from services.receipts import batch
from services.receipts.recorder import Recorder
from services.receipts.shapes import CustomerRef, NewReceipt, Recorded
from services.receipts.state import Pending
from tests.factories import card, encode, joined, make_program, program_text, receipt
from tests.services.ledger import assert_sound

KEYRING = Keyring("test secret")

Item = tuple[int, str, tuple[int, ...], tuple[str, ...], str, int]
ITEMS = st.lists(
    st.tuples(
        st.integers(1, 6),  # the receipt's number: repeats are replays or conflicts
        st.sampled_from(["first", "second", "phone", "nobody", "unknown"]),
        st.sampled_from([(54_000,), (100_000, 30_000), (1,), (700_000,)]),
        st.sampled_from([(), ("HELLO",), ("TWICE",), ("MORE",), ("HELLO", "TWICE"), ("MORE", "HELLO")]),
        st.sampled_from(["center", "center", "center", "nowhere"]),
        st.integers(0, 72),  # hours between arrivals
    ),
    min_size=1,
    max_size=12,
)


PROMOTIONS = """
[[promo_codes]]
code = "MORE"
multiply = 2
most_uses = 2

[[earning]]
code = "second"
title = "Second"
bonus = "10%"
nth_purchase = 2

[[promo_codes]]
code = "TWICE"
discount = "10%"
most_uses = 2

[[coupons]]
code = "big"
title = "Big basket"
amount = 100
minimum = 1000
times = 2

[[coupons]]
code = "first"
title = "First"
discount = "20%"
first_receipt = true

[[stamps]]
code = "third"
title = "Every third"
every = 3
gives = { free_item = true }
expire_after = "3d"

[[stamps]]
code = "pair"
title = "Every second"
every = 2
gives = { points = 7 }
categories = ["coffee"]
per = "receipt"
"""


async def _world(slug: str, now: datetime) -> tuple[Program, Merchant, dict[str, CustomerRef | None]]:
    text = program_text(pending="1d", expire_after="2d").replace('slug = "test"', f'slug = "{slug}"')
    text += PROMOTIONS
    program = (await programs.apply(text, actor="test", now=now)).program
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    people: list[Customer] = [
        await joined(program, now, telegram_id=number, phone=f"+7900000000{number}") for number in (1, 2)
    ]
    refs = {"first": card(people[0]), "second": card(people[1]), "nobody": None}
    return (
        program,
        merchant,
        refs
        | {
            "phone": CustomerRef("phone", "+79000000009"),
            "unknown": CustomerRef("card", "1000000008"),
        },
    )


def _shown(outcome: Recorded | RegularsError) -> object:
    return (outcome.code, outcome.field) if isinstance(outcome, RegularsError) else outcome.replayed


FACTS = {
    "entries": "select c.phone, e.kind, e.points, e.at, e.reason from entry e"
    " join customer c on c.id = e.customer_id where e.program_id = $1 order by e.id",
    "lots": "select c.phone, l.issued, l.remaining, l.consumed, l.matures_at, l.matured, l.expires_at"
    " from lot l join customer c on c.id = l.customer_id where l.program_id = $1 order by l.id",
    "sums": "select c.phone, b.available, b.pending from balance b join customer c on c.id = b.customer_id"
    " where b.program_id = $1 order by c.phone",
    "customers": "select phone, tier, tier_since, receipts, most_receipts, spent, first_purchase_at, last_purchase_at,"
    " surveyed_at from customer where program_id = $1 order by phone",
    "receipts": "select receipt_id, total, discount, earned, gifts, tier, recorded_at, applied, capped from receipt"
    " where program_id = $1 order by id",
    "lines": "select number, amount, discount, earned from receipt_line"
    " where program_id = $1 order by receipt_id, number",
    "messages": "select kind, due_at, expires_at, payload->>'earned' as earned, payload->>'balance' as balance"
    " from outbox where program_id = $1 order by due_at, id",
    "invitations": "select due_at, expires_at from invitation where program_id = $1 order by id",
    "promo codes": "select at from promo_code_use where program_id = $1 order by id",
    "limited codes": "select code, used from promo_code where program_id = $1 order by code",
    "stamps": "select c.phone, s.card, s.kind, s.stamps, s.points, s.lines, s.at from stamp s"
    " join customer c on c.id = s.customer_id where s.program_id = $1 order by s.id",
    "coupons": "select c.phone, u.coupon, u.uses, u.discount, u.at from coupon_use u"
    " join customer c on c.id = u.customer_id where u.program_id = $1 order by u.id",
}


async def _facts(program: Program) -> dict[str, list[Row]]:
    return {name: await rows(query, program.id) for name, query in FACTS.items()}


@pytest_asyncio.fixture
async def loop() -> asyncio.AbstractEventLoop:
    """The loop that the services are connected on; other tests may have left another current."""
    return asyncio.get_running_loop()


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking runs two databases for minutes
)
@given(items=ITEMS)
def test_a_batch_is_its_items_one_by_one(
    items: list[Item], database: str, loop: asyncio.AbstractEventLoop, now: datetime
) -> None:
    loop.run_until_complete(_compare(items, now))


async def _compare(items: list[Item], now: datetime) -> None:
    await _clear()
    worlds = [await _world("one-by-one", now), await _world("batch", now)]
    orders = [_orders(items, merchant, refs, now) for _, merchant, refs in worlds]
    (singly, _, _), (together, _, _) = worlds
    one_by_one = []
    for item in orders[0]:
        one_by_one += await batch.record(singly.id, [item], keyring=KEYRING, encode=encode)
    at_once = await batch.record(together.id, orders[1], keyring=KEYRING, encode=encode)
    assert [_shown(outcome) for outcome in at_once] == [_shown(outcome) for outcome in one_by_one]
    assert await _facts(together) == await _facts(singly)
    for program in (singly, together):
        await assert_sound(program)


def _orders(
    items: list[Item], merchant: Merchant, refs: dict[str, CustomerRef | None], now: datetime
) -> list[Pending]:
    orders, at = [], now
    for number, who, amounts, codes, store, hours in items:
        at += timedelta(hours=hours)
        item = receipt(
            f"R-{number}", customer=refs[who], amounts=amounts, issued_at=now, store=store, promo_codes=codes
        )
        orders.append(Pending(merchant.id, merchant.name, item, at))
    return orders


async def _clear() -> None:
    async with transaction() as connection:
        await fetch(connection, "truncate program, customer, merchant cascade")


async def test_the_same_receipt_32_times_at_once(database: str, now: datetime) -> None:
    program = await make_program(now)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    customer = await joined(program, now)
    same = receipt("A-1", customer=card(customer), issued_at=now)
    other = receipt("A-1", customer=card(customer), issued_at=now, amounts=(1,))
    outcomes = await asyncio.gather(
        *(_alone(program, merchant, item, now) for item in [same, other] * 16), return_exceptions=True
    )
    bodies = {outcome.body for outcome in outcomes if isinstance(outcome, Recorded)}
    assert len(bodies) == 1
    assert sum(isinstance(outcome, Recorded) and not outcome.replayed for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 16
    assert len(await rows("select * from receipt")) == 1
    await assert_sound(program)


async def test_the_same_anonymous_receipt_at_once(database: str, now: datetime) -> None:
    """Nobody is locked here: the race for the id itself is decided by PostgreSQL."""
    program = await make_program(now)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    same = receipt("A-1", issued_at=now)
    outcomes = await asyncio.gather(*(_alone(program, merchant, same, now) for _ in range(32)))
    assert sum(not outcome.replayed for outcome in outcomes if isinstance(outcome, Recorded)) == 1
    assert len(await rows("select * from receipt")) == 1


async def test_many_clients_on_few_customers(database: str, now: datetime) -> None:
    """Several processes, each with batches of its own, that lock the same customers in any order."""
    program = await make_program(now)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    people = [await joined(program, now) for _ in range(4)]
    recorders = [Recorder(keyring=KEYRING, encode=encode) for _ in range(8)]

    async def client(number: int) -> None:
        for turn in range(10):
            item = receipt(customer=card(people[(number * 3 + turn) % 4]), issued_at=now)
            recorder = recorders[number % 8]
            await recorder.record(program.id, merchant.id, merchant.name, item, arrived_at=now)

    await asyncio.gather(*(client(number) for number in range(32)))
    assert (await rows("select sum(receipts)::int as receipts from customer"))[0]["receipts"] == 320
    await assert_sound(program)


async def test_a_client_that_hangs_up_cancels_nothing(database: str, now: datetime) -> None:
    program = await make_program(now)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    recorder = Recorder(keyring=KEYRING, encode=encode)
    item = receipt(issued_at=now)
    call = asyncio.create_task(recorder.record(program.id, merchant.id, merchant.name, item, arrived_at=now))
    await asyncio.sleep(0)
    call.cancel()
    await recorder.drain()
    assert len(await rows("select * from receipt")) == 1


async def test_one_item_that_breaks_a_batch_is_told_alone(database: str, now: datetime) -> None:
    program = await make_program(now)
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    recorder = Recorder(keyring=KEYRING, encode=encode)
    items = [receipt(f"ok{n}", issued_at=now) for n in range(3)]
    items.insert(1, receipt("nul\0", issued_at=now))  # PostgreSQL cannot store it; the API refuses it earlier
    outcomes = await asyncio.gather(
        *(recorder.record(program.id, merchant.id, merchant.name, item, arrived_at=now) for item in items),
        return_exceptions=True,
    )
    assert [isinstance(outcome, Recorded) for outcome in outcomes] == [True, False, True, True]


async def _alone(
    program: Program, merchant: Merchant, item: NewReceipt, now: datetime
) -> Recorded | RegularsError:
    pending = [Pending(merchant.id, merchant.name, item, now)]
    [outcome] = await batch.record(program.id, pending, keyring=KEYRING, encode=encode)
    return outcome
