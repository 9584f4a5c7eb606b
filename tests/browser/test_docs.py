"""The page of the HTTP API in a real browser: nothing missing, nothing cut off, readable, examples to copy."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, expect

from services.clock import SystemClock
from services.keyring import Keyring
from services.receipts.recorder import Recorder
from tests.browser.conftest import LAPTOP, PHONE, picture
from tests.browser.test_looks import CONTRAST, OVERFLOW, UNNAMED
from webhooks.api.answers import encode
from webhooks.server import application, runner


@pytest_asyncio.fixture
async def docs() -> AsyncIterator[str]:
    """The address of the page; it needs no database."""
    keyring = Keyring("a secret for tests only")
    recorder = Recorder(keyring=keyring, encode=encode)
    serving = runner(application(clock=SystemClock(), keyring=keyring, recorder=recorder, readiness={}))
    await serving.setup()
    await web.TCPSite(serving, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{serving.addresses[0][1]}"
    await serving.cleanup()


@pytest.mark.parametrize(("name", "size"), [("laptop", LAPTOP), ("phone", PHONE)])
@pytest.mark.parametrize("dark", [False, True])
async def test_page(browser: Browser, docs: str, name: str, size: tuple[int, int], dark: bool) -> None:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light"
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text))
    await page.goto(f"{docs}/v1/docs")
    await expect(page.get_by_role("heading", name="Record a sale", exact=True)).to_be_visible()
    await expect(page.locator("#recordReceipt pre").first).to_contain_text(f"curl -X POST {docs}/v1/receipts")
    await picture(page, f"docs-{name}{'-dark' if dark else ''}")
    assert await page.evaluate("document.documentElement.scrollWidth") == size[0]
    assert await page.evaluate(CONTRAST) == []
    assert await page.evaluate(UNNAMED) == []
    if name == "laptop":
        assert await page.evaluate(OVERFLOW) == []
    assert complaints == []
    await context.close()


async def test_copies_an_example(browser: Browser, docs: str) -> None:
    context = await browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = await context.new_page()
    await page.goto(f"{docs}/v1/docs")
    await page.locator("#lookUpCustomer pre button").first.click()
    await expect(page.locator("#lookUpCustomer pre button").first).to_have_text("Copied")
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"curl -X POST {docs}/v1/customers/lookup")
    assert "Copy" not in copied
    await context.close()


async def test_a_code_has_an_address(browser: Browser, docs: str) -> None:
    """The `type` of a problem document leads to its row."""
    page = await browser.new_page()
    await page.goto(f"{docs}/v1/docs#problem-receipt_conflict")
    await expect(page.locator("#problem-receipt_conflict")).to_be_in_viewport()
    await page.close()
