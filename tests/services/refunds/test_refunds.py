"""Refunds of known receipts: points, facts, messages, repeats."""

from datetime import datetime, timedelta

import pytest

from services import merchants, offers, points, surveys
from services.database import rows
from services.errors import Conflict, Invalid, RegularsError
from services.rules.refunding import Asked
from services.segments import due
from tests.factories import card, joined, program_text, receipt
from tests.services.ledger import assert_sound
from tests.services.refunds.shop import Shop, open_shop

DAY = timedelta(days=1)
WITHIN = program_text().replace("[[tiers]]", 'refunds = "within_balance"\n\n[[tiers]]', 1)


async def test_a_whole_refund_takes_what_was_earned(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    sold = await shop.sell(customer)
    assert await shop.sums(customer) == (27, 0, 0, 0)
    told = await shop.take_back(sold)
    assert (told["amount"], told["payable"], told["left"]) == (54_000, 54_000, 0)
    assert told["points"] == {
        "revoked": 27, "restored": 0, "owed": 0, "forgiven": 0, "balance": 0, "pending": 0, "debt": 0
    }  # fmt: skip
    assert await shop.sums(customer) == (0, 0, 0, 0)
    await assert_sound(shop.program)


async def test_points_that_paid_come_back_first_and_pay_the_debt(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    first = await shop.sell(customer)
    second = await shop.sell(customer, 10_000, pay=27)
    assert await shop.sums(customer) == (3, 0, 0, 0)
    owing = await shop.take_back(first)
    assert (owing["points"]["owed"], owing["points"]["debt"]) == (24, 24)
    back = await shop.take_back(second)
    assert (back["payable"], back["points"]["restored"], back["points"]["revoked"]) == (7_300, 27, 3)
    assert await shop.sums(customer) == (0, 0, 0, 0)
    await assert_sound(shop.program)


async def test_parts_by_lines_and_by_amount_end_at_the_whole(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    await shop.give(customer, 100)
    sold = await shop.sell(customer, 33_333, 16_667, 1, pay=77)
    parts: list[Asked] = [{1: 5_000}, 10_001, {0: None, 2: None}, 1, None]
    told = [await shop.take_back(sold, part) for part in parts]
    assert sum(part["amount"] for part in told) == 50_001
    assert sum(part["payable"] for part in told) == 50_001 - 7_700
    assert sum(part["points"]["restored"] for part in told) == 77
    assert await shop.sums(customer) == (100, 0, 0, 0)
    receipt = await shop.row("select refunded, revoked = earned as all_revoked, restored from receipt")
    assert receipt == {"refunded": 50_001, "all_revoked": True, "restored": 77}
    await assert_sound(shop.program)


async def test_pending_points_are_taken_from_their_own_lot(database: str, now: datetime) -> None:
    shop = await open_shop(now, pending="14d")
    customer = await joined(shop.program, now)
    await shop.give(customer, 10)
    sold = await shop.sell(customer)
    await shop.take_back(sold, 27_000)
    assert await shop.sums(customer) == (10, 13, 0, 0)
    await shop.take_back(sold)
    assert await shop.sums(customer) == (10, 0, 0, 0)
    await assert_sound(shop.program)


async def test_under_within_balance_what_is_missing_is_forgiven(database: str, now: datetime) -> None:
    shop = await open_shop(now, WITHIN)
    customer = await joined(shop.program, now)
    first = await shop.sell(customer)
    await shop.sell(customer, 10_000, pay=27)
    told = await shop.take_back(first)
    assert (told["points"]["revoked"], told["points"]["owed"], told["points"]["forgiven"]) == (27, 0, 24)
    assert await shop.sums(customer) == (0, 0, 0, 0)
    await assert_sound(shop.program)


async def test_nobody_pays_again_for_points_that_burned(database: str, now: datetime) -> None:
    shop = await open_shop(now, expire_after="30d")
    customer = await joined(shop.program, now)
    sold = await shop.sell(customer)
    shop.now += 31 * DAY
    await shop.give(customer, 50)
    half = await shop.take_back(sold, 27_000)
    assert (half["points"]["revoked"], half["points"]["forgiven"], half["points"]["balance"]) == (14, 14, 50)
    rest = await shop.take_back(sold)
    assert (rest["points"]["revoked"], rest["points"]["forgiven"], rest["points"]["balance"]) == (13, 13, 50)
    await assert_sound(shop.program)


async def test_what_burned_in_part_is_forgiven_in_part(database: str, now: datetime) -> None:
    shop = await open_shop(now, expire_after="30d")
    customer = await joined(shop.program, now)
    sold = await shop.sell(customer)
    await shop.sell(customer, 1_000, pay=10)
    shop.now += 31 * DAY
    await shop.give(customer, 50)
    told = await shop.take_back(sold)
    assert (told["points"]["revoked"], told["points"]["forgiven"], told["points"]["balance"]) == (27, 17, 40)
    await assert_sound(shop.program)


async def test_points_that_come_back_late_live_for_the_days_of_grace(database: str, now: datetime) -> None:
    shop = await open_shop(now, expire_after="30d")
    customer = await joined(shop.program, now)
    await shop.give(customer, 50)
    sold = await shop.sell(customer, 10_000, pay=50)
    shop.now += 31 * DAY
    await shop.take_back(sold)
    assert await shop.sums(customer) == (50, 0, 0, 0)
    shop.now += 15 * DAY
    assert await shop.sums(customer) == (0, 0, 0, 0)
    await points.settle_due(shop.program, now=shop.now)
    await assert_sound(shop.program)


async def test_restored_points_go_to_the_lots_that_live_longest(database: str, now: datetime) -> None:
    shop = await open_shop(now, expire_after="30d")
    customer = await joined(shop.program, now)
    await shop.give(customer, 10)
    shop.now += 10 * DAY
    await shop.give(customer, 10)
    sold = await shop.sell(customer, 10_000, pay=20)
    await shop.take_back(sold, 7_000)
    lots = await rows("select remaining from lot where issued = 10 order by id")
    assert [lot["remaining"] for lot in lots] == [4, 10]
    await assert_sound(shop.program)


async def test_gifts_of_the_receipt_go_with_it(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    sold = await shop.sell(customer, promo_codes=("HELLO",))
    assert await shop.sums(customer) == (57, 0, 0, 0)
    third = await shop.take_back(sold, 18_000)
    assert third["points"]["revoked"] == 9 + 10
    await shop.take_back(sold)
    assert await shop.sums(customer) == (0, 0, 0, 0)
    await assert_sound(shop.program)


async def test_an_anonymous_receipt_is_refunded_without_points(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    sold = await shop.sell(None)
    told = await shop.take_back(sold, 4_000)
    assert (told["payable"], told["left"]) == (4_000, 50_000)
    assert (told["customer"], told["points"], told["tier"]) == (None, None, None)
    await assert_sound(shop.program)


async def test_a_purchase_of_which_nothing_is_left_is_none(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    first = await shop.sell(customer)
    shop.now += DAY
    await shop.sell(customer, 10_000)
    shop.now += DAY
    last = await shop.sell(customer)
    await shop.take_back(last, 1_000)
    facts = "select receipts, spent, first_purchase_at, last_purchase_at from customer where joined_at is not null"
    assert list((await shop.row(facts)).values()) == [3, 117_000, now, now + 2 * DAY]
    await shop.take_back(last)
    await shop.take_back(first)
    assert list((await shop.row(facts)).values()) == [1, 10_000, now + DAY, now + DAY]
    await assert_sound(shop.program)


async def test_the_segments_look_at_the_customer_again(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    sales = []
    for _ in range(4):
        sales.append(await shop.sell(customer))
        shop.now += DAY
    await due.consume_changes(shop.program, now=shop.now)
    assert (await shop.row("select rhythm_seconds from customer"))["rhythm_seconds"] == 86_400
    await shop.take_back(sales[1])
    await shop.take_back(sales[2])
    assert {row["kind"] for row in await rows("select kind from change")} == {"refund"}
    await due.consume_changes(shop.program, now=shop.now)
    assert (await shop.row("select rhythm_seconds from customer"))["rhythm_seconds"] is None


async def test_the_customer_is_told_and_the_survey_is_cancelled(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    sold = await shop.sell(customer)
    await shop.take_back(sold, 1_000)
    invitation = await shop.row("select id, expires_at > $1 as open from invitation", shop.now)
    assert invitation["open"]
    await shop.take_back(sold)
    told = await rows("select message_class, payload from outbox where kind = 'receipt_refunded' order by id")
    assert [row["message_class"] for row in told] == ["transactional"] * 2
    with pytest.raises(Exception, match="survey_too_late"):
        await surveys.rate(
            shop.program, invitation["id"], customer.id, "visit", 5, admin_ids=(), now=shop.now
        )


async def test_thanks_for_an_answer_about_it_are_taken_back_once(database: str, now: datetime) -> None:
    text = program_text().replace("[survey]", "[survey]\nthank_points = 20")
    shop = await open_shop(now, text)
    customer = await joined(shop.program, now)
    sold = await shop.sell(customer)
    invitation = (await shop.row("select id from invitation"))["id"]
    await surveys.rate(shop.program, invitation, customer.id, "visit", 5, admin_ids=(), now=shop.now)
    assert await shop.sums(customer) == (47, 0, 0, 0)
    await shop.take_back(sold, 27_000)
    assert await shop.sums(customer) == (33, 0, 0, 0)
    await shop.take_back(sold)
    assert await shop.sums(customer) == (0, 0, 0, 0)
    undone = await rows("select points from entry where undoes_id is not null")
    assert [row["points"] for row in undone] == [-20]
    await assert_sound(shop.program)


async def test_a_repeat_is_answered_as_the_first_time(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    sold = await shop.sell(customer)
    asking = shop.asking(sold, 10_000, refund_id="R")
    first = await shop.refund(asking)
    await shop.sell(customer)
    again = await shop.refund(asking)
    assert (first.replayed, again.replayed) == (False, True)
    assert first.body == again.body
    with pytest.raises(Conflict, match="refund_conflict"):
        await shop.refund(shop.asking(sold, 20_000, refund_id="R"))
    other = await shop.sell(customer)
    assert not (await shop.refund(shop.asking(other, 20_000, refund_id="R"))).replayed
    assert (await shop.row("select refunded from receipt where receipt_id = $1", sold))["refunded"] == 10_000
    await assert_sound(shop.program)


@pytest.mark.parametrize(
    ("asked", "code", "field"),
    [
        (54_001, "refund_too_much", "amount"),
        ({0: 54_001}, "refund_too_much", "lines.0.amount"),
        ({7: None, 0: 1}, "unknown_line", "lines.0.line"),
        (0, "refund_nothing", None),
    ],
)
async def test_what_the_receipt_does_not_allow_is_refused_and_changes_nothing(
    database: str, now: datetime, asked: Asked, code: str, field: str | None
) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    sold = await shop.sell(customer)
    with pytest.raises(Invalid) as refused:
        await shop.take_back(sold, asked)
    assert (refused.value.code, refused.value.field) == (code, field)
    with pytest.raises(Invalid, match="currency_mismatch"):
        await shop.take_back(sold, currency="USD")
    assert await shop.sums(customer) == (27, 0, 0, 0)
    assert await rows("select 1 from refund") == []


async def test_nothing_is_left_after_the_whole(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    sold = await shop.sell(customer)
    free = await shop.sell(customer, 0)
    for one in (sold, free):
        await shop.take_back(one)
        with pytest.raises(Invalid, match="refund_nothing"):
            await shop.take_back(one)
    await assert_sound(shop.program)


async def test_a_till_refunds_its_own_merchants_receipts_only(database: str, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    sold = await shop.sell(customer)

    other, _ = await merchants.create(shop.program, "Other", actor="test", now=now)
    stranger = Shop(shop.program, other.id, now)
    assert (await stranger.refund(stranger.asking(sold))).body is None
    assert await shop.sums(customer) == (27, 0, 0, 0)


LOYAL = """
[[segments]]
code = "big"
title = "Big"
when = { fact = "spent", at_least = 500 }

[[offers]]
code = "thanks"
on_enter = "big"
title = "Thanks"
text = "For you."
gives = { points = 50 }
"""


async def test_a_code_for_purchases_ends_when_they_come_back(database: str, now: datetime) -> None:
    code = LOYAL.replace("{ points = 50 }", "{ promo_code = { points = 50, valid_days = 14 } }")
    shop = await open_shop(now, program_text() + code)
    customer = await joined(shop.program, now)
    await rows("update customer set marketing_since = $1", now)
    sold = await shop.sell(customer)
    await due.consume_changes(shop.program, now=now)
    [offer] = await offers.current(shop.program, customer.id, now=now)
    await shop.take_back(sold)
    await due.consume_changes(shop.program, now=now)
    assert await offers.current(shop.program, customer.id, now=now) == ()
    new = receipt(customer=card(customer), issued_at=now, promo_codes=(offer.promo_code or "",))
    refused = await shop.record(new)
    assert isinstance(refused, RegularsError)
    assert refused.code == "promo_code_expired"


async def test_a_gift_for_purchases_goes_when_they_come_back(database: str, now: datetime) -> None:
    shop = await open_shop(now, program_text() + LOYAL)
    customer = await joined(shop.program, now)
    await rows("update customer set marketing_since = $1", now)
    sold = await shop.sell(customer)
    await due.consume_changes(shop.program, now=now)
    assert await shop.sums(customer) == (77, 0, 0, 0)
    await shop.sell(customer, 10_000, pay=60)
    await due.consume_changes(shop.program, now=now)
    shop.now += DAY
    await shop.take_back(sold)
    await due.consume_changes(shop.program, now=shop.now)
    assert await shop.sums(customer) == (0, 0, 0, 58)  # 77 + 2 were given, 60 spent, 27 + 50 taken back
    await due.consume_changes(shop.program, now=shop.now)
    assert await shop.sums(customer) == (0, 0, 0, 58)
    await assert_sound(shop.program)
