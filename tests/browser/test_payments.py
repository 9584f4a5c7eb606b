"""Money in the chats: invoices, the pay sheet, subscriptions, My Stars."""

from playwright.async_api import Locator, Page, expect

from sandbox.people import BOT_TOKEN, CUSTOMER_ID
from sandbox.telegram.subscriptions import renew_due
from tests.browser.conftest import PHONE, Open, Sandbox, picture
from tests.browser.test_chats import started, write
from tests.browser.test_looks import checked

MONTH = 2_592_000


async def open_stars(page: Page, column: Locator) -> Locator:
    await column.get_by_role("button", name="Ещё").click()
    await page.get_by_role("menuitem", name="Мои звёзды").click()
    return page.get_by_role("dialog", name="Звёзды: Мария")


async def test_an_invoice_is_paid_with_stars(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    maria = await started(page)
    await write(maria, "invoice")
    await expect(maria.locator(".invoice")).to_contain_text("300 ⭐")
    await expect(maria.get_by_text("<b>Не жирный</b>")).to_be_visible()
    await maria.get_by_role("button", name="Оплатить 300 ⭐").click()
    sheet = page.get_by_role("dialog", name="Кофейный абонемент")
    await expect(sheet.get_by_text("У вас 2 500 ⭐.")).to_be_visible()
    await checked(page, "laptop-light-11-pay-sheet")
    await sheet.get_by_role("button", name="Оплатить 300 ⭐").click()
    await expect(maria.get_by_text("Спасибо, это было 300 XTR")).to_be_visible()
    await expect(maria.locator(".money-note")).to_have_text("Оплачено: 300 ⭐")
    await expect(sheet).to_have_count(0)
    await checked(page, "laptop-light-12-paid")
    await maria.get_by_role("button", name="Квитанция").click()
    receipt = page.get_by_role("dialog", name="Квитанция")
    await expect(receipt.locator(".pay-charge")).to_contain_text("stx")
    await receipt.get_by_role("button", name="Закрыть").click()
    await write(maria, "sold out")
    await maria.get_by_role("button", name="Оплатить 300 ⭐").click()
    await sheet.get_by_role("button", name="Оплатить 300 ⭐").click()
    await expect(sheet.get_by_role("alert")).to_have_text("Бот не принимает оплату: Всё разобрали")
    await page.keyboard.press("Escape")
    assert sandbox.stand_in.people[CUSTOMER_ID].stars == 2200


async def test_money_and_a_tip(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    maria = await started(page)
    await write(maria, "beans")
    await maria.get_by_role("button", name="Оплатить").click()
    sheet = page.get_by_role("dialog", name="Зёрна, 1 кг")
    await expect(sheet.get_by_text("Скидка участника")).to_be_visible()
    await sheet.get_by_label("Чаевые").select_option("10000")
    await checked(page, "laptop-light-13-money")
    await sheet.get_by_role("button", name="Оплатить 1 890 ₽").click()
    await expect(maria.get_by_text("Спасибо, это было 189000 RUB")).to_be_visible()


async def test_a_subscription_on_a_phone(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page(PHONE, dark=True)
    maria = await started(page)
    await write(maria, "subscribe")
    await maria.get_by_role("link", name="Подписаться").click()
    sheet = page.get_by_role("dialog", name="Кофейный абонемент")
    await expect(sheet.get_by_text("каждые 30 дней")).to_be_visible()
    await checked(page, "phone-dark-11-subscribe")
    await sheet.get_by_role("button", name="Подписаться за 300 ⭐").click()
    await expect(maria.locator(".money-note")).to_contain_text("Подписка оформлена до")
    stars = await open_stars(page, maria)
    await expect(stars.get_by_text("2 200 ⭐")).to_be_visible()
    await stars.get_by_role("button", name="+1 000 ⭐").click()
    await expect(stars.get_by_text("3 200 ⭐")).to_be_visible()
    await checked(page, "phone-dark-12-stars")
    subscription = next(iter(sandbox.stand_in.bot_by_token(BOT_TOKEN).subscriptions.values()))
    subscription.until -= MONTH
    renew_due(sandbox.stand_in)
    await expect(stars.get_by_text("2 900 ⭐")).to_be_visible()
    await stars.get_by_role("button", name="Отменить").click()
    await expect(stars.get_by_text("отменена, действует до")).to_be_visible()
    await stars.get_by_role("button", name="Возобновить").click()
    await expect(stars.get_by_text("следующее списание")).to_be_visible()
    sandbox.stand_in.people[CUSTOMER_ID].stars = 100
    subscription.until -= MONTH
    renew_due(sandbox.stand_in)
    await expect(stars.get_by_text("не хватило звёзд")).to_be_visible()
    await stars.get_by_role("button", name="Подписаться снова").click()
    await expect(sheet.get_by_text("Не хватает звёзд.")).to_be_visible()
    await picture(page, "phone-dark-13-too-few")
    await sheet.get_by_role("button", name="+1 000 ⭐").click()
    await sheet.get_by_role("button", name="Подписаться за 300 ⭐").click()
    await expect(stars.get_by_text("следующее списание")).to_be_visible()
