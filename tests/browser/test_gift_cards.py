"""Gift cards at the till: sold, looked at, paid with beside money, and given back to by a refund."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import LAPTOP, PHONE, Open, Sandbox
from tests.browser.fake_gift_cards import CODE
from tests.browser.test_looks import checked
from tests.browser.test_points import press
from tests.browser.test_till import ring_up, tap, till


async def nobody_buys(page: Page) -> None:
    """A basket of 540 without a customer."""
    await press(page, "Без карты")
    await tap(page, "Латте", "Латте")


async def show_card(page: Page, code: str = CODE) -> None:
    await press(page, "Подарочная карта…")
    await till(page).get_by_label("Код подарочной карты").fill(code)
    await press(page, "Проверить")


async def test_sold_paid_with_and_given_back(sandbox: Sandbox, open_page: Open) -> None:
    page, gifts = await open_page(), sandbox.merchants.gifts
    await press(page, "Продать подарочную карту…")
    dialog = page.get_by_role("dialog", name="Продать подарочную карту")
    await dialog.get_by_label("На какую сумму").fill("300")
    await dialog.get_by_role("button", name="Продать").click()
    told = page.get_by_role("dialog", name=re.compile("Подарочная карта на"))
    await expect(told.get_by_text(CODE)).to_be_visible()
    await told.get_by_role("button").click()
    [sold] = gifts.sold
    assert (sold["amount"], sold["currency"]) == ("300", "RUB")
    await nobody_buys(page)
    await show_card(page)
    await expect(till(page).get_by_text("Картой 300 ₽, останется заплатить 240 ₽")).to_be_visible()
    await till(page).get_by_role("button", name="Пробить 240 ₽").click()
    paper = till(page).get_by_role("article")
    for words in ("Подарочная карта …MNP4", "−300 ₽", "Осталось заплатить", "240 ₽"):
        await expect(paper.get_by_text(words).first).to_be_visible()
    [receipt], [use] = sandbox.merchants.receipts, gifts.uses
    assert receipt["total"] == "540.00"  # the card is money: the receipt knows nothing of it
    assert use == {
        "use_id": receipt["receipt_id"],
        "code": CODE,
        "amount": "300.00",
        "currency": "RUB",
        "store": "center",
    }
    await press(page, "Возврат…")
    refund = page.get_by_role("dialog", name="Возврат")
    await refund.get_by_role("button", name="Вернуть").click()
    await expect(paper.get_by_text("На подарочную карту …MNP4")).to_be_visible()
    await expect(paper.get_by_text("+220 ₽")).to_be_visible()
    [back] = gifts.backs
    assert (back["use_id"], back["amount"]) == (use["use_id"], "220.00")
    assert back["refund_id"] == sandbox.merchants.refunds[0]["refund_id"]


async def test_wrong_codes_and_dead_cards_take_nothing(sandbox: Sandbox, open_page: Open) -> None:
    page, gifts = await open_page(), sandbox.merchants.gifts
    await nobody_buys(page)
    await show_card(page, "GIFT-NONE")
    await expect(till(page).get_by_text("Подарочной карты с таким кодом нет.")).to_be_visible()
    gifts.state = "expired"
    await till(page).get_by_label("Код подарочной карты").fill(CODE)
    await press(page, "Проверить")
    await expect(till(page).get_by_text("Срок подарочной карты …MNP4 истёк")).to_be_visible()
    await till(page).get_by_role("button", name="Пробить 540 ₽").click()
    await till(page).get_by_role("article").wait_for()
    assert gifts.uses == []


async def test_a_refused_card_leaves_the_receipt_and_can_be_asked_again(
    sandbox: Sandbox, open_page: Open
) -> None:
    page, gifts = await open_page(), sandbox.merchants.gifts
    await nobody_buys(page)
    await show_card(page)
    gifts.refusal = {"status": 409, "code": "gift_card_too_much", "title": "Too much", "left": "1.00"}
    await ring_up(page)
    await expect(till(page).get_by_text("На подарочной карте осталось меньше.")).to_be_visible()
    await press(page, "Списать с карты ещё раз")
    await expect(till(page).get_by_role("article").get_by_text("−300 ₽")).to_be_visible()
    assert len({use["use_id"] for use in gifts.uses}) == 1
    assert len(sandbox.merchants.receipts) == 1


@pytest.mark.parametrize(("name", "size"), [("laptop", LAPTOP), ("phone", PHONE), ("small", (320, 600))])
async def test_gift_cards_look_right(
    sandbox: Sandbox, open_page: Open, name: str, size: tuple[int, int]
) -> None:
    page = await open_page(size, dark=name == "phone")
    if size[0] < 760:
        await page.get_by_role("navigation").get_by_role("button", name="Касса").click()
    await nobody_buys(page)
    await press(page, "Подарочная карта…")
    await checked(page, f"{name}-gift-1-code")
    await till(page).get_by_label("Код подарочной карты").fill(CODE)
    await press(page, "Проверить")
    await till(page).get_by_text("Картой 300").wait_for()
    await checked(page, f"{name}-gift-2-card")
    await ring_up(page)
    await till(page).get_by_role("article").wait_for()
    await checked(page, f"{name}-gift-3-paper")
    await press(page, "Возврат…")
    await checked(page, f"{name}-gift-4-refund")
