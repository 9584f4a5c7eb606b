"""The till and the clock, with the chats beside them."""

import re
from decimal import Decimal

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import PHONE, Open, Sandbox, picture
from tests.browser.test_chats import started, write


def till(page: Page) -> Locator:
    return page.get_by_role("region", name="Касса")


async def tap(page: Page, *items: str) -> None:
    for item in items:
        await till(page).get_by_role("button", name=re.compile(f"^{item} ")).click()


async def ring_up(page: Page) -> None:
    await till(page).get_by_role("button", name=re.compile("^Пробить")).click()


async def test_the_card_is_scanned_from_the_chat_and_the_receipt_rung_up(
    sandbox: Sandbox, open_page: Open
) -> None:
    page = await open_page()
    await write(await started(page), "/card")
    await page.get_by_role("button", name="Фото;").wait_for()
    await till(page).get_by_role("button", name="Мария").click()
    await expect(till(page).get_by_text("М 4000123456")).to_be_visible()
    await expect(till(page).get_by_text("127 баллов")).to_be_visible()
    await tap(page, "Латте", "Латте", "Чай с чабрецом")
    await ring_up(page)
    paper = till(page).get_by_role("article")
    for words in ("+27", "154", "silver · новый!", "720,50 ₽", "+27 баллов", "Спасибо!"):
        await expect(paper.get_by_text(words).first).to_be_visible()
    [receipt] = sandbox.merchants.receipts
    assert receipt["customer"] == {"card": "4000123456"}
    assert (receipt["store"], receipt["employee"], receipt["currency"]) == ("center", "anna", "RUB")
    assert receipt["total"] == "720.50"
    assert [(line["sku"], line["quantity"], line["amount"]) for line in receipt["lines"]] == [
        ("latte", "2", "540.00"),
        ("tea", "1", "180.50"),
    ]
    assert sum(Decimal(line["amount"]) for line in receipt["lines"]) == Decimal(receipt["total"])


