"""Paying with points at the till: quote, choose, set aside, the customer's tap, the receipt; and refunds."""

import re
from dataclasses import replace

import pytest
from playwright.async_api import Page, expect

from tests.browser import conftest
from tests.browser.conftest import LAPTOP, PHONE, Open, Sandbox
from tests.browser.fake_merchants import TILL
from tests.browser.test_chats import started, write
from tests.browser.test_looks import checked
from tests.browser.test_till import ring_up, tap, till


async def maria_buys(page: Page, way: str = "scan") -> None:
    """A basket of 540 and a known customer."""
    if way == "scan":
        await write(await started(page), "/card")
        await page.get_by_role("button", name="Фото;").wait_for()
        await till(page).get_by_role("button", name="Мария").click()
    else:
        await till(page).get_by_role("button", name="Код", exact=True).click()
        await till(page).get_by_label("Код с экрана гостя").fill("123456")
        await till(page).get_by_role("button", name="Найти").click()
    await expect(till(page).get_by_text("127 баллов")).to_be_visible()
    await tap(page, "Латте", "Латте")


async def press(page: Page, words: str) -> None:
    await till(page).get_by_role("button", name=words).click()


async def set_aside(page: Page, points: int) -> None:
    await press(page, "Оплатить баллами")
    await till(page).get_by_role("spinbutton", name="Сколько баллов").fill(str(points))
    await press(page, "Отложить")


