"""Events from elsewhere: kept once, tied to a customer, looked at by segments."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services import codes, events, lookups
from services.database import rows
from services.errors import Conflict, Invalid, NotFound, RegularsError, TooMany
from services.events import RecordedEvent
from services.keyring import Keyring
from services.programs import Program
from services.receipts.shapes import CustomerRef
from services.segments import due
from tests.services.segments.world import add_customer, make_program, segments_of

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
KEYRING = Keyring("test")
SEGMENT = """
[[segments]]
code = "left_cart"
title = "Left a cart"
when = { fact = "event", is = "cart_left", within = "1d" }
"""


async def card_of(customer: int) -> CustomerRef:
    found = await rows("select card from customer where id = $1", customer)
    return CustomerRef("card", found[0]["card"])


async def a_till(program: Program) -> int:
    made = await rows(
        "insert into merchant (program_id, name, key_digest, key_hint, created_at)"
        " values ($1, 'Till', $2, '', $3) returning id",
        program.id,
        program.slug.encode(),
        NOW,
    )
    return int(made[0]["id"])


async def tell(program: Program, ref: CustomerRef, **changed: Any) -> RecordedEvent:
    told: dict[str, Any] = {
        "kind": "cart_left",
        "key": "c-1",
        "data": {"sum": 5},
        "at": NOW,
        "now": NOW,
        **changed,
    }
    return await events.record(program, told.pop("merchant", 1), ref, keyring=KEYRING, **told)


async def test_an_event_moves_segments(database: str) -> None:
    program = await make_program(SEGMENT, now=NOW)
    customer = await add_customer(program, NOW)
    event = await tell(program, await card_of(customer))
    assert (event.customer_id, event.kind, event.at, event.replayed) == (customer, "cart_left", NOW, False)
    assert await due.consume_changes(program, now=NOW) == 1
    assert "left_cart" in await segments_of(program, customer)
    assert await due.evaluate_due(program, now=NOW + timedelta(days=1)) == 1
    assert "left_cart" not in await segments_of(program, customer)


async def test_a_repeat_changes_nothing(database: str) -> None:
    program = await make_program(now=NOW)
    ref = await card_of(await add_customer(program, NOW))
    told = await asyncio.gather(*(tell(program, ref, data={"b": [1, 2], "a": 1.0}) for _ in range(8)))
    assert sorted(event.replayed for event in told) == [False] + [True] * 7
    assert len({event.id for event in told}) == 1
    again = await tell(program, ref, data={"a": 1, "b": [1, 2]}, now=NOW + timedelta(days=3))
    assert again.replayed
    assert len(await rows("select id from change")) == 1


@pytest.mark.parametrize(
    "changed",
    [{"kind": "visit"}, {"data": {"sum": 6}}, {"at": NOW - timedelta(seconds=1)}],
)
async def test_the_same_key_with_other_content(database: str, changed: dict[str, Any]) -> None:
    program = await make_program(now=NOW)
    ref = await card_of(await add_customer(program, NOW))
    await tell(program, ref)
    with pytest.raises(Conflict, match="event_conflict"):
        await tell(program, ref, **changed)


async def test_the_same_key_of_another_customer_or_merchant(database: str) -> None:
    program = await make_program(now=NOW)
    merchant = await a_till(program)
    ref, other = [await card_of(await add_customer(program, NOW)) for _ in range(2)]
    await tell(program, ref, merchant=merchant)
    with pytest.raises(Conflict, match="event_conflict"):
        await tell(program, other, merchant=merchant)
    with pytest.raises(Conflict, match="event_conflict"):
        await tell(program, CustomerRef("card", "404"), merchant=merchant)
    assert not (await tell(program, other, merchant=2)).replayed


async def test_the_phone_of_an_events_customer_cannot_be_guessed(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who knows a card and posts an event by it must not try phones out on the event's key."""
    monkeypatch.setitem(lookups.UNKNOWN_A_MINUTE, "phone", 3)
    program = await make_program(now=NOW)
    merchant = await a_till(program)
    await tell(
        program, await card_of(await add_customer(program, NOW, phone="+4930123456")), merchant=merchant
    )
    for number in range(3):
        with pytest.raises(Conflict, match="event_conflict"):
            await tell(program, CustomerRef("phone", f"+493012345{number}"), merchant=merchant)
    for number in (4, 6):
        with pytest.raises(TooMany):
            await tell(program, CustomerRef("phone", f"+493012345{number}"), merchant=merchant)


async def test_customers_by_phone_and_code(database: str) -> None:
    program = await make_program(now=NOW)
    customer = await add_customer(program, NOW, phone="+4930123456")
    by_phone = await tell(program, CustomerRef("phone", "+4930123456"))
    assert by_phone.customer_id == customer
    code = await codes.issue(program.id, customer, keyring=KEYRING, now=NOW)
    ref = CustomerRef("code", code.digits)
    assert (await tell(program, ref, key="c-2")).customer_id == customer
    later = NOW + timedelta(minutes=5)
    assert (await tell(program, ref, key="c-2", now=later)).replayed  # the code is dead, its event is known
    till = await a_till(program)
    with pytest.raises(NotFound, match="unknown_code"):
        await tell(program, ref, key="c-3", merchant=till, now=later)


