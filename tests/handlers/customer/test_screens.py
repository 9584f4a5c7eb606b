"""A customer's screens: the card, points, tier, history, offers, settings, help, stop."""

import io
import re
from datetime import datetime

import pytest
import zxingcpp
from PIL import Image

from sandbox.client import Chat
from sandbox.people import SECOND_CUSTOMER_ID
from services import codes, customers, points
from services.customers import Customer
from services.database import row, transaction
from services.points import Grant
from tests.bot_at_work import KEYRING, Work, until, words
from tests.handlers.conftest import Join

MENU, CARD, REFRESH = words("menu-back"), words("menu-card"), words("card-refresh")


async def customer_of(work: Work, telegram_id: int = SECOND_CUSTOMER_ID) -> Customer:
    found = await customers.by_telegram(work.program.id, telegram_id)
    assert found is not None
    return found


async def test_the_card_can_be_scanned_and_its_code_rotates(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    customer = await customer_of(work)
    await alex.press(CARD)
    shown = await alex.wait_for(photo=True, button=REFRESH)
    assert len([one for one in await alex.messages() if one.by_bot and one.button(MENU)]) == 1
    picture = work.world.files.data(work.world.files.by_id[shown.body["photo"][-1]["file_id"]])
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert [code.text for code in found] == [customer.card]
    first = digits(shown.text)
    await alex.press(REFRESH)
    again = await alex.wait_for(photo=True)
    assert again.id == shown.id
    second = digits(again.text)
    assert second != first
    async with transaction() as connection:
        owners = await codes.owners(
            connection, work.program.id, [KEYRING.digest(codes.PURPOSE, code) for code in (first, second)]
        )
    assert [owner for owner, _ in owners.values()] == [customer.id]  # the first one died
    assert KEYRING.digest(codes.PURPOSE, second) in owners
    await alex.press(MENU)
    await alex.wait_for(button=CARD, photo=False)


def digits(text: str) -> str:
    """The six digits that the card shows in two halves."""
    found = re.search(r"\b(\d{3}) (\d{3})\b", text)
    assert found is not None
    return found[1] + found[2]


async def test_history_by_pages(work: Work, alex: Chat, join: Join, now: datetime) -> None:
    await join(alex)
    customer = await customer_of(work)
    grants = [Grant(customer.id, 1000 + n, f"Gift {n} <&>", "test", f"g:{n}") for n in range(20)]
    async with transaction() as connection:
        await points.give(connection, work.program, grants, now=now)
    await alex.press(words("menu-button-history"))
    first = await alex.wait_for("Gift 19 <&>", button=words("pages-on"))
    assert re.search(words("pages-which", page=1, pages=3), first.text)
    await alex.press(words("pages-on"))
    await alex.wait_for("Gift 10 ", button=words("pages-back"))
    await alex.press(words("pages-on"))
    last = await alex.wait_for("Gift 0 ")
    assert last.id == first.id
    assert last.button(words("pages-on")) is None
    await alex.press(words("history-button-receipts"))
    await alex.wait_for(words("history-receipts-title"), button=MENU)


@pytest.mark.parametrize(
    "command", ["balance", "tier", "history", "offers", "settings", "help", "stop", "menu"]
)
async def test_every_command_answers_and_leads_on(alex: Chat, join: Join, command: str) -> None:
    await join(alex)
    await alex.send(f"/{command}")
    said = await alex.wait_for()
    assert said.button(MENU) is not None or said.button(CARD) is not None
    assert said.text


async def test_a_command_may_name_the_bot(alex: Chat, join: Join) -> None:
    await join(alex)
    await alex.send("/Balance@regulars_sandbox_bot")
    await alex.wait_for("100")


async def test_buttons_of_the_menu_edit_one_message(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    before = len(await alex.messages())
    for label in ("menu-button-balance", "menu-button-tier", "menu-button-settings", "menu-button-help"):
        await alex.press(words(label))
        await alex.wait_for(button=MENU)
        await alex.press(MENU)
        await alex.wait_for(button=words(label))
    await alex.press(words("menu-button-offers", count=0))
    await alex.wait_for(words("offers-none"))
    assert len(await alex.messages()) == before


async def test_settings(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    await alex.press(words("menu-button-settings"))
    await alex.wait_for(button=words("settings-button-marketing-off"))
    await alex.press(words("settings-button-marketing-off"))
    await alex.wait_for(button=words("settings-button-marketing-on"))
    await alex.press(words("settings-button-service-off"))
    await alex.wait_for(button=words("settings-button-service-on"))
    await alex.press(words("settings-button-hours"))
    await alex.wait_for(button="22:00–10:00")
    await alex.press("22:00–10:00")
    await alex.wait_for("22:00–10:00", button=words("settings-button-service-on"))
    await alex.press(words("menu-button-language"))
    await alex.wait_for(button="Русский")
    await alex.press("Русский")
    await alex.wait_for(words("settings-title", "ru"))
    customer = await customer_of(work)
    assert (customer.marketing_since, customer.service_messages) == (None, False)
    assert (customer.quiet_from, customer.quiet_to) == (22 * 60, 10 * 60)
    assert (customer.language, customer.language_chosen) == ("ru", True)


async def test_stop(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    await alex.send("/stop")
    await alex.wait_for(button=words("stop-button-confirm"))
    await alex.press(words("stop-button-confirm"))
    await alex.wait_for(words("stop-done"))
    customer = await customer_of(work)
    assert (customer.marketing_since, customer.service_messages) == (None, False)
    assert customer.joined


async def test_blocked_and_back(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    await alex.block()

    async def unreachable() -> bool:
        return (await customer_of(work)).unreachable_since is not None

    await until(unreachable)
    await alex.start()
    await alex.wait_for(button=CARD)
    assert not await unreachable()
    assert await row("select count(*) as count from customer") == {"count": 1}
