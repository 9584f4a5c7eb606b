"""Tiers over real rows: windows, reviews as of their moment, refunds, tiers that were given, the flow."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from services import merchants, programs, tiers
from services.customers import Customer
from services.database import Connection, fetch, row, rows, transaction
from services.errors import Conflict, Invalid, NotFound
from services.keyring import Keyring
from services.programs import Program
from services.receipts import batch
from services.receipts.shapes import Recorded
from services.receipts.state import Pending
from services.rules.tiers import Standing
from services.tiers.moves import locked, put
from services.tiers.reviews import DUE, after_moves
from services.writing import Writing
from tests.factories import card, encode, joined, lead, make_program, program_text, receipt

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
NEW_YEAR = datetime(2026, 12, 31, 21, 0, tzinfo=UTC)  # midnight in Moscow
DAY = timedelta(days=1)
KEYRING = Keyring("test secret")
SILVER, GOLD = 100_000, 500_000  # minor units

YEAR = '\n[tier_rules]\nwindow = "year"\n'
MONTH = '\n[tier_rules]\nwindow = "month"\ndowngrade = "by_balance"\n'
VISITS = '\n[tier_rules]\nmeasured_by = "visits"\nwindow = "30d"\n'

RECEIPT = """
insert into receipt (program_id, id, merchant_id, receipt_id, input_hash, store_id, customer_id, issued_at,
                     recorded_at, currency, total, discount, redeemed, earned, program_version, answer)
select $1, n.id, m.id, 'R-' || n.id, '', s.id, $2, $3, $4, 'RUB', $5, 0, 0, $6, 1, ''
from (select coalesce(max(id), 0) + 1 as id from receipt) n,
     (select id from merchant limit 1) m, (select id from store limit 1) s
