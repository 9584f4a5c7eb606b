"""The page with the stand-in, a scripted bot and a fake merchants' API, and a Chromium to look at it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Page, async_playwright

from sandbox import assets, clock, server, till
from sandbox.people import BOT_TOKEN, BOT_USERNAME, default_people
from sandbox.telegram.standin import StandIn
from tests.browser import chromium
from tests.browser.fake_merchants import TILL, FakeMerchants
from tests.browser.scripted_bot import ScriptedBot
from tests.sandbox.memory_clock import MemoryClock

ARTIFACTS = Path(__file__).parents[2] / "artifacts" / "browser"
LAPTOP = (1280, 800)
PHONE = (390, 844)
WAIT_MS = 8000
Open = Callable[..., Awaitable[Page]]


@dataclass
class Sandbox:
    """A running sandbox. `stop_bot` and `start_bot` take the bot away and bring it back."""

    address: str
    stand_in: StandIn
    merchants: FakeMerchants
    clock: MemoryClock
    bot: ScriptedBot
    task: "asyncio.Task[None] | None" = None

    def start_bot(self) -> None:
        self.task = asyncio.create_task(self.bot.run())

    async def stop_bot(self) -> None:
        if self.task is None:
            return
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task  # a bot that broke fails the test here
        self.task = None


@pytest.fixture(scope="session")
def browser_path() -> Path:
    try:
        return chromium.ensure()
    except chromium.NoChromium as error:
        pytest.exit(str(error), returncode=1)


@pytest_asyncio.fixture(scope="session")
async def browser(browser_path: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as driver:
        # the flags say --headless themselves
        browser = await driver.chromium.launch(
            executable_path=str(browser_path), args=chromium.flags(), headless=True
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def cold_sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox whose bot has not started yet."""
    stand_in = StandIn()
    stand_in.limits.enabled = False
    stand_in.add_bot(BOT_TOKEN, BOT_USERNAME, "Кофейня «Зерно»")
    for person in default_people():
        stand_in.add_person(person)
    merchants, memory = FakeMerchants(), MemoryClock()
    application = web.Application()
    server.mount(application, stand_in)
    assets.mount(application)
    clock.mount(application, clock=memory)
    till.mount(application, till=_till)
    merchants.mount(application)
    runner = web.AppRunner(application, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    address = f"http://{host}:{port}"
    running = Sandbox(address, stand_in, merchants, memory, ScriptedBot(f"{address}/bot{BOT_TOKEN}"))
    yield running
    await running.stop_bot()
    await runner.cleanup()


@pytest_asyncio.fixture
async def sandbox(cold_sandbox: Sandbox) -> Sandbox:
    cold_sandbox.start_bot()
    return cold_sandbox


@pytest_asyncio.fixture
async def open_page(browser: Browser, cold_sandbox: Sandbox) -> AsyncIterator[Open]:
    """Open the page: `await open_page(size=PHONE, dark=True, language="ru")`. Any error on it fails the test."""
    complaints: list[str] = []
    contexts = []

    async def opened(
        size: tuple[int, int] = LAPTOP, *, dark: bool = False, language: str = "ru-RU", **options: Any
    ) -> Page:
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            locale=language,
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.extend([said.text] if said.type == "error" else []))
        await page.goto(f"{cold_sandbox.address}/sandbox")
        await page.get_by_role("button", name="Мария").first.wait_for()
        return page

    yield opened
    for context in contexts:
        await context.close()
    expected = (
        "status of 4",
        "status of 5",
        "ERR_CONNECTION",
        "ERR_INTERNET",
        "ERR_INCOMPLETE",
        "ERR_EMPTY_RESPONSE",
        "HTTP 0",  # a request that the browser gave up while it was offline
    )
    assert not [said for said in complaints if not any(part in said for part in expected)]


async def _till() -> till.TillData:
    return TILL


async def picture(page: Page, name: str) -> None:
    """Keep a screenshot for people to look at."""
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=ARTIFACTS / f"{name}.png", animations="disabled")