async def test_the_same_receipt_again_is_told_as_a_replay(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    await till(page).get_by_role("button", name="Без карты").click()
    await tap(page, "Матча")
    await ring_up(page)
    await expect(till(page).get_by_text("Гостя нет, баллов тоже.")).to_be_visible()
    await till(page).get_by_role("button", name="Отправить тот же чек ещё раз").click()
    await expect(till(page).get_by_text("Idempotent-Replayed: true")).to_be_visible()
    first, second = sandbox.merchants.receipts
    assert first == second
    assert first["customer"] is None
    await till(page).get_by_text("Что ушло и пришло по сети").click()
    await expect(till(page).locator("pre").first).to_contain_text(first["receipt_id"])
    await till(page).get_by_role("button", name="Новый чек").click()
    await expect(till(page).get_by_text("Нажимайте на то, что заказали.")).to_be_visible()


async def test_every_way_to_name_the_customer(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    ways = (
        ("Код", "123456", {"code": "123456"}),
        ("Телефон", "+1 (202) 555-01-01", {"phone": "+12025550101"}),
        ("Карта", "4000 123 456", {"card": "4000123456"}),
    )
    for way, typed, sent in ways:
        await till(page).get_by_role("button", name=way, exact=True).click()
        await (
            till(page)
            .get_by_role("group", name="Гость")
            .get_by_role("textbox")
            .or_(till(page).get_by_role("group", name="Гость").get_by_role("combobox"))
            .fill(typed)
        )
        await tap(page, "Эспрессо")
        await ring_up(page)
        await till(page).get_by_role("button", name="Новый чек").click()
        assert sandbox.merchants.receipts[-1]["customer"] == sent


async def test_a_wrong_code_is_told_kindly_and_with_its_code(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    await till(page).get_by_role("button", name="Код", exact=True).click()
    await till(page).get_by_label("Код с экрана гостя").fill("000000")
    await till(page).get_by_role("button", name="Найти").click()
    alert = till(page).get_by_role("alert").filter(has_text="Код неверный или устарел")
    await expect(alert).to_contain_text("unknown_code")


async def test_a_person_without_a_card_is_told_apart(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    await till(page).get_by_role("button", name="Alex").click()
    await expect(till(page).get_by_text("Alex: в переписке ещё нет QR-карты")).to_be_visible()


async def test_a_refused_receipt_keeps_the_basket(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    sandbox.merchants.refusal = {
        "status": 422,
        "code": "something_new",
        "title": "Not today",
        "detail": "Not on Sundays",
        "errors": [{"field": "lines.0.amount", "message": "is too small"}],
    }
    await tap(page, "Латте")
    await ring_up(page)
    alert = till(page).get_by_role("alert").filter(has_text="Not on Sundays")
    for words in ("422 · something_new", "lines.0.amount", "is too small"):
        await expect(alert).to_contain_text(words)
    await ring_up(page)
    await expect(till(page).get_by_role("article")).to_be_visible()
    first, second = sandbox.merchants.receipts
    assert first["lines"] == second["lines"]


async def test_lines_are_counted_up_and_down(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    await tap(page, "Латте")
    await till(page).get_by_role("button", name="Ещё одна позиция: Латте").press("Enter")
    await expect(till(page).get_by_role("button", name="Пробить 540 ₽")).to_be_enabled()
    await till(page).get_by_role("button", name="Убрать одну: Латте").press("Enter")
    await page.keyboard.press("Enter")
    await expect(till(page).get_by_role("button", name="Пробить")).to_be_disabled()


async def test_another_store_has_its_own_employees(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    await till(page).get_by_label("Заведение").select_option("north")
    await expect(till(page).get_by_label("Обслуживает").get_by_role("option")).to_have_count(1)
    await tap(page, "Латте")
    await ring_up(page)
    await till(page).get_by_role("article").wait_for()
    [receipt] = sandbox.merchants.receipts
    assert receipt["store"] == "north"
    assert "employee" not in receipt


async def test_a_store_whose_key_is_elsewhere_says_so(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    await tap(page, "Латте")
    await till(page).get_by_label("Заведение").select_option("south")
    await expect(till(page).get_by_text("У кассы нет ключа «Книги»")).to_be_visible()
    await expect(till(page).get_by_role("button", name=re.compile("^Пробить"))).to_be_disabled()
    await till(page).get_by_label("Заведение").select_option("north")
    await ring_up(page)
    await expect(till(page).get_by_role("article")).to_be_visible()
    await till(page).get_by_role("button", name="Отправить тот же чек ещё раз").click()
    await expect(till(page).get_by_text("Idempotent-Replayed: true")).to_be_visible()


async def test_what_is_not_on_the_menu_is_typed(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    await till(page).get_by_role("button", name="+ Другое").click()
    dialog = page.get_by_role("dialog", name="Не из меню")
    await dialog.get_by_label("Что это").fill("Зонт")
    await dialog.get_by_label("Категория").fill("lost & found")
    await dialog.get_by_label("Цена").fill("1,999")
    await dialog.get_by_role("button", name="Добавить в чек").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("не больше 2 знаков")
    await dialog.get_by_label("Цена").fill("1 099,9")
    await picture(page, "till-free-line")
    await dialog.get_by_role("button", name="Добавить в чек").click()
    await till(page).get_by_role("button", name="Ещё одна позиция: Зонт").click()
    await picture(page, "till-free-line-added")
    await ring_up(page)
    await till(page).get_by_role("article").wait_for()
    line = {"sku": "free-1", "name": "Зонт", "category": "lost & found", "quantity": "2", "amount": "2199.80"}
    assert sandbox.merchants.receipts[0]["lines"] == [line]


async def test_the_clock_moves_on_and_back_and_receipts_follow(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    await page.get_by_role("button", name="+30 дней").click()
    await expect(page.get_by_text("на 30 дн. вперёд")).to_be_visible()
    await page.get_by_role("button", name="+1 час").click()
    await expect(page.get_by_text("Теперь").last).to_be_visible()
    await tap(page, "Латте")
    await ring_up(page)
    await till(page).get_by_role("article").wait_for()
    moved = await page.evaluate(
        "text => (Date.parse(text) - Date.now()) / 1000", sandbox.merchants.receipts[0]["issued_at"]
    )
    assert abs(moved - sandbox.clock.seconds) < 30
    assert sandbox.clock.seconds == 30 * 86_400 + 3600
    await page.get_by_role("button", name="Вернуть «сейчас»").click()
    await expect(page.locator(".ahead")).to_have_count(0)
    assert sandbox.clock.seconds == 0


async def test_on_a_phone_the_till_is_a_tab_of_its_own(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page(PHONE)
    await expect(till(page)).to_be_hidden()
    await page.get_by_role("navigation").get_by_role("button", name="Касса").click()
    await tap(page, "Латте")
    await ring_up(page)
    await expect(till(page).get_by_role("article")).to_be_visible()
    await page.get_by_role("button", name="Мария, гость").click()
    await expect(till(page)).to_be_hidden()
    await page.get_by_role("button", name="Время песочницы").click()
    await page.get_by_role("button", name="+1 день").click()
    await expect(page.get_by_text("Теперь")).to_be_visible()
