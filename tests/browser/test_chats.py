"""The chats: what a person can do in them and what they see."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from sandbox.people import CASHIER_ID, CUSTOMER_ID
from tests.browser.conftest import PHONE, Open, Sandbox


def chat(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=re.compile(f"^{name}"))


async def write(column: Locator, text: str) -> None:
    await column.get_by_role("textbox").fill(text)
    await column.get_by_role("textbox").press("Enter")


async def started(page: Page, name: str = "Мария") -> Locator:
    column = chat(page, name)
    await column.get_by_role("button", name="Начать", exact=True).click()
    await expect(column.get_by_text("Здравствуйте!")).to_be_visible()
    return column


async def test_start_contact_and_the_keyboard_that_follows(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    maria = await started(page)
    await maria.get_by_role("button", name="Поделиться номером").click()
    await page.get_by_role("dialog").get_by_role("button", name="Отправить контакт").click()
    await expect(maria.get_by_text("Записали +12025550101")).to_be_visible()
    await expect(maria.get_by_role("button", name="Поделиться номером")).to_have_count(0)
    await maria.get_by_role("button", name="💳 Карта").click()
    await expect(maria.get_by_role("button", name="Фото;")).to_be_visible()


async def test_start_by_a_link_with_a_payload(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    maria = chat(page, "Мария")
    await maria.get_by_text("…по ссылке с меткой").click()
    await maria.get_by_role("textbox").fill("ref_42")
    await maria.get_by_role("textbox").press("Enter")
    await expect(maria.get_by_text("Метка: ref_42")).to_be_visible()


async def test_a_deep_link_to_the_bot_starts_it_again_in_this_chat(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    maria = await started(page)
    await write(maria, "buttons")
    await maria.get_by_role("link", name="Пригласить").click()
    await expect(maria.get_by_text("Метка: ref_77")).to_be_visible()
    assert len(page.context.pages) == 1


async def test_marked_up_text_is_built_and_never_parsed(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    maria = await started(page)
    await write(maria, "rich")
    bubble = maria.locator(".bubble").last
    await expect(bubble.locator("blockquote")).to_have_text("Лучший кофе в городе")
    for tag, text in (("b", "Жирный"), ("i", "курсив"), ("u", "подчёркнутый"), ("s", "зачёркнутый")):
        await expect(bubble.locator(tag).first).to_have_text(text)
    await expect(bubble.locator("b i, i b")).to_have_text("вместе")
    await expect(bubble.get_by_text("<img src=x onerror=alert(1)>")).to_be_visible()
    assert await bubble.locator("script, img").count() == 0
    assert await page.title() != "taken"
    spoiler = bubble.locator(".spoiler")
    hidden = await spoiler.evaluate("node => getComputedStyle(node).color")
    await spoiler.press("Enter")
    assert await spoiler.evaluate("node => getComputedStyle(node).color") != hidden


async def test_what_a_person_writes_stays_text(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    maria = await started(page)
    await write(maria, "<b onclick=x>не жирный</b>")
    await expect(maria.locator(".bubble.own").last).to_contain_text("<b onclick=x>не жирный</b>")


async def test_toast_alert_edit_and_delete(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    maria = await started(page)
    await write(maria, "buttons")
    await maria.get_by_role("button", name="Тост").click()
    await expect(maria.get_by_role("status")).to_contain_text("Готово!")
    await maria.get_by_role("button", name="Окно").click()
    alert = page.get_by_role("dialog")
    await expect(alert).to_contain_text("Баллы сгорят 1 декабря")
    await page.keyboard.press("Escape")
    await expect(alert).to_have_count(0)
    count = await maria.locator(".row").count()
    await maria.get_by_role("button", name="Изменить").click()
    await expect(maria.locator(".row").last).to_contain_text("Изменено")
    assert await maria.locator(".row").count() == count
    await write(maria, "buttons")
    await maria.get_by_role("button", name="Удалить").click()
    await expect(maria.locator(".row")).to_have_count(count + 1)


async def test_commands_by_slash_and_keyboard(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    maria = await started(page)
    box = maria.get_by_role("textbox")
    await box.press_sequentially("/")
    options = maria.get_by_role("option")
    await expect(options).to_have_count(3)
    await box.press_sequentially("c")
    await expect(options).to_have_count(1)
    await box.press("Backspace")
    await box.press("ArrowDown")
    await box.press("Enter")
    await expect(maria.get_by_role("button", name="Фото;")).to_be_visible()
    await expect(box).to_have_value("")


async def test_photos_enlarge_and_documents_download(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    maria = await started(page)
    await write(maria, "/card")
    await maria.get_by_role("button", name="Фото;").click()
    await expect(page.locator("dialog.lightbox img")).to_be_visible()
    await page.keyboard.press("Escape")
    await write(maria, "report")
    async with page.expect_download() as download:
        await maria.get_by_role("link", name="отчёт за ноябрь.txt").click()
    assert (await (await download.value).path()).read_bytes() == b"1;2;3"


async def test_the_admin_sends_a_program_file(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    await page.get_by_role("button", name=re.compile("Ольга, админ")).click()
    olga = await started(page, "Ольга")
    program = {"name": "coffee.toml", "mimeType": "application/toml", "buffer": b"[points]\n"}
    await olga.locator("input[type=file]").set_input_files(program)  # type: ignore[arg-type]  # a FilePayload
    await expect(olga.get_by_text("Файл coffee.toml, 9 байт")).to_be_visible()


async def test_the_typing_state_comes_and_goes(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    maria = await started(page)
    await write(maria, "slow")
    await expect(maria.get_by_text("печатает…")).to_be_visible()
    await expect(maria.get_by_text("Готово")).to_be_visible()
    await expect(maria.get_by_text("печатает…")).to_have_count(0)


async def test_blocking_takes_the_input_away_and_unblocking_brings_it_back(
    sandbox: Sandbox, open_page: Open
) -> None:
    page = await open_page()
    maria = await started(page)
    await maria.get_by_role("button", name="Ещё").click()
    await page.get_by_role("menuitem", name="Заблокировать бота").click()
    await expect(maria.get_by_role("textbox")).to_have_count(0)
    await maria.get_by_role("button", name="Разблокировать бота").click()
    await expect(maria.get_by_role("textbox")).to_be_visible()


async def test_somebody_elses_contact_can_be_shared(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    maria = await started(page)
    await maria.get_by_role("button", name="Ещё").click()
    await page.get_by_role("menuitem", name="Отправить чужой контакт").click()
    await page.get_by_role("dialog").get_by_label("Контакт").select_option("1002")
    await page.get_by_role("button", name="Отправить контакт").click()
    await expect(maria.get_by_text("Записали +12025550102")).to_be_visible()
    contact = sandbox.bot.seen[-1]["message"]["contact"]
    assert (contact["user_id"], contact["first_name"]) == (1002, "Alex")


async def test_a_new_person_joins_the_page(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    await page.get_by_title("Добавить человека").click()
    await page.get_by_label("Имя").fill("Очень Длинное Имя 👩‍🍳 Которое Не Помещается")
    await page.get_by_label("Телефон").fill("+1 202 555-01-77")
    await page.get_by_role("dialog").get_by_role("button", name="Добавить").click()
    column = await started(page, "Очень")
    await column.get_by_role("button", name="Поделиться номером").click()
    await page.get_by_role("dialog").get_by_role("button", name="Отправить контакт").click()
    await expect(column.get_by_text("Записали +12025550177")).to_be_visible()


async def test_a_message_to_somebody_not_shown_is_counted(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page(PHONE)
    await started(page)
    await page.get_by_role("button", name=re.compile("Анна, кассир")).click()
    await started(page, "Анна")
    await sandbox.bot.say(CUSTOMER_ID, "Вам начислены баллы")
    tab = page.get_by_role("button", name=re.compile("Мария, гость, 1 новое сообщение"))
    await tab.click()
    await expect(chat(page, "Мария").get_by_text("Вам начислены баллы")).to_be_visible()
    await expect(tab).to_have_count(0)
    assert CASHIER_ID in sandbox.stand_in.people


async def test_the_page_says_connecting_until_the_bot_polls(cold_sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    banner = page.get_by_text("Бот подключается")
    await expect(banner).to_be_visible()
    await chat(page, "Мария").get_by_role("button", name="Начать", exact=True).click()
    cold_sandbox.start_bot()
    await expect(banner).to_be_hidden()
    await expect(chat(page, "Мария").get_by_text("Здравствуйте!")).to_be_visible()


async def test_a_lost_connection_is_told_and_heals(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    maria = await started(page)
    await page.context.set_offline(True)
    await write(maria, "привет")
    await expect(maria.get_by_role("status")).to_contain_text("Не отправлено")
    await expect(maria.get_by_role("textbox")).to_have_value("привет")
    await page.context.set_offline(False)
    await maria.get_by_role("textbox").press("Enter")
    await expect(maria.get_by_text("Вы сказали: привет")).to_be_visible()


@pytest.mark.parametrize(("locale", "start"), [("ru-RU", "Начать"), ("en-GB", "Start"), ("de-DE", "Start")])
async def test_the_language_follows_the_browser_and_switches(
    sandbox: Sandbox, open_page: Open, locale: str, start: str
) -> None:
    page = await open_page(language=locale)
    await expect(page.get_by_role("button", name=start, exact=True).first).to_be_visible()
    await page.locator("#language").click()
    other = "Start" if start == "Начать" else "Начать"
    await expect(page.get_by_role("button", name=other, exact=True).first).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("button", name=other, exact=True).first).to_be_visible()
