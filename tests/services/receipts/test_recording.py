"""Recording one receipt: what it earns, for whom, and what follows."""

from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest

from services import codes, history, merchants, points
from services.customers import find
from services.database import rows
from services.errors import Conflict, Invalid, RegularsError, TooMany
from services.joining import Joined, accept_terms, share_contact
from services.keyring import Keyring
from services.merchants import Merchant
from services.programs import Program
from services.receipts import batch
from services.receipts.shapes import CustomerRef, NewReceipt, Recorded
from services.receipts.state import Pending
from tests import factories
from tests.factories import card, encode, joined, make_program, program_text, receipt
from tests.services.ledger import assert_sound

KEYRING = Keyring("test secret")


async def till(program: Program) -> Merchant:
    return (await merchants.create(program, "Till", actor="test", now=datetime.now().astimezone()))[0]


async def record(
    program: Program, merchant: Merchant, *receipts: NewReceipt, at: datetime
) -> list[Recorded | RegularsError]:
    pending = [Pending(merchant.id, merchant.name, item, at) for item in receipts]
    return await batch.record(program.id, pending, keyring=KEYRING, encode=encode)


def answered(outcome: Recorded | RegularsError) -> dict[str, dict[str, object]]:
    assert isinstance(outcome, Recorded), outcome
    found: dict[str, dict[str, object]] = orjson.loads(outcome.body)
    return found


async def test_points_tier_and_messages(database: str, now: datetime) -> None:
    program = await make_program(now)
    merchant, customer = await till(program), await joined(program, now)
    first, second = await record(
        program,
        merchant,
        receipt(customer=card(customer), amounts=(100_000,), issued_at=now),
        receipt(customer=card(customer), amounts=(100_000,), issued_at=now),
        at=now,
    )
    assert answered(first)["points"]["earned"] == 50
    assert answered(first)["tier"] == {
        "name": "silver",
        "changed": True,
        "to_next": 400_000,
        "to_next_points": None,
        "to_next_visits": None,
    }
    assert answered(second)["points"] | {"available_at": None} == {
        "earned": 70,
        "available_at": None,
        "redeemed": 0,
        "balance": 120,
        "pending": 0,
        "rules": [{"code": "base", "points": 50}, {"code": "tier", "points": 20}],
        "capped": 0,
    }
    messages = await rows("select kind, message_class, due_at, payload from outbox order by id")
    assert [message["kind"] for message in messages] == ["receipt_recorded", "survey", "receipt_recorded"]
    assert messages[1]["due_at"] == now + timedelta(minutes=30)
    await assert_sound(program)


async def test_excluded_categories_and_anonymous_receipts_earn_nothing(database: str, now: datetime) -> None:
    program = await make_program(now)
    merchant, customer = await till(program), await joined(program, now)
    smoked, nobody = await record(
        program,
        merchant,
        receipt(customer=card(customer), category="tobacco", issued_at=now),
        receipt(issued_at=now),
        at=now,
    )
    assert answered(smoked)["points"]["earned"] == 0
    assert answered(nobody)["customer"] is None
    await assert_sound(program)


async def test_pending_points_mature_and_expire_by_themselves(database: str, now: datetime) -> None:
    program = await make_program(now, program_text(pending="14d", expire_after="30d"))
    merchant, customer = await till(program), await joined(program, now)
    await record(program, merchant, receipt(customer=card(customer), issued_at=now), at=now)
    early = await points.balance(program, customer.id, now=now + timedelta(days=13))
    assert (early.available, early.pending) == (0, 27)
    assert early.maturing == ((now + timedelta(days=14), 27),)
    ripe = await points.balance(program, customer.id, now=now + timedelta(days=14))
    assert (ripe.available, ripe.pending, ripe.soonest_expiry) == (27, 0, (now + timedelta(days=44), 27))
    late = now + timedelta(days=50)
    gone = await points.balance(program, customer.id, now=late)
    assert (gone.available, gone.pending) == (0, 0)
    assert await points.settle_due(program, now=late) == 1
    assert await points.settle_due(program, now=late) == 0
    page = await history.entries(program.id, customer.id, 1)
    assert [entry.kind for entry in page.items] == ["expire", "earn"]
    await assert_sound(program)