async def test_quote_hold_confirm_receipt(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    await maria_buys(page)
    await press(page, "Оплатить баллами")
    await expect(till(page).get_by_text("Не больше 127.")).to_be_visible()
    await expect(till(page).get_by_text("Баллами 127 ₽, останется заплатить 413 ₽")).to_be_visible()
    await till(page).get_by_role("spinbutton", name="Сколько баллов").fill("100")
    await expect(till(page).get_by_text("Баллами 100 ₽, останется заплатить 440 ₽")).to_be_visible()
    await press(page, "Отложить")
    await expect(till(page).get_by_text(re.compile("гость нажмёт «Подтвердить»"))).to_be_visible()
    await expect(till(page).get_by_role("button", name=re.compile("^Ждём гостя"))).to_be_disabled()
    sandbox.merchants.tap("live")
    await expect(till(page).get_by_text(re.compile(r"Отложено 100 баллов на 100\s₽"))).to_be_visible()
    await till(page).get_by_role("button", name="Пробить 440 ₽").click()
    await till(page).get_by_role("article").wait_for()
    [quoted], [asked], [sold] = sandbox.merchants.quotes, sandbox.merchants.asked, sandbox.merchants.receipts
    assert asked["points"] == 100
    assert asked["customer"] == quoted["customer"] == sold["customer"] == {"card": "4000123456"}
    assert asked["lines"] == quoted["lines"] == sold["lines"]
    assert sold["hold"] == "token-1"
    await press(page, "Новый чек")
    await tap(page, "Латте")
    await ring_up(page)
    await till(page).get_by_role("article").wait_for()
    assert "hold" not in sandbox.merchants.receipts[-1]  # the last one's points are not taken again


async def test_a_code_proves_at_once(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    await maria_buys(page, "code")
    await set_aside(page, 50)
    await expect(till(page).get_by_text(re.compile("Отложено 50 баллов"))).to_be_visible()
    assert sandbox.merchants.asked[0]["customer"] == {"code": "123456"}
    await till(page).get_by_role("button", name="Пробить 490 ₽").click()
    await till(page).get_by_role("article").wait_for()
    assert sandbox.merchants.receipts[0]["customer"] == {"card": "4000123456"}  # the code is used up


async def test_a_balance_of_money_is_shown_and_typed_as_money(
    sandbox: Sandbox, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conftest, "TILL", replace(TILL, points_are_money=True))
    sandbox.merchants.worth = 1
    page = await open_page()
    await till(page).get_by_role("button", name="Код", exact=True).click()
    await till(page).get_by_label("Код с экрана гостя").fill("123456")
    await till(page).get_by_role("button", name="Найти").click()
    await expect(till(page).get_by_text("1,27 ₽", exact=True)).to_be_visible()
    await tap(page, "Латте")
    await press(page, "Оплатить с баланса")
    await expect(till(page).get_by_text("Не больше 1,27 ₽.")).to_be_visible()
    await till(page).get_by_role("spinbutton", name="Сколько").fill("1.05")
    await expect(
        till(page).get_by_text(re.compile(r"С баланса 1,05\s₽, останется заплатить 268,95"))
    ).to_be_visible()
    await press(page, "Отложить")
    await expect(till(page).get_by_text(re.compile(r"Отложено 1,05\s₽"))).to_be_visible()
    assert sandbox.merchants.asked[0]["points"] == 105
    assert not await till(page).get_by_text(re.compile("балл")).count()


@pytest.mark.parametrize(
    ("state", "words"),
    [("refused", "Гость ответил «Нет»"), ("timed_out", "Время вышло")],
)
async def test_no_and_too_late(sandbox: Sandbox, open_page: Open, state: str, words: str) -> None:
    page = await open_page()
    await maria_buys(page)
    await set_aside(page, 50)
    await till(page).get_by_text(re.compile("гость нажмёт")).wait_for()
    sandbox.merchants.tap(state)
    await expect(till(page).get_by_text(re.compile(words))).to_be_visible()
    await till(page).get_by_role("button", name="Пробить 540 ₽").click()
    await till(page).get_by_role("article").wait_for()
    assert "hold" not in sandbox.merchants.receipts[0]


async def test_points_are_given_back(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    await maria_buys(page)
    await set_aside(page, 50)
    await press(page, "Вернуть")
    await expect(till(page).get_by_role("button", name="Оплатить баллами")).to_be_visible()
    assert sandbox.merchants.hold is not None
    assert sandbox.merchants.hold["state"] == "cancelled"


async def test_another_customer_gives_them_back_too(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    await maria_buys(page, "code")
    await set_aside(page, 50)
    await till(page).get_by_text(re.compile("Отложено 50 баллов")).wait_for()
    async with page.expect_response(re.compile("/v1/holds/token-1")):
        await press(page, "Без карты")
    assert sandbox.merchants.hold is not None
    assert sandbox.merchants.hold["state"] == "cancelled"
    await expect(till(page).get_by_role("button", name="Оплатить баллами")).to_be_disabled()


async def test_nothing_may_be_paid_with_points(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    sandbox.merchants.most = 0
    await maria_buys(page)
    await press(page, "Оплатить баллами")
    await expect(till(page).get_by_text("Этот чек баллами не оплатить.")).to_be_visible()
    await press(page, "Без баллов")
    await expect(till(page).get_by_role("button", name="Оплатить баллами")).to_be_enabled()


async def test_refunds_of_a_past_receipt(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    await maria_buys(page)
    await ring_up(page)
    await press(page, "Новый чек")
    await press(page, "Прошлые чеки")
    await page.get_by_role("menuitem").first.click()
    await press(page, "Возврат…")
    dialog = page.get_by_role("dialog", name="Возврат")
    await dialog.get_by_label("Что вернули").select_option("amount")
    await dialog.get_by_label("На какую сумму").fill("999")
    await dialog.get_by_role("button", name="Вернуть").click()
    await expect(dialog.get_by_role("alert")).to_have_text("Это больше, чем осталось от чека.")
    await dialog.get_by_label("Что вернули").select_option("line 0")
    await dialog.get_by_role("button", name="Вернуть").click()
    paper = till(page).get_by_role("article")
    for words in ("−270 ₽", "Отдать гостю", "220 ₽", "+50", "−13"):
        await expect(paper.get_by_text(words).first).to_be_visible()
    sent = sandbox.merchants.refunds[-1]
    assert (sent["lines"], sent["receipt_id"]) == ([{"line": 0}], sandbox.merchants.receipts[0]["receipt_id"])
    assert len({refund["refund_id"] for refund in sandbox.merchants.refunds}) == 2


@pytest.mark.parametrize(("name", "size"), [("laptop", LAPTOP), ("phone", PHONE), ("small", (320, 600))])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_points_look_right(
    sandbox: Sandbox, open_page: Open, name: str, size: tuple[int, int], dark: bool
) -> None:
    page = await open_page(size, dark=dark)
    if size[0] < 760:
        await page.get_by_role("navigation").get_by_role("button", name="Касса").click()
    prefix = f"{name}{'-dark' if dark else ''}-points"
    await maria_buys(page, "code")
    await press(page, "Оплатить баллами")
    await checked(page, f"{prefix}-1-quote")
    await press(page, "Отложить")
    await till(page).get_by_text(re.compile("Отложено 127")).wait_for()
    await checked(page, f"{prefix}-2-held")
    sandbox.merchants.tap("waiting")
    await till(page).get_by_text(re.compile("гость нажмёт")).wait_for()
    await checked(page, f"{prefix}-3-waiting")
