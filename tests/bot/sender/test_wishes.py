"""The last look: consent, quiet hours, limits, expiry, surveys answered, campaigns stopped."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.database import rows
from tests.bot.sender.conftest import MARKETING, SERVICE, TRANSACTIONAL, Office

NIGHT = 12  # hours after noon in Moscow


@pytest.mark.parametrize(
    ("message_class", "facts", "reason"),
    [
        (TRANSACTIONAL, {"terms_accepted_at": None}, "no_terms"),
        (TRANSACTIONAL, {"unreachable_since": datetime.fromisoformat("2026-11-01T00:00:00Z")}, "unreachable"),
        (SERVICE, {"service_messages": False}, "opted_out"),
        (SERVICE, {"terms_accepted_at": None}, "no_terms"),
        (MARKETING, {"marketing_since": None}, "no_consent"),
    ],
)
async def test_what_is_not_wanted_is_dropped(
    office: Office, message_class: Any, facts: dict[str, Any], reason: str
) -> None:
    message = await office.notice(await office.customer(1, **facts), message_class)
    async with office.sender():
        await office.until_state(message, "dropped")
    assert (await office.message(message))["error"] == reason
    assert not office.telegram.requests


async def test_a_customer_without_an_account_gets_nothing(office: Office) -> None:
    message = await office.notice(await office.customer(None, phone="+79161234567"))
    async with office.sender():
        await office.until_state(message, "dropped")
    assert (await office.message(message))["error"] == "no_account"


async def test_transactional_messages_need_the_terms_only(office: Office) -> None:
    office.clock.moment += timedelta(hours=NIGHT)
    customer = await office.customer(1, service_messages=False, marketing_since=None)
    message = await office.notice(customer)
    async with office.sender():
        await office.until_state(message, "sent")


@pytest.mark.parametrize("message_class", [SERVICE, MARKETING])
async def test_quiet_hours_put_a_message_off_to_their_end(office: Office, message_class: Any) -> None:
    office.clock.moment += timedelta(hours=NIGHT)
    message = await office.notice(await office.customer(1), message_class)
    async with office.sender():

        async def put_off() -> bool:
            return bool((await office.message(message))["error"] == "quiet_hours")

        await office.until(put_off)
        row = await office.message(message)
        assert row["due_at"] == datetime.fromisoformat("2026-11-22T10:00:00+03:00")
        assert row["leased_until"] is None
        assert not office.telegram.requests
        office.clock.moment = row["due_at"]
        await office.until_state(message, "sent")


async def test_own_zone_and_own_hours_come_first(office: Office) -> None:
    abroad = await office.customer(1, timezone="Asia/Vladivostok")  # 19:00 there
    early = await office.customer(2, timezone="Asia/Vladivostok", quiet_from=18 * 60, quiet_to=9 * 60)
    sent, put_off = await office.notice(abroad, MARKETING), await office.notice(early, MARKETING)
    async with office.sender():
        await office.until_state(sent, "sent")
    row = await office.message(put_off)
    assert (row["state"], row["due_at"].isoformat()) == ("queued", "2026-11-21T23:00:00+00:00")


async def test_a_message_that_would_expire_at_night_is_dropped(office: Office) -> None:
    office.clock.moment += timedelta(hours=NIGHT)
    expires_at = office.clock.now() + timedelta(hours=2)
    message = await office.notice(await office.customer(1), SERVICE, expires_at=expires_at)
    async with office.sender():
        await office.until_state(message, "dropped")


async def test_a_machine_that_slept_for_a_week_sends_no_stale_messages(office: Office) -> None:
    expires_at = office.clock.now() + timedelta(days=3)
    stale = await office.notice(await office.customer(1), SERVICE, expires_at=expires_at)
    fresh = await office.notice(await office.customer(2))
    office.clock.moment += timedelta(days=7)
    async with office.sender():
        await office.until_state(stale, "dropped")
        await office.until_state(fresh, "sent")
    assert [request.chat for request in office.telegram.requests] == [2]


async def test_marketing_keeps_to_the_programs_limits(office: Office) -> None:
    assert office.program.config.program.limits.marketing_a_day == 1
    customer = await office.customer(1)
    first = await office.notice(customer, MARKETING)
    async with office.sender():
        await office.until_state(first, "sent")
        second = await office.notice(customer, MARKETING)

        async def limited() -> bool:
            return bool((await office.message(second))["error"] == "limit")

        await office.until(limited)
        row = await office.message(second)
        assert (row["state"], row["due_at"]) == ("queued", office.clock.now() + timedelta(days=1))
        points = await office.notice(customer)
        await office.until_state(points, "sent")


async def test_a_batch_counts_its_own_messages(office: Office) -> None:
    customer = await office.customer(1)
    messages = [await office.notice(customer, MARKETING) for _ in range(3)]
    async with office.sender():
        await office.until_state(messages[0], "sent")
    rows_ = [await office.message(message) for message in messages[1:]]
    assert {row["error"] for row in rows_} == {"limit"}


async def _campaign(office: Office, state: str) -> int:
    found = await rows(
        "insert into campaign (program_id, segment, text, state, audience, created_by, created_at)"
        " values ($1, 'all', 'Hello', $2, 1, 1, $3) returning id",
        office.program.id,
        state,
        office.clock.now(),
    )
    return int(found[0]["id"])


async def test_a_stopped_campaign_drops_what_is_queued(office: Office) -> None:
    going, stopped = await _campaign(office, "sending"), await _campaign(office, "stopped")
    facts: dict[str, Any] = {"kind": "campaign", "payload": {"text": "Hello"}}
    sent = await office.notice(await office.customer(1), MARKETING, campaign_id=going, **facts)
    dropped = await office.notice(await office.customer(2), MARKETING, campaign_id=stopped, **facts)
    async with office.sender():
        await office.until_state(sent, "sent")
        await office.until_state(dropped, "dropped")
    assert (await office.message(dropped))["error"] == "stopped"


async def test_an_offer_that_left_the_file_is_not_told(office: Office) -> None:
    facts: dict[str, Any] = {"kind": "offer", "payload": {"offer": "of_last_year", "offer_id": 1}}
    told = await office.notice(await office.customer(1), MARKETING, **facts)
    async with office.sender():
        await office.until_state(told, "dropped")
    assert (await office.message(told))["error"] == "offer_gone"


async def test_a_survey_that_was_answered_is_not_asked(office: Office) -> None:
    answered, open_ = [await _invitation(office, chat, chat == 1) for chat in (1, 2)]
    async with office.sender():
        await office.until_state(answered, "dropped")
        await office.until_state(open_, "sent")
    assert [request.chat for request in office.telegram.requests] == [2]


async def _invitation(office: Office, chat: int, answered: bool) -> int:
    customer, now = await office.customer(chat), office.clock.now()
    merchant = await rows(
        "insert into merchant (program_id, name, key_digest, key_hint, created_at) values ($1, $2, $3, '', $4)"
        " returning id",
        office.program.id,
        f"M{chat}",
        bytes([chat]),
        now,
    )
    store = (await rows("select id from store where program_id = $1 order by id limit 1", office.program.id))[
        0
    ]["id"]
    receipt = await _receipt(office, merchant[0]["id"], store, customer)
    invitation = await rows(
        "insert into invitation (id, program_id, customer_id, receipt_id, store_id, due_at, expires_at, answered_at)"
        " values (nextval('row_id'), $1, $2, $3, $4, $5, $6, $7) returning id",
        office.program.id,
        customer,
        receipt,
        store,
        now,
        now + timedelta(days=3),
        now if answered else None,
    )
    payload = {
        "invitation": invitation[0]["id"],
        "store_name": "Center",
        "store": "Center",
        "at": now.isoformat(),
    }
    return await office.notice(customer, SERVICE, kind="survey", payload=payload)


async def _receipt(office: Office, merchant: int, store: int, customer: int) -> int:
    await rows(
        "insert into receipt (id, program_id, merchant_id, receipt_id, input_hash, store_id, customer_id, issued_at,"
        " recorded_at, currency, total, discount, redeemed, earned, program_version, answer)"
        " values ($1, $2, $3, 'A-1', 'h', $4, $1, $5, $5, 'RUB', 100, 0, 0, 5, 1, 'a')",
        customer,
        office.program.id,
        merchant,
        store,
        office.clock.now(),
    )
    return customer
