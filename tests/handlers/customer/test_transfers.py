"""Points for somebody else, from the balance screen to both chats; and an admin who puts things right."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
import pytest_asyncio

from sandbox.client import Chat
from sandbox.people import ADMIN_ID, CUSTOMER_ID, SECOND_CUSTOMER_ID
from services import customers, points
from services.customers import Customer
from services.database import rows, transaction
from services.programs import Program
from tests.bot_at_work import Work, at_work, forged, words
from tests.conftest import EXAMPLES
from tests.factories import joined, make_program
from tests.handlers.conftest import Join
from tests.services.ledger import assert_sound
from tests.services.test_transfers import nobodys

GIVE, YES = words("transfers-button"), words("transfers-button-confirm")
COFFEE = (EXAMPLES / "coffee.toml").read_text(encoding="utf-8")
RULES = '\n[transfers]\nallowed = true\nreturn_window = "14d"\nstep = 5\n'


@pytest_asyncio.fixture
async def program(database: str, now: datetime) -> Program:
    return await make_program(now, COFFEE + RULES)


@pytest_asyncio.fixture
async def work(program: Program, now: datetime) -> AsyncIterator[Work]:
    async with at_work(program, now) as work:
        yield work


async def who(work: Work, telegram_id: int) -> Customer:
    found = await customers.by_telegram(work.program.id, telegram_id)
    assert found is not None
    return found


async def both(work: Work, alex: Chat, maria: Chat) -> tuple[Customer, Customer]:
    """Alex, who has 500 old points, and Maria; both read English."""
    now = work.clock.now()
    for chat, account in ((alex, SECOND_CUSTOMER_ID), (maria, CUSTOMER_ID)):
        await joined(work.program, now, telegram_id=account)
        await chat.start()
        await chat.wait_for(button=words("menu-button-balance"))
    giver, receiver = await who(work, SECOND_CUSTOMER_ID), await who(work, CUSTOMER_ID)
    async with transaction() as connection:
        grant = points.Grant(giver.id, 500, "test", "test", "old")
        await points.give(connection, work.program, [grant], now=now - timedelta(days=14))
    return giver, receiver


async def test_from_the_balance_to_both_chats_and_back(work: Work, alex: Chat, maria: Chat) -> None:
    giver, receiver = await both(work, alex, maria)
    await alex.send("/balance")
    await alex.wait_for(button=GIVE)
    await alex.press(GIVE)
    await alex.wait_for("ten digits")
    await alex.send(receiver.card[:-1] + str((int(receiver.card[-1]) + 1) % 10))
    await alex.wait_for(words("errors-card-mistyped"))
    await alex.send(nobodys()[0])
    await alex.wait_for(words("errors-unknown-card"))
    await alex.send(giver.card)
    await alex.wait_for(words("errors-transfer-self"))
    await alex.send(f"{receiver.card[:4]} {receiver.card[4:]}")
    shown = await alex.wait_for("How much", button="100")
    assert receiver.name not in shown.text and receiver.card not in shown.text
    for wrong in ("7", "all", "505", "-5", "1e3"):
        await alex.send(wrong)
        await alex.wait_for(words("transfers-wrong"))
        await alex.mark()
    await alex.send("120")
    shown = await alex.wait_for(f"{receiver.name[:1]}", button=YES)
    assert receiver.name not in shown.text
    await maria.mark()
    await alex.press(YES)
    await alex.wait_for(
        words("transfers-done", initial=receiver.initial, points="", available="").split(":")[0]
    )
    told = await maria.wait_for("gave you")
    assert giver.name not in told.text.split("gave you")[0]
    assert await rows("select points, giver_id, receiver_id from transfer") == [
        {"points": 120, "giver_id": giver.id, "receiver_id": receiver.id}
    ]
    await _undone_by_the_admin(work, giver)
    assert (await points.balance(work.program, giver.id, now=work.clock.now())).available >= 500
    await maria.wait_for("Went back")
    await assert_sound(work.program)


async def _undone_by_the_admin(work: Work, giver: Customer) -> None:
    admin = work.chat(ADMIN_ID)
    await admin.start()
    await admin.wait_for(button=words("menu-button-admin", "ru"))
    await admin.send(f"/customer {giver.card}")
    await admin.wait_for(button=words("transfers-button-list", "ru"))
    await admin.press(words("transfers-button-list", "ru"))
    undo = "Отменить"
    await admin.wait_for(button=undo)
    await admin.press(undo)
    await admin.wait_for("отправил", button=undo)
    await admin.press(undo)
    await admin.wait_for("Мы сообщили обоим")
    await admin.send("/audit")
    await admin.wait_for("отмена передачи")


async def test_a_photo_of_the_card_will_do(work: Work, alex: Chat, maria: Chat) -> None:
    from bot.ui import card

    _, receiver = await both(work, alex, maria)
    await alex.send("/transfer")
    await alex.wait_for("ten digits")
    await alex.send_photo(card.picture(program_name="x", number=receiver.card))
    await alex.wait_for("How much")


async def test_a_yes_counts_once_and_forged_buttons_give_nothing(work: Work, alex: Chat, maria: Chat) -> None:
    _, receiver = await both(work, alex, maria)
    await alex.send(f"/transfer {receiver.card}")
    await alex.wait_for("How much", button="100")
    for data in ("transfers:confirm:1", "transfers:confirm", "transfers:points:99999999", "transfers:points:x",
                 "transfers:points:-5", "passed:undo:1", f"passed:show:{receiver.id}"):  # fmt: skip
        with forged(work.world, SECOND_CUSTOMER_ID, data) as press:
            await press()
    assert await rows("select 1 from transfer") == []
    await alex.press("^100")
    await alex.wait_for(button=YES)
    token = (
        await rows("select data ->> 'token' as token from conversation where state = 'transfer_confirm'")
    )[0]
    with forged(work.world, CUSTOMER_ID, f"transfers:confirm:{token['token']}") as press:
        await press()  # somebody else's question
    assert await rows("select 1 from transfer") == []
    await alex.press(YES)
    await alex.wait_for("Given to")
    with forged(work.world, SECOND_CUSTOMER_ID, f"transfers:confirm:{token['token']}") as press:
        await press()
    assert len(await rows("select 1 from transfer")) == 1


async def test_cards_are_not_to_be_guessed(work: Work, alex: Chat, maria: Chat) -> None:
    _, receiver = await both(work, alex, maria)
    await alex.send("/transfer")
    await alex.wait_for("ten digits")
    for card in nobodys()[:5]:
        await alex.send(card)
        await alex.wait_for(words("errors-unknown-card"))
        await alex.mark()
    await alex.send(receiver.card)
    await alex.wait_for(words("errors-too-many-cards"))


@pytest.mark.parametrize("text", [COFFEE], ids=["off"])
async def test_a_program_without_transfers_shows_none(
    work: Work, alex: Chat, join: Join, now: datetime, text: str
) -> None:
    await join(alex)
    await make_program(now, text)
    await alex.send("/balance")
    shown = await alex.wait_for(button=words("menu-button-history"))
    assert shown.button(GIVE) is None
    await alex.send("/transfer")
    await alex.wait_for(words("errors-transfers-off"))
