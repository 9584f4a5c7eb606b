"""/giftcards: what was sold and is owed for it, one card by the end of its code, stopped."""

from sandbox.client import Chat
from services import gift_cards, merchants
from services.database import rows
from services.gift_cards import NewGiftCard, NewUse
from tests.bot_at_work import KEYRING, Work, words
from tests.handlers.admin.conftest import Tap


async def test_totals_find_and_stop(work: Work, admin: Chat, tap: Tap) -> None:
    await admin.send("/giftcards")
    await admin.wait_for(words("giftcards-none"))
    now, program = work.clock.now(), work.program
    till, _ = await merchants.create(program, "Till", actor="test", now=now)
    new = NewGiftCard("G-1", 50_000, "RUB", None, b"hash")
    code = (await gift_cards.issue(program, till.id, new, keyring=KEYRING, now=now)).code
    use = NewUse("U-1", code, 12_000, "RUB", None, b"hash")
    await gift_cards.take(program, till.id, use, keyring=KEYRING, encode=lambda *_: b"{}", now=now)
    await admin.send("/giftcards")
    listed = await admin.wait_for("Sold: 1 card for ₽500")
    assert "owed to customers: ₽380" in listed.text
    await tap("giftcards-button-find", "giftcards-ask")
    await admin.send("none")
    await admin.wait_for(words("errors-gift-card-unknown"))
    await admin.send(f" {code[-4:].lower()} ")
    opened = await admin.wait_for(f"Gift card …{code[-4:]}")
    assert "−₽120 paid at Till" in opened.text
    assert "number G-1" in opened.text
    await tap("giftcards-button-stop", "Stop the card")
    await tap("giftcards-button-stop-yes", "pays no more")
    assert await rows("select target from audit where action = 'gift_card.stop'") == [
        {"target": f"…{code[-4:]}"}
    ]
    await admin.send("/audit")
    await admin.wait_for(f"stopped the gift card …{code[-4:]}")


async def test_customers_see_none(work: Work, maria: Chat) -> None:
    await maria.start()
    await maria.send("/giftcards")
    await maria.wait_for(words("errors-unknown-command", "ru"))