async def test_a_replay_is_the_first_answer_and_other_content_a_conflict(
    database: str, now: datetime
) -> None:
    program = await make_program(now)
    merchant, customer = await till(program), await joined(program, now)
    one = receipt("A-1", customer=card(customer), issued_at=now)
    other = receipt("A-1", customer=card(customer), issued_at=now, amounts=(1,))
    [first] = await record(program, merchant, one, at=now)
    later = now + timedelta(days=400)
    replay, conflict = await record(program, merchant, one, other, at=later)
    assert isinstance(first, Recorded)
    assert replay == Recorded(first.body, replayed=True)
    assert isinstance(conflict, Conflict)
    assert conflict.code == "receipt_conflict"
    other_merchant = (await merchants.create(program, "Other", actor="test", now=now))[0]
    [theirs] = await record(program, other_merchant, other, at=now)
    assert answered(theirs)["points"]["earned"] == 0
    await assert_sound(program)


async def test_the_same_id_twice_in_a_batch(database: str, now: datetime) -> None:
    program = await make_program(now)
    merchant, customer = await till(program), await joined(program, now)
    good = receipt("A-1", customer=card(customer), issued_at=now)
    refused = receipt("A-1", customer=card(customer), issued_at=now, store="nowhere")
    outcomes = await record(program, merchant, refused, good, good, refused, at=now)
    assert [
        outcome.code if isinstance(outcome, RegularsError) else outcome.replayed for outcome in outcomes
    ] == [
        "unknown_store",
        False,
        True,
        "receipt_conflict",
    ]
    await assert_sound(program)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"store": "nowhere"}, "unknown_store", "store"),
        ({"employee": "nobody"}, "unknown_employee", "employee"),
        ({"currency": "USD"}, "currency_mismatch", "currency"),
        ({"customer": CustomerRef("card", "1000000008")}, "unknown_card", "customer.card"),
        ({"customer": CustomerRef("code", "000000")}, "unknown_code", "customer.code"),
        ({"promo_codes": ("HELLO",)}, "promo_code_needs_customer", "promo_codes"),
    ],
)
async def test_what_is_wrong_is_named(
    database: str, now: datetime, change: dict[str, Any], code: str, field: str
) -> None:
    program = await make_program(now)
    merchant = await till(program)
    [refused] = await record(program, merchant, receipt(issued_at=now, **change), at=now)
    assert isinstance(refused, RegularsError)
    assert (refused.code, refused.field) == (code, field)
    assert await rows("select * from receipt") == []


@pytest.mark.parametrize(("days", "code"), [(1.1, "time_in_future"), (-367.0, "time_too_old")])
async def test_times_that_cannot_be(database: str, now: datetime, days: float, code: str) -> None:
    program = await make_program(now)
    item = receipt(issued_at=now + timedelta(days=days))
    [refused] = await record(program, await till(program), item, at=now)
    assert isinstance(refused, Invalid)
    assert refused.code == code


async def test_a_phone_accrues_before_joining_and_is_claimed(database: str, now: datetime) -> None:
    program = await make_program(now, program_text(welcome=100))
    merchant = await till(program)
    phone = CustomerRef("phone", "+79001234567")
    [outcome] = await record(
        program, merchant, receipt(customer=phone, amounts=(200_000,), issued_at=now), at=now
    )
    assert answered(outcome)["customer"]["registered"] is False
    assert await rows("select * from outbox") == []
    person = await factories.lead(program, now)
    await accept_terms(program, person.id, "1", now=now)
    claimed = await share_contact(program, person.id, phone.value, now=now)
    assert isinstance(claimed, Joined)
    assert (claimed.welcome, claimed.claimed, claimed.customer.tier) == (100, 100, "silver")
    assert (await find(program.id, phone.value)).telegram_id == person.telegram_id
    again = await share_contact(program, claimed.customer.id, phone.value, now=now)
    assert again == Joined(claimed.customer, 0, 0, again=True)
    await assert_sound(program)


