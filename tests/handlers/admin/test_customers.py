"""/customer and /grant: who it is, why these segments, points with a reason, once."""

import re

import pytest

from sandbox.client import Chat
from sandbox.people import ADMIN_ID
from services import points, surveys
from services.customers import Customer
from services.database import rows
from services.segments.evaluating import evaluate
from tests.bot_at_work import Work, forged, until, words
from tests.handlers.admin.conftest import Tap
from tests.services.ledger import assert_sound


async def available(work: Work, customer: Customer) -> int:
    return (await points.balance(work.program, customer.id, now=work.clock.now())).available


async def test_profile_receipts_entries_and_why(work: Work, admin: Chat, ann: Customer, tap: Tap) -> None:
    await evaluate(work.program, [ann.id], now=work.clock.now())
    await admin.send("/customer")
    await admin.wait_for(words("customer-ask"))
    await admin.send("no such <b>person</b>")
    await admin.wait_for(words("customer-not-found"))
    await admin.send(str(ann.phone))
    profile = await admin.wait_for("Purchases: 2")
    assert str(ann.phone) in profile.text
    assert "Segments: Active" in profile.text
    receipts = await tap("customer-button-receipts", "purchases$|: purchases")
    assert receipts.text.count("₽600") == 2
    await tap("customer-button-back", "Purchases: 2")
    entries = await tap("customer-button-entries", ": points")
    assert "+100" in entries.text
    await tap("customer-button-back", "Purchases: 2")
    why = await tap("customer-button-why", "why in these segments")
    assert "✓ purchases: 2 (at least 2, less than 6)" in why.text
    opened = await rows("select actor, target from audit where action = 'customer.open'")
    assert {(act["actor"], act["target"]) for act in opened} == {(f"telegram:{ADMIN_ID}", ann.card)}


async def test_the_profile_has_the_last_score_of_a_visit(work: Work, admin: Chat, ann: Customer) -> None:
    score = words("customer-score", score=2)
    await admin.send(f"/customer {ann.card}")
    assert not re.search(score, (await admin.wait_for("Purchases: 2")).text)
    asked = await rows("select id, due_at from invitation where customer_id = $1 order by id", ann.id)
    now = asked[0]["due_at"]
    await surveys.rate(work.program, asked[0]["id"], ann.id, "visit", 2, admin_ids=(), now=now)
    await admin.send(f"/customer {ann.card}")
    await admin.wait_for(score)


async def test_a_grant_by_button(work: Work, admin: Chat, ann: Customer, tap: Tap) -> None:
    before = await available(work, ann)
    await admin.send(f"/customer {ann.card}")
    await admin.wait_for("Purchases")
    await tap("customer-button-grant", "How many points")
    for typed in (
        "many",
        "-5 sorry",
        "1e3 sorry",
        "١٠ sorry",
        "10",
        "0 sorry",
        "100001 too much",
        "5 " + "x" * 201,
    ):
        await admin.send(typed)
        await admin.wait_for("whole number|at most 100,000 beans|A reason is")
    assert await available(work, ann) == before
    await admin.send("100 <b>sorry</b> & 'thanks'")
    shown = await admin.wait_for("Reason: <b>sorry</b> & 'thanks'")
    assert "+100" in shown.text
    await tap("grant-button-confirm", "We have told")
    assert await available(work, ann) == before + 100
    assert [
        (act["actor"], act["target"]) for act in await rows("select * from audit where action = 'grant'")
    ] == [(f"telegram:{ADMIN_ID}", ann.card)]
    told = await rows("select customer_id from outbox where kind = 'points_granted'")
    assert [row["customer_id"] for row in told] == [ann.id]
    await assert_sound(work.program)


async def test_a_grant_by_command_and_a_second_tap(work: Work, admin: Chat, ann: Customer) -> None:
    before = await available(work, ann)
    await admin.send(f"/grant {ann.phone} 50 a long wait")
    await admin.wait_for("a long wait")
    message = await admin.last()
    button = message.button(words("grant-button-confirm"))
    assert button is not None
    for _ in range(2):
        with forged(work.world, ADMIN_ID, button["callback_data"]) as press:
            await press()

    async def given() -> bool:
        return await available(work, ann) == before + 50

    await until(given)
    with forged(work.world, ADMIN_ID, button["callback_data"]) as press:
        answer = await press()
    assert answer is not None
    assert "does not work" in answer["text"]
    assert await available(work, ann) == before + 50


async def test_cancelling_gives_nothing(work: Work, admin: Chat, ann: Customer, tap: Tap) -> None:
    before = await available(work, ann)
    await admin.send(f"/grant {ann.card} 50 a long wait")
    await admin.wait_for("a long wait")
    await tap("grant-button-cancel", "Purchases")
    assert await available(work, ann) == before
    assert await rows("select id from audit where action = 'grant'") == []


@pytest.mark.parametrize("typed", ["/grant", "/grant nobody", "/grant 79990001122 5 x"])
async def test_a_grant_to_nobody(admin: Chat, typed: str) -> None:
    await admin.send(typed)
    await admin.wait_for("Who are you looking for|There is no such customer")
