"""Takes docs/images/sandbox.png of a running sandbox that nobody has used yet.

DATA_DIR=/tmp/picture HTTP_PORT=8390 .venv/bin/regulars run          # in one shell
.venv/bin/python -P docs/images/take.py http://127.0.0.1:8390        # in another
"""

import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

PICTURE = Path(__file__).parent / "sandbox.png"
WIDTH, HEIGHT = 1360, 850


def chat(page: Page, name: str) -> Locator:
    """One person's chat."""
    return page.get_by_role("region", name=re.compile(f"^{name}"))


def press(column: Locator, words: str) -> None:
    """Press the newest button with these words."""
    column.get_by_role("button", name=re.compile(words)).last.click()


def join(page: Page, alex: Locator) -> None:
    """From Start to the card."""
    alex.get_by_role("button", name="Start", exact=True).click()
    for words in ("Join", "I agree", "Yes, please", "Share my number"):
        press(alex, words)
    page.get_by_role("dialog").get_by_role("button", name="Send contact").click()
    alex.get_by_text("You are in").wait_for()
    alex.get_by_role("textbox").fill("/card")
    alex.get_by_role("textbox").press("Enter")
    alex.get_by_role("button", name="Photo;").wait_for()


def ring_up(page: Page) -> None:
    """Scan the card, tap an order that moves the tier, ring it up."""
    till = page.get_by_role("region", name="Till")
    till.get_by_role("button", name="Alex").click()
    items = till.locator(".tile")
    for position in (0, 1, 2):
        items.nth(position).click()
    for _ in range(5):
        items.nth(items.count() - 1).click()
    till.get_by_role("button", name=re.compile("^Ring up")).click()
    till.get_by_role("article").wait_for()


def look_at_numbers(page: Page) -> None:
    """The admin, who speaks Russian, beside the customer."""
    chat(page, "Анна").get_by_role("button", name=re.compile("Анна")).first.click()
    page.locator("dialog[open]").get_by_text("Ольга").click()
    olga = chat(page, "Ольга")
    olga.get_by_role("button", name="Start", exact=True).click()
    olga.get_by_role("button", name=re.compile("Управление")).wait_for()
    olga.get_by_role("textbox").fill("/stats today")
    olga.get_by_role("textbox").press("Enter")
    olga.get_by_role("button", name=re.compile("Воронка")).wait_for()


def take(address: str) -> None:
    """Walk the first minute of a newcomer and take the picture."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path, args=["--no-sandbox"], headless=True)
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, locale="en-US", color_scheme="light"
        )
        page.goto(f"{address}/sandbox")
        page.get_by_role("button", name="Alex").first.click()
        alex = chat(page, "Alex")
        join(page, alex)
        ring_up(page)
        alex.get_by_text("New tier").wait_for()
        look_at_numbers(page)
        page.wait_for_timeout(1000)
        page.screenshot(path=PICTURE, animations="disabled")
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1].rstrip("/"))
