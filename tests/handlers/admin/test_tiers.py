"""/tiers, and giving a tier: chosen, dated, confirmed, told, kept in the journal, taken back."""

from datetime import UTC, datetime

from sandbox.client import Chat
from sandbox.people import ADMIN_ID
from services import tiers
from services.customers import Customer
from services.database import row, rows
from tests.bot_at_work import Work, forged, words
from tests.handlers.admin.conftest import Tap


async def tier_of(customer: Customer) -> dict[str, object]:
    found = await row(
        "select tier, tier_given, tier_given_until as until from customer where id = $1", customer.id
    )
    assert found is not None
    return found


async def choose(admin: Chat, ann: Customer, tap: Tap) -> None:
    """As far as the question until when."""
    await admin.send(f"/customer {ann.card}")
    await admin.wait_for(button=words("customer-button-tier"))
    await tap("customer-button-tier", "Tier:")
    await tap("tiers-button-give", "Which tier shall")
    await admin.press("^Family$")
    await admin.wait_for("Until when shall")


async def test_a_status_match_with_a_typed_day(work: Work, admin: Chat, ann: Customer, tap: Tap) -> None:
    await choose(admin, ann, tap)
    for wrong in ("soon", "31.02.2027", "01.01.2020", "2050-01-01"):
        await admin.send(wrong)
        await admin.wait_for("We could not read that day")
    await admin.send("31.12.2026")
    shown = await admin.wait_for(button=words("tiers-button-match"))
    assert "Family until December 31, 2026" in shown.text
    await admin.press(words("tiers-button-match"))
    await admin.wait_for("We have told the customer")
    midnight = datetime(2026, 12, 31, 21, tzinfo=UTC)  # in Moscow
    assert await tier_of(ann) == {"tier": "family", "tier_given": "family", "until": midnight}
    changes = await rows(
        "select reason from tier_change where customer_id = $1 and until is not null", ann.id
    )
    assert changes == [{"reason": "match"}]
    sent = await rows("select kind from outbox where customer_id = $1 and kind = 'tier_given'", ann.id)
    assert len(sent) == 1
    await admin.send("/audit")
    journal = await admin.wait_for(words("audit-title"))
    assert "the tier “Family” until December 31, 2026" in journal.text


async def test_a_gift_for_good_is_taken_back(work: Work, admin: Chat, ann: Customer, tap: Tap) -> None:
    await choose(admin, ann, tap)
    await tap("tiers-button-always", "for good")
    await tap("tiers-button-confirm", "We have told the customer")
    assert (await tier_of(ann))["tier"] == "family"
    await tap("customer-button-back", "Card:")
    seen = await tap("customer-button-tier", "Given for good: Family")
    assert "Earned by purchases: Guest" in seen.text
    await tap("tiers-button-take", "Take the tier")
    await tap("tiers-button-taken", "Guest")
    assert await tier_of(ann) == {"tier": "guest", "tier_given": None, "until": None}


async def test_an_old_button_gives_nothing(work: Work, admin: Chat, ann: Customer, tap: Tap) -> None:
    await choose(admin, ann, tap)
    await admin.press("^90 days$")
    await admin.wait_for(button=words("tiers-button-confirm"))
    asked = await row("select data->>'token' as token from conversation where state = 'tier_confirm'")
    assert asked is not None
    await tap("tiers-button-cancel", "Tier:")
    for data in (f"tiers:confirm:{asked['token']}:manual", "tiers:until:30", f"tiers:choose:{ann.id}:99"):
        with forged(work.world, ADMIN_ID, data) as press:
            answer = await press()
        assert answer is not None
        assert "does not work any more" in answer["text"]
    assert (await tier_of(ann))["tier_given"] is None


async def test_the_flow_with_a_chart(work: Work, admin: Chat, ann: Customer, tap: Tap) -> None:
    await admin.send("/tiers")
    still = await admin.wait_for(words("tiers-title-month"))
    assert "Nobody has moved" in still.text
    now = work.clock.now()
    await tiers.give(work.program, ann.id, "family", None, why="manual", actor="test", now=now)
    await admin.send("/stats")
    await admin.wait_for(words("stats-title-week"), photo=True)
    shown = await tap("stats-button-tiers", "tiers-title-month")
    assert shown.has_photo
    assert "↑ Guest → Family: 1" in shown.text
    assert "given by hand" in shown.text
    assert not (await tap("tiers-button-last-month", "tiers-title-last-month")).has_photo
    await admin.send("/tiers <b>century")
    await admin.wait_for(words("tiers-title-month"))


async def test_a_customer_cannot_give_tiers(work: Work, alex: Chat, ann: Customer) -> None:
    await alex.start()
    await alex.send("/tiers")
    await alex.wait_for("menu")
    assert (await tier_of(ann))["tier_given"] is None