async def test_guessing_codes_is_limited(database: str) -> None:
    program = await make_program(now=NOW)
    merchant = await a_till(program)
    for _ in range(5):
        with pytest.raises(NotFound):
            await tell(program, CustomerRef("code", "000000"), merchant=merchant)
    customer = await add_customer(program, NOW)
    code = await codes.issue(program.id, customer, keyring=KEYRING, now=NOW)
    with pytest.raises(TooMany):
        await tell(program, CustomerRef("code", code.digits), merchant=merchant)


@pytest.mark.parametrize("kind", ["phone", "card"])
async def test_asking_for_customers_by_events_is_limited(
    database: str, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setitem(lookups.UNKNOWN_A_MINUTE, kind, 3)
    program = await make_program(now=NOW)
    merchant = await a_till(program)
    customer = await add_customer(program, NOW, phone="+4930123456")
    own = CustomerRef("phone", "+4930123456") if kind == "phone" else await card_of(customer)
    first = await tell(program, own, merchant=merchant)

    async def ask(number: int) -> str:
        ref = CustomerRef(kind, f"+7900123{number:04}")  # type: ignore[arg-type]  # one of its two words
        with pytest.raises((NotFound, TooMany)) as refused:
            await tell(program, ref, merchant=merchant, key=f"k-{number}")
        return refused.value.code

    asked = await asyncio.gather(*(ask(number) for number in range(10)))
    assert sorted(asked) == ["too_many_lookups"] * 7 + [f"unknown_{kind}"] * 3
    # a new event of a known customer is refused too, or the refusal would tell who is known
    with pytest.raises(TooMany) as refused:
        await tell(program, own, merchant=merchant, key="c-2")
    assert (refused.value.field, refused.value.facts) == (kind, {"retry_after": 60})
    # and so is a repeat, or it would tell whose phone or card it is
    with pytest.raises(TooMany):
        await tell(program, own, merchant=merchant)
    minute = timedelta(minutes=1)
    assert (await tell(program, own, merchant=merchant, now=NOW + minute)).id == first.id
    assert await tell(program, own, merchant=merchant, key="c-2", now=NOW + minute)
    kept = await rows("select merchant_id, kind, customer_id from lookup")
    assert kept == [{"merchant_id": merchant, "kind": f"unknown_{kind}", "customer_id": None}] * 3


async def test_events_do_not_take_the_tills_lookups_away(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(lookups.UNKNOWN_A_MINUTE, "phone", 0)
    program = await make_program(now=NOW)
    merchant = await a_till(program)
    await add_customer(program, NOW, phone="+4930123456")
    ref = CustomerRef("phone", "+4930123456")
    with pytest.raises(TooMany):
        await tell(program, ref, merchant=merchant)
    assert await lookups.lookup(program, merchant, None, ref, keyring=KEYRING, now=NOW)


async def test_known_customers_are_never_too_many(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(lookups.UNKNOWN_A_MINUTE, "phone", 1)
    program = await make_program(now=NOW)
    await add_customer(program, NOW, phone="+4930123456")
    for number in range(5):
        await tell(program, CustomerRef("phone", "+4930123456"), key=f"c-{number}")
    assert await rows("select 1 from lookup") == []


async def test_customers_that_are_not_there(database: str) -> None:
    program = await make_program(now=NOW)
    till = await a_till(program)
    lead = await add_customer(program, NOW, joined_at=None)
    for ref in (CustomerRef("card", "404"), CustomerRef("phone", "+1"), await card_of(lead)):
        with pytest.raises(NotFound) as refused:
            await tell(program, ref, merchant=till)
        assert refused.value.code == f"unknown_{ref.kind}"
    other = await make_program(slug="other", now=NOW)
    with pytest.raises(NotFound):
        await tell(other, await card_of(await add_customer(program, NOW)), merchant=await a_till(other))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": "Visit"}, "event_kind"),
        ({"kind": ""}, "event_kind"),
        ({"kind": "x" * 65}, "event_kind"),
        ({"kind": "segment_entered"}, "event_kind"),
        ({"key": ""}, "event_key"),
        ({"key": "k" * 101}, "event_key"),
        ({"at": NOW + timedelta(minutes=6)}, "time_in_future"),
        ({"at": datetime(1970, 1, 1, tzinfo=UTC)}, "time_too_old"),
        ({"data": {"text": "x" * 5000}}, "event_data_too_large"),
        ({"data": {"text": "a\0b"}}, "event_data"),
        ({"data": {"text": "\ud800"}}, "event_data"),
        ({"data": {"number": 2**70}}, "event_data"),
    ],
)
async def test_events_that_are_refused(database: str, changed: dict[str, Any], code: str) -> None:
    program = await make_program(now=NOW)
    ref = await card_of(await add_customer(program, NOW))
    with pytest.raises(RegularsError) as refused:
        await tell(program, ref, **changed)
    assert isinstance(refused.value, Invalid)
    assert refused.value.code == code
    assert await rows("select id from event") == []
