"""How the page looks: pictures for people, and what a machine can check of them."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import LAPTOP, PHONE, Open, Sandbox, picture
from tests.browser.test_chats import chat, started, write
from tests.browser.test_till import ring_up, tap, till

SIZES = {"laptop": LAPTOP, "phone": PHONE, "tablet": (900, 800), "wide": (1680, 950), "small": (320, 600)}

# Text that is cut off sideways without an ellipsis, or sticks out of the window
OVERFLOW = """() => [...document.querySelectorAll('body *')].filter(node => {
  const box = node.getBoundingClientRect();
  if (!box.width || node.closest('.visually-hidden, .rail-people, pre')) return false;
  return box.right > innerWidth + 1 || box.left < -1;
}).map(node => node.className || node.tagName)"""

# Contrast (WCAG 2) of each text with the nearest plain background behind it
CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
  };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const behind = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const bad = [];
  for (const node of document.querySelectorAll('body *')) {
    const words = [...node.childNodes].some(c => c.nodeType === 3 && c.textContent.trim());
    if (!words || node.closest('.spoiler, :disabled, .visually-hidden, noscript, option')) continue;
    if (!node.checkVisibility()) continue;
    const back = behind(node);
    const text = over(rgba(getComputedStyle(node).color), back);
    const [a, b] = [light(text), light(back)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) bad.push([node.className || node.tagName, node.textContent.slice(0, 30), ratio.toFixed(2)]);
  }
  return bad;
}"""

UNNAMED = """() => [...document.querySelectorAll('button, a[href], input, select, textarea, dialog')].filter(node =>
  node.checkVisibility() && !(node.getAttribute('aria-label') || node.textContent.trim() || node.closest('label'))
).map(node => node.outerHTML.slice(0, 120))"""


async def checked(page: Page, name: str) -> None:
    await picture(page, name)
    assert await page.evaluate(OVERFLOW) == []
    assert await page.evaluate(CONTRAST) == []
    assert await page.evaluate(UNNAMED) == []


async def show_till(page: Page) -> None:
    if not await till(page).is_visible():
        await page.get_by_role("navigation").get_by_role("button", name="Касса").click()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
async def test_a_busy_page(sandbox: Sandbox, open_page: Open, size: str, dark: bool) -> None:
    page = await open_page(SIZES[size], dark=dark)
    name = f"{size}-{'dark' if dark else 'light'}"
    await checked(page, f"{name}-1-first-look")
    maria = await started(page)
    await maria.get_by_role("button", name="Поделиться номером").click()
    await page.get_by_role("dialog").get_by_role("button", name="Отправить контакт").click()
    await expect(maria.get_by_role("button", name="💳 Карта")).to_be_visible()
    await write(maria, "long")
    await expect(maria.get_by_text("баллы скоро сгорят").first).to_be_visible()
    await write(maria, "rich")
    await expect(maria.locator("blockquote")).to_be_visible()
    await checked(page, f"{name}-2-rich")
    await write(maria, "buttons")
    await expect(maria.get_by_role("link", name="Пригласить")).to_be_visible()
    await checked(page, f"{name}-3-buttons")
    await write(maria, "/card")
    await expect(maria.get_by_role("button", name="Фото;")).to_be_visible()
    await maria.get_by_role("textbox").fill("/")
    await checked(page, f"{name}-4-card")
    await show_till(page)
    await till(page).get_by_role("button", name="Мария").click()
    await expect(till(page).get_by_text("М 4000123456")).to_be_visible()
    await tap(page, "Латте", "Латте", "Раф лавандовый на кокосовом молоке", "Чизкейк", "Матча", "Круассан")
    await checked(page, f"{name}-5-till")
    await ring_up(page)
    await till(page).get_by_role("article").wait_for()
    await checked(page, f"{name}-6-receipt")


async def test_dialogs_and_long_names(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page(PHONE)
    await page.get_by_title("Добавить человека").click()
    await page.get_by_label("Имя").fill("Александра-Константина 👩‍🍳 Задунайская-Переяславская-Рязанская")
    await checked(page, "phone-light-7-add")
    await page.get_by_role("dialog").get_by_role("button", name="Добавить").click()
    column = await started(page, "Александра")
    await checked(page, "phone-light-8-long-name")
    await column.get_by_role("button", name="Ещё").click()
    await checked(page, "phone-light-9-menu")
    await page.get_by_role("menuitem", name="Заблокировать бота").click()
    await expect(column.get_by_role("button", name="Разблокировать бота")).to_be_visible()
    await checked(page, "phone-light-10-blocked")


async def test_everything_can_be_reached_by_keyboard(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    await started(page)
    reached = set()
    for _ in range(70):
        await page.keyboard.press("Tab")
        reached.add(
            await page.evaluate("document.activeElement.closest('.top, .rail, .column, .till')?.className")
        )
        unseen = "document.activeElement.matches(':not(body)') && getComputedStyle(document.activeElement).outlineStyle"
        assert await page.evaluate(unseen) != "none"
    assert {"top", "rail", "column", "till"} <= reached


async def test_the_theme_can_be_switched_and_is_kept(sandbox: Sandbox, open_page: Open) -> None:
    page = await open_page()
    background = "getComputedStyle(document.body).backgroundColor"
    light = await page.evaluate(background)
    await page.get_by_role("button", name="Светлая или тёмная").click()
    dark = await page.evaluate(background)
    assert dark != light
    await page.reload()
    await chat(page, "Мария").wait_for()
    assert await page.evaluate(background) == dark