async def test_a_promo_code_works_once_a_customer(database: str, now: datetime) -> None:
    program = await make_program(now)
    merchant, customer = await till(program), await joined(program, now)
    other = await joined(program, now)
    used = [
        receipt(customer=card(who), issued_at=now, promo_codes=codes)
        for who, codes in [
            (customer, ("HELLO",)),
            (customer, ("HELLO",)),
            (other, ("HELLO", "HELLO")),
            (other, ("NO",)),
        ]
    ]
    first, again, twice, unknown = await record(program, merchant, *used, at=now)
    assert answered(first)["points"]["balance"] == 57
    assert [outcome.code for outcome in (again, twice, unknown) if isinstance(outcome, RegularsError)] == [
        "promo_code_used",
        "promo_code_used",
        "promo_code_unknown",
    ]
    await assert_sound(program)


async def test_a_code_is_used_up_and_guesses_are_limited(database: str, now: datetime) -> None:
    program = await make_program(now)
    merchant, customer = await till(program), await joined(program, now)
    issued = await codes.issue(program.id, customer.id, keyring=KEYRING, now=now)
    ref = CustomerRef("code", issued.digits)
    good, spent = await record(
        program, merchant, receipt(customer=ref, issued_at=now), receipt(customer=ref, issued_at=now), at=now
    )
    assert answered(good)["points"]["earned"] == 27
    assert isinstance(spent, Invalid)
    guesses = [receipt(customer=CustomerRef("code", f"x{n}"), issued_at=now) for n in range(5)]
    outcomes = await record(program, merchant, *guesses, at=now + timedelta(seconds=1))
    assert isinstance(outcomes[-1], TooMany)
    fresh = await codes.issue(program.id, customer.id, keyring=KEYRING, now=now)
    later = receipt(customer=CustomerRef("code", fresh.digits), issued_at=now)
    [blocked] = await record(program, merchant, later, at=now + timedelta(seconds=2))
    assert isinstance(blocked, TooMany)
    [open_again] = await record(program, merchant, later, at=now + timedelta(seconds=62))
    assert answered(open_again)["points"]["earned"] == 27


async def test_codes_die_after_ninety_seconds(database: str, now: datetime) -> None:
    program = await make_program(now)
    merchant, customer = await till(program), await joined(program, now)
    issued = await codes.issue(program.id, customer.id, keyring=KEYRING, now=now)
    item = receipt(customer=CustomerRef("code", issued.digits), issued_at=now)
    [dead] = await record(program, merchant, item, at=now + timedelta(seconds=90))
    assert isinstance(dead, Invalid)
    assert dead.code == "unknown_code"


async def test_one_survey_in_the_rest_days(database: str, now: datetime) -> None:
    program = await make_program(now)
    merchant, customer = await till(program), await joined(program, now)
    for days in (0, 1, 3, 4):
        moment = now + timedelta(days=days)
        await record(program, merchant, receipt(customer=card(customer), issued_at=moment), at=moment)
    asked = await rows("select due_at from invitation order by due_at")
    assert [row["due_at"] - now for row in asked] == [timedelta(minutes=30), timedelta(days=3, minutes=30)]


async def test_a_promo_code_works_between_its_days(database: str, now: datetime) -> None:
    days = f"from = {(now + timedelta(days=2)).date()}\nuntil = {(now + timedelta(days=3)).date()}"
    program = await make_program(now, program_text().replace('code = "HELLO"', f'code = "HELLO"\n{days}'))
    merchant, customer = await till(program), await joined(program, now)
    outcomes = []
    for day in (0, 2, 4):
        moment = now + timedelta(days=day)
        item = receipt(customer=card(customer), issued_at=moment, promo_codes=("HELLO",))
        outcomes += await record(program, merchant, item, at=moment)
    assert [outcome.code if isinstance(outcome, RegularsError) else "works" for outcome in outcomes] == [
        "promo_code_not_yet",
        "works",
        "promo_code_expired",
    ]
