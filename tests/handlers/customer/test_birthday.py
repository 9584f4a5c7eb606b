"""The birthday: three taps or a typed date, a question whether it is right, changed once a year."""

from datetime import date, timedelta

import pytest

from sandbox.client import Chat
from sandbox.people import CUSTOMER_ID, SECOND_CUSTOMER_ID
from services import customers
from services.birthdays import REST
from services.database import rows
from services.rules.birthdays import NO_YEAR
from tests.bot_at_work import Work, forged, until, words
from tests.handlers.conftest import Join

SAVE, CHANGE, REMOVE = (words(f"birthday-button-{what}") for what in ("save", "change", "remove"))
MENU = words("menu-back")


async def birthday(work: Work, telegram_id: int = SECOND_CUSTOMER_ID) -> date | None:
    found = await customers.by_telegram(work.program.id, telegram_id)
    assert found is not None
    return found.birthday


async def ask(chat: Chat) -> None:
    """From the settings to the question."""
    await chat.send("/settings")
    await chat.wait_for(words("settings-birthday-none"), button=words("settings-button-birthday"))
    await chat.press(words("settings-button-birthday"))
    await chat.wait_for(words("birthday-ask"))


async def test_by_buttons(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    await ask(alex)
    await alex.press("February")
    await alex.wait_for(words("birthday-choose-day", month="February"), button="^29$")
    await alex.press("^29$")
    await alex.wait_for(words("birthday-confirm", day="February 29"), button=SAVE)
    assert await birthday(work) is None
    answer = await alex.press(SAVE)
    assert answer.text == "🎂 We will remember!"
    await alex.wait_for(words("birthday-show", day="February 29"), button=CHANGE)
    assert await birthday(work) == date(NO_YEAR, 2, 29)
    await alex.press(words("settings-button-back"))
    await alex.wait_for(words("settings-birthday", day="February 29"), button=MENU)


async def test_typed_in_russian_with_the_year(work: Work, maria: Chat) -> None:
    await maria.start()
    for label in ("join-button-start", "join-button-agree", "join-button-marketing-no"):
        await maria.wait_for(button=words(label, "ru"))
        await maria.press(words(label, "ru"))
    await maria.wait_for(button=words("join-button-contact", "ru"))
    await maria.share_contact()
    await maria.wait_for(button=words("menu-button-settings", "ru"))
    await maria.press(words("menu-button-settings", "ru"))
    await maria.wait_for(button=words("settings-button-birthday", "ru"))
    await maria.press(words("settings-button-birthday", "ru"))
    await maria.wait_for(button="^Май$")
    for typed in ("30.02", "скоро", "<b>&", "14.02.2044"):
        await maria.send(typed)
        await maria.wait_for(words("birthday-wrong", "ru"), button="^Декабрь$")
    await maria.send("14 февраля 1990")
    await maria.wait_for("14 февраля 1990", button=words("birthday-button-save", "ru"))
    await maria.press(words("birthday-button-save", "ru"))
    await maria.wait_for(words("birthday-show", "ru", day="14 февраля 1990 г."))
    assert await birthday(work, CUSTOMER_ID) == date(1990, 2, 14)
    await maria.send("15.03")
    await maria.wait_for(words("errors-unknown-command", "ru"))  # nothing waits for a date any more


async def test_a_date_with_strokes_is_read_as_the_language_writes_it(alex: Chat, join: Join) -> None:
    await join(alex)
    await ask(alex)
    await alex.send("3/4")
    await alex.wait_for("March 4", button=SAVE)
    await alex.press(words("birthday-button-other"))
    await alex.wait_for(words("birthday-ask"), button="^March$")


async def test_changed_once_and_then_not_for_a_year(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    await ask(alex)
    for typed in ("1 May", "2 May"):
        await alex.send(typed)
        await alex.wait_for(button=SAVE)
        await alex.press(SAVE)
        await alex.wait_for(words("birthday-show", day=f"May {typed[0]}"))
        await alex.press(CHANGE if typed == "1 May" else words("settings-button-back"))
        await alex.wait_for(button="^May$" if typed == "1 May" else words("settings-button-birthday"))
    await alex.press(words("settings-button-birthday"))
    shown = await alex.wait_for("You can choose another date from", button=REMOVE)
    assert shown.button(CHANGE) is None
    for data, told in (("birthday:save:4:6:1", "once a year"), ("birthday:change", "")):
        with forged(work.world, SECOND_CUSTOMER_ID, data) as press:
            answer = await press()
        assert answer is not None
        assert told in (answer["text"] or "")
    assert await birthday(work) == date(NO_YEAR, 5, 2)
    work.clock.moment += REST + timedelta(seconds=1)
    await alex.send("/settings")
    await alex.wait_for(button=words("settings-button-birthday"))
    await alex.press(words("settings-button-birthday"))
    await alex.wait_for(button=CHANGE)


async def test_removed(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    await ask(alex)
    await alex.send("1 May")
    await alex.wait_for(button=SAVE)
    await alex.press(SAVE)
    await alex.wait_for(button=REMOVE)
    await alex.press(REMOVE)
    await alex.wait_for(words("birthday-ask-remove"), button=words("birthday-button-back"))
    await alex.press(words("birthday-button-remove-yes"))
    gone = await alex.wait_for(words("birthday-none"), button=MENU)
    assert gone.button(REMOVE) is None
    assert await birthday(work) is None


@pytest.mark.parametrize(
    "data",
    ["birthday:month", "birthday:month:0", "birthday:month:13", "birthday:day:2:30", "birthday:day:2",
     "birthday:save:1990:2:29", "birthday:save:9999:1:1", "birthday:save:x:y:z", "birthday:save:0:1:1"],
)  # fmt: skip
async def test_forged_buttons(work: Work, alex: Chat, join: Join, data: str) -> None:
    await join(alex)
    with forged(work.world, SECOND_CUSTOMER_ID, data) as press:
        answer = await press()
    assert answer is not None
    assert "does not work" in answer["text"]
    assert await birthday(work) is None


async def test_who_has_not_joined_is_not_asked(work: Work, alex: Chat) -> None:
    await alex.start()
    await alex.wait_for(button=words("join-button-start"))
    await alex.send("/settings")
    shown = await alex.wait_for(words("settings-title"))
    assert shown.button(words("settings-button-birthday")) is None
    with forged(work.world, SECOND_CUSTOMER_ID, "birthday:save:4:5:1") as press:
        await press()

    async def led_to_joining() -> bool:
        return (await alex.last()).button(words("menu-button-join")) is not None

    await until(led_to_joining)
    assert await rows("select birthday from customer") == [{"birthday": None}]
