"""Messages to those who work here come in the language in which the bot talks with them."""

from datetime import datetime

import pytest

from sandbox.client import Chat
from sandbox.people import ADMIN_ID, CASHIER_ID
from services import employees, languages
from services.database import row, rows, transaction
from services.outbox import MessageClass, Notice, enqueue
from tests.bot_at_work import Work, until, words
from tests.handlers.conftest import Join


async def tell(work: Work, telegram_id: int, key: str) -> None:
    """A message that no conversation has caused."""
    now = work.clock.now()
    kind, facts = "staff_joined", {"name": "Eve", "role": "cashier"}
    notice = Notice(kind, MessageClass.TRANSACTIONAL, key, now, telegram_id=telegram_id, payload=facts)
    async with transaction() as connection:
        await enqueue(connection, work.program.id, [notice], now=now)


def joined(language: str) -> str:
    return {"en": "is in the bot now", "ru": "теперь в боте"}[language]


async def test_an_admin_who_is_nobody_else(work: Work) -> None:
    admin = work.chat(ADMIN_ID)
    for number, telegram in enumerate(("en-GB", "ru", "en")):
        work.world.people[ADMIN_ID].language_code = telegram
        await admin.start()
        await admin.wait_for(button=words("menu-button-admin", telegram[:2]))
        await tell(work, ADMIN_ID, f"test:{number}")
        await admin.wait_for(joined(telegram[:2]))
    assert await rows("select telegram_id, language from spoken_language") == [
        {"telegram_id": ADMIN_ID, "language": "en"}
    ]


async def test_an_employee_without_a_chosen_language(work: Work, now: datetime) -> None:
    await employees.seat(work.program.id, "cashier", CASHIER_ID, now=now)
    work.world.people[CASHIER_ID].language_code = "en"
    cashier = work.chat(CASHIER_ID)
    await cashier.start()
    await cashier.wait_for(button=words("menu-button-work"))
    await tell(work, CASHIER_ID, "test:1")
    await cashier.wait_for(joined("en"))


async def test_who_chose_a_language_keeps_it(work: Work, now: datetime) -> None:
    await employees.seat(work.program.id, "cashier", CASHIER_ID, now=now)
    work.world.people[CASHIER_ID].language_code = "en"
    cashier = work.chat(CASHIER_ID)
    await cashier.start()
    await cashier.wait_for(button=words("menu-button-work"))
    employee = await employees.by_telegram(work.program.id, CASHIER_ID)
    assert employee is not None
    await employees.set_language(work.program.id, employee.id, "ru")
    await tell(work, CASHIER_ID, "test:1")
    await cashier.wait_for(joined("ru"))
    assert await languages.of_accounts(work.program.id, [CASHIER_ID, 1]) == {CASHIER_ID: "ru"}


async def test_an_admin_who_is_a_customer_too(work: Work, join: Join) -> None:
    work.world.people[ADMIN_ID].language_code = "en"
    admin = work.chat(ADMIN_ID)
    await admin.start()
    await admin.wait_for(button=words("menu-button-join"))
    await admin.press(words("menu-button-language"))
    await admin.wait_for(button="Русский")
    await admin.press("Русский")
    await admin.wait_for(button=words("menu-button-join", "ru"))
    await tell(work, ADMIN_ID, "test:1")
    await admin.wait_for(joined("ru"))


async def test_customers_leave_no_second_language(alex: Chat, join: Join) -> None:
    await join(alex)
    assert await row("select id from spoken_language") is None


@pytest.mark.parametrize("written", [None, "", "-", "12", "русский", "abcdefghi", "en\x00"])
async def test_a_language_that_is_none_is_not_kept(work: Work, written: str | None) -> None:
    assert languages.code(written) == ""


async def test_the_menu_of_commands_speaks_it_after_a_restart(work: Work) -> None:
    work.world.people[ADMIN_ID].language_code = "en"
    admin = work.chat(ADMIN_ID)
    await admin.start()
    await admin.wait_for(button=words("menu-button-admin"))
    await work.stop()
    before = len(work.requests("setMyCommands"))
    await work.begin()

    async def shown() -> list[str]:
        asked = [str(one) for one in work.requests("setMyCommands")[before:]]
        return [one for one in asked if "audit" in one]

    assert "Journal of acts" in (await until(shown))[0]