returning id
"""


def by_visits() -> str:
    return program_text().replace("from = 1000", "from = 2").replace("from = 5000", "from = 3") + VISITS


async def program_of(text: str) -> Program:
    program = await make_program(NOW - 30 * DAY, text)
    await merchants.create(program, "Till", actor="test", now=NOW)
    return program


async def bought(
    program: Program, customer: Customer, amount: int, at: datetime, *, issued_at: datetime | None = None
) -> int:
    """A receipt's rows and what it makes of the tiers, in the order of a recording; returns its id."""
    issued_at = issued_at or at
    async with transaction() as connection:
        await tiers.settle_due(connection, program, [customer.id], now=at)
        one = await locked(connection, program.id, customer.id)
        assert one is not None
        found = await fetch(connection, "select spent from customer where id = $1", one.id)
        standings = await tiers.standings(connection, program, {one.id: found[0]["spent"]}, [at])
        receipt_id = await _receipt(connection, program, one.id, amount, issued_at, at)
        standings.count(one.id, Standing(amount, amount // 100, 1), issued_at, at)
        standing = standings.of(one.id, at)
        facts: dict[str, Any] = {"receipt_id": receipt_id, "actor": "merchant:1", "now": at}
        move = tiers.purchased(program.config, one.id, one.tier, one.held, standing, **facts)
        writing = Writing(program.id)
        put(writing, [after_moves(one, [move])], [move])
        await writing.run(connection)
    return receipt_id


async def _receipt(
    connection: Connection, program: Program, customer_id: int, amount: int, issued_at: datetime, at: datetime
) -> int:
    values = (customer_id, issued_at, at, amount, amount // 100)
    made = await fetch(connection, RECEIPT, program.id, *values)
    await fetch(connection, "update customer set spent = spent + $2 where id = $1", customer_id, amount)
    return int(made[0]["id"])


async def refunded(program: Program, customer: Customer, receipt_id: int, at: datetime) -> tiers.Move | None:
    """The whole receipt comes back."""
    async with transaction() as connection:
        await fetch(
            connection, "update receipt set refunded = total, revoked = earned where id = $1", receipt_id
        )
        sql = "update customer set spent = spent - (select total from receipt where id = $2) where id = $1"
        await fetch(connection, sql, customer.id, receipt_id)
        return await tiers.after_refund(
            connection, program, customer.id, receipt_id, actor="merchant:1", now=at
        )


async def tier_of(customer: Customer) -> str | None:
    found = await row("select tier from customer where id = $1", customer.id)
    assert found is not None
    return found["tier"]  # type: ignore[no-any-return]  # a row of any


async def told(customer: Customer, kind: str = "tier_changed") -> list[dict[str, Any]]:
    sql = "select payload, due_at from outbox where customer_id = $1 and kind = $2 order by id"
    return [
        orjson.loads(one["payload"]) | {"due": one["due_at"]} for one in await rows(sql, customer.id, kind)
    ]


async def changes(customer: Customer) -> list[tuple[Any, ...]]:
    sql = "select before, after, reason, at from tier_change where customer_id = $1 order by id"
    return [tuple(found.values()) for found in await rows(sql, customer.id)]


async def test_a_year_without_purchases_lowers_a_tier_by_one_step_as_of_midnight(database: str) -> None:
    program = await program_of(program_text() + YEAR)
    customer = await joined(program, NOW)
    await bought(program, customer, GOLD, NOW)
    assert await tier_of(customer) == "gold"
    assert await tiers.review_due(program, now=NEW_YEAR) == 1
    assert await tier_of(customer) == "gold"  # 2026 has reached it again
    late = datetime(2028, 1, 8, 2, 0, tzinfo=UTC)  # nobody looked for a week after the second year
    assert await tiers.review_due(program, now=late) == 1
    assert await tier_of(customer) == "silver"
    assert (await changes(customer))[-1] == (
        "gold",
        "silver",
        "review",
        datetime(2027, 12, 31, 21, tzinfo=UTC),
    )
    (news,) = await told(customer)
    assert (news["tier"], news["up"], news["reason"]) == ("silver", False, "review")
    assert news["due"] == datetime(2028, 1, 8, 7, 0, tzinfo=UTC)  # five in the morning waits until ten
    assert await tiers.review_due(program, now=late) == 0


async def test_a_purchase_finds_the_tier_as_it_should_be_when_nobody_reviewed(database: str) -> None:
    program = await program_of(program_text() + MONTH)
    customer = await joined(program, NOW)
    await bought(program, customer, GOLD, NOW)
    june = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
    await bought(program, customer, SILVER, june)
    assert await tier_of(customer) == "silver"
    assert [(before, after, reason) for before, after, reason, _ in await changes(customer)] == [
        ("bronze", "gold", "purchase"),
        ("gold", "bronze", "review"),
        ("bronze", "silver", "purchase"),
    ]
    found = await row("select tier_since, tier_review_at from customer where id = $1", customer.id)
    assert found == {"tier_since": june, "tier_review_at": datetime(2026, 6, 30, 21, tzinfo=UTC)}


async def test_visits_of_rolling_days_count_and_returned_ones_do_not(database: str) -> None:
    program = await program_of(by_visits())
    customer = await joined(program, NOW)
    first = await bought(program, customer, 100, NOW)
    await bought(program, customer, 100, NOW + 29 * DAY)
    assert await tier_of(customer) == "silver"
    await bought(program, customer, 100, NOW + 30 * DAY)  # the first one is too old by now
    assert await tier_of(customer) == "silver"
    await bought(program, customer, 100, NOW + 31 * DAY)
    assert await tier_of(customer) == "gold"
    assert await refunded(program, customer, first, NOW + 32 * DAY) is None  # it was no reason of gold
    assert await tier_of(customer) == "gold"


async def test_a_till_that_was_offline_over_new_year_loses_no_purchase(database: str) -> None:
    program = await program_of(program_text() + YEAR)
    customer = await joined(program, NOW)
    before, after = NEW_YEAR - timedelta(hours=1), NEW_YEAR + timedelta(hours=1)
    await bought(program, customer, SILVER // 2, after, issued_at=before)
    await bought(program, customer, SILVER // 2, after + DAY)
    assert await tier_of(customer) == "silver"


async def test_a_refund_undoes_the_upgrade_that_it_was_the_reason_of(database: str) -> None:
    program = await program_of(program_text())
    customer = await joined(program, NOW)
    await bought(program, customer, SILVER, NOW)
    big = await bought(program, customer, GOLD, NOW + DAY)
    assert await tier_of(customer) == "gold"
    move = await refunded(program, customer, big, NOW + 2 * DAY)
    assert move is not None
    assert (move.before, move.after) == ("gold", "silver")
    assert await tier_of(customer) == "silver"
    (news,) = await told(customer)
    assert (news["tier"], news["reason"]) == ("silver", "refund")


async def test_buying_and_returning_every_year_does_not_keep_a_tier(database: str) -> None:
    program = await program_of(program_text() + YEAR)
    customer = await joined(program, NOW)
    await bought(program, customer, SILVER, NOW)
    trick = NEW_YEAR + DAY
    await tiers.review_due(program, now=NEW_YEAR)
    dear = await bought(program, customer, GOLD, trick)
    await refunded(program, customer, dear, trick + DAY)
    assert await tier_of(customer) == "silver"
    await tiers.review_due(program, now=datetime(2027, 12, 31, 21, tzinfo=UTC))
    assert await tier_of(customer) == "bronze"


async def test_other_refunds_wait_for_the_review(database: str) -> None:
    program = await program_of(program_text() + YEAR)
    customer = await joined(program, NOW)
    first = await bought(program, customer, GOLD, NOW)
    await tiers.review_due(program, now=NEW_YEAR)
    assert (
        await refunded(program, customer, first, NEW_YEAR + DAY) is not None
    )  # its reason went all the same
    await bought(program, customer, GOLD, NEW_YEAR + 2 * DAY)
    second = await bought(program, customer, 100, NEW_YEAR + 3 * DAY)
    assert await refunded(program, customer, second, NEW_YEAR + 4 * DAY) is None
    assert await tier_of(customer) == "gold"


async def test_a_given_tier_lies_over_the_earned_one_and_ends(database: str) -> None:
    program = await program_of(program_text() + YEAR)
    customer = await joined(program, NOW)
    until = NOW + 30 * DAY
    given = await tiers.give(program, customer.id, "gold", until, why="match", actor="telegram:1", now=NOW)
    assert given == tiers.Given("gold", until, fresh=True)
    again = await tiers.give(program, customer.id, "gold", until, why="match", actor="telegram:1", now=NOW)
    assert not again.fresh
    await bought(program, customer, SILVER, NOW + DAY)
    assert await tier_of(customer) == "gold"
    assert await tiers.review_due(program, now=until - timedelta(seconds=1)) == 0
    assert await tiers.review_due(program, now=until + DAY) == 1
    assert await tier_of(customer) == "silver"
    assert [(before, after, reason) for before, after, reason, _ in await changes(customer)] == [
        ("bronze", "gold", "match"),
        ("gold", "gold", "purchase"),
        ("gold", "silver", "ended"),
    ]
    assert [one["tier"] for one in await told(customer, "tier_given")] == ["gold"]
    assert [one["reason"] for one in await told(customer)] == ["ended"]
    acts = await rows("select action, target from audit where action like 'customer.tier%'")
    assert acts == [{"action": "customer.tier", "target": customer.card}]


async def test_a_given_tier_is_taken_back(database: str) -> None:
    program = await program_of(program_text())
    customer = await joined(program, NOW)
    await tiers.give(program, customer.id, "gold", None, why="manual", actor="telegram:1", now=NOW)
    assert (await tiers.progress(program, customer.id, now=NOW + 900 * DAY)).given == "gold"
    back = await tiers.take_back(program, customer.id, actor="telegram:1", now=NOW + DAY)
    assert (back.tier, back.fresh) == ("bronze", True)
    assert not (await tiers.take_back(program, customer.id, actor="telegram:1", now=NOW + DAY)).fresh


async def test_what_cannot_be_given(database: str) -> None:
    program = await program_of(program_text())
    customer, stranger = await joined(program, NOW), await lead(program, NOW)
    wrong = [
        (customer.id, "platinum", NOW + DAY, Invalid, "unknown_tier"),
        (customer.id, "gold", NOW, Invalid, "tier_until"),
        (customer.id, "gold", NOW + 4000 * DAY, Invalid, "tier_until"),
        (customer.id + 999, "gold", None, NotFound, "unknown_customer"),
        (stranger.id, "gold", None, Conflict, "customer_not_joined"),
    ]
    for customer_id, tier, until, error, code in wrong:
        with pytest.raises(error) as refusal:
            await tiers.give(program, customer_id, tier, until, why="manual", actor="test", now=NOW)
        assert refusal.value.code == code
    assert await tier_of(customer) == "bronze"


async def test_progress_says_what_is_next_and_what_keeps_the_tier(database: str) -> None:
    program = await program_of(program_text() + YEAR)
    customer = await joined(program, NOW)
    await bought(program, customer, GOLD - 5_000, NOW)
    now = NEW_YEAR + DAY
    await tiers.review_due(program, now=now)
    await bought(program, customer, 30_000, now)
    seen = await tiers.progress(program, customer.id, now=now)
    assert (seen.tier, seen.following, seen.measured, seen.to_next) == (
        "silver",
        "gold",
        30_000,
        GOLD - 30_000,
    )
    assert seen.review_at == datetime(2027, 12, 31, 21, tzinfo=UTC)
    assert (seen.to_stay, seen.lower) == (SILVER - 30_000, "bronze")
    assert seen.kept_until == datetime(2028, 12, 31, 21, tzinfo=UTC)
    with pytest.raises(NotFound):
        await tiers.progress(program, customer.id + 999, now=now)


async def test_other_times_in_the_file_set_other_dates(database: str) -> None:
    program = await program_of(program_text())
    silver, bronze = await joined(program, NOW), await joined(program, NOW)
    await bought(program, silver, SILVER, NOW)
    dates = "select tier_review_at as at from customer where joined_at is not null order by id"
    assert [one["at"] for one in await rows(dates)] == [None, None]
    await programs.apply(program_text() + YEAR, actor="test", now=NOW)
    assert [one["at"] for one in await rows(dates)] == [NEW_YEAR, None]
    await programs.apply(program_text(), actor="test", now=NOW)
    assert [one["at"] for one in await rows(dates)] == [None, None]
    assert (await tier_of(silver), await tier_of(bronze)) == ("silver", "bronze")


async def test_the_flow_counts_each_customer_once(database: str) -> None:
    program = await program_of(program_text() + MONTH)
    ann, bob, cid = [await joined(program, NOW) for _ in range(3)]
    await bought(program, ann, SILVER, NOW)
    await bought(program, ann, GOLD, NOW + DAY)  # bronze to gold, in two steps
    await bought(program, bob, SILVER, NOW)
    refund = await bought(program, cid, GOLD, NOW)
    await refunded(program, cid, refund, NOW + DAY)  # up and down again: no way at all
    march = await tiers.flow(program, "month", now=NOW + 2 * DAY)
    assert march.ways == {("bronze", "gold"): 1, ("bronze", "silver"): 1}
    assert (march.up, march.down) == (2, 0)
    assert march.members == {"bronze": 1, "silver": 1, "gold": 1}
    assert march.reasons == {"purchase": 4, "refund": 1}
    assert march.latest[0].after in ("gold", "bronze")
    may = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)
    await tiers.review_due(program, now=may)
    assert (await tiers.flow(program, "last_month", now=may)).ways == {}
    april_30 = await tiers.flow(program, "month", now=may)
    assert april_30.ways == {("gold", "bronze"): 1, ("silver", "bronze"): 1}
    assert (april_30.up, april_30.down) == (0, 2)
    assert (await tiers.flow(program, "year", now=may)).ways == {}


async def test_due_reviews_are_found_by_their_index(database: str) -> None:
    """The watch asks every second, and hardly anybody is due."""
    async with transaction() as connection:
        await fetch(connection, "set local enable_seqscan = off")
        plan = await fetch(
            connection,
            f"explain {DUE} order by least(tier_review_at, tier_given_until), id limit 100",
            1,
            NOW,
        )
    assert any("customer_tier_due" in line["QUERY PLAN"] for line in plan), plan


async def ring(
    program: Program, till: int, customer: Customer, amount: int, at: datetime, *promo_codes: str
) -> bytes:
    """A receipt as tills record it."""
    item = receipt(customer=card(customer), amounts=(amount,), issued_at=at, promo_codes=promo_codes)
    pending = [Pending(till, "Till", item, at)]
    (outcome,) = await batch.record(program.id, pending, keyring=KEYRING, encode=encode)
    if not isinstance(outcome, Recorded):
        raise outcome
    return outcome.body


async def test_a_receipt_is_priced_by_the_tier_that_is_left(database: str) -> None:
    """Recorded as tills do it, a year later, when no review has run yet: the higher rate has ended."""
    program = await program_of(program_text() + YEAR)
    customer = await joined(program, NOW)
    till = (await rows("select id from merchant"))[0]["id"]

    await ring(program, till, customer, GOLD, NOW)
    late = datetime(2028, 2, 1, 9, 0, tzinfo=UTC)
    said = orjson.loads(await ring(program, till, customer, 100_000, late))
    assert said["points"]["earned"] == 70  # 5 % and the 2 % of silver, not the 5 % of gold
    assert (said["tier"]["name"], said["tier"]["to_next"]) == ("silver", GOLD - 100_000)
    assert [(before, after, reason) for before, after, reason, _ in await changes(customer)] == [
        ("bronze", "gold", "purchase"),
        ("gold", "silver", "review"),
    ]


async def test_a_tier_uses_promo_codes_some_days_before_others(database: str) -> None:
    soon = '\n[[promo_codes]]\ncode = "SOON"\npoints = 30\nfrom = 2026-03-12\n'
    early = program_text().replace('code = "gold"\n', 'code = "gold"\nearly_access_days = 2\n')
    program = await program_of(early + soon)
    ann, bob = await joined(program, NOW), await joined(program, NOW)
    till = (await rows("select id from merchant"))[0]["id"]
    await ring(program, till, ann, GOLD, NOW)
    with pytest.raises(Invalid) as refusal:
        await ring(program, till, bob, 100, NOW, "SOON")
    assert refusal.value.code == "promo_code_not_yet"
    await ring(program, till, ann, 100, NOW, "SOON")


async def test_reviews_that_race_each_other_and_receipts_happen_once(database: str) -> None:
    program = await program_of(program_text() + MONTH)
    people = [await joined(program, NOW) for _ in range(6)]
    till = (await rows("select id from merchant"))[0]["id"]
    for customer in people:
        await ring(program, till, customer, GOLD, NOW)
    may = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)
    await asyncio.gather(
        *(tiers.review_due(program, now=may, limit=2) for _ in range(8)),
        *(ring(program, till, customer, 100, may) for customer in people),
    )
    while await tiers.review_due(program, now=may, limit=2):
        pass
    for customer in people:
        assert await tier_of(customer) == "bronze"
        assert [one[2] for one in await changes(customer)] == ["purchase", "review"]
        assert len(await told(customer)) == 1
