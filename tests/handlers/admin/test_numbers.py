"""/stats, /segments, the funnel and the journal."""

import threading

import pytest

from bot.ui import charts
from bot.ui.card import grouped
from sandbox.client import Chat
from services import programs
from services.customers import Customer
from services.segments.evaluating import evaluate
from tests.bot_at_work import Work, words
from tests.handlers.admin.conftest import Tap

PNG = b"\x89PNG\r\n\x1a\n"


async def test_stats_with_a_chart_drawn_beside_the_loop(
    work: Work, admin: Chat, ann: Customer, tap: Tap, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []
    draw = charts.days

    def noted(*args: object, **facts: object) -> bytes:
        threads.append(threading.current_thread().name)
        return draw(*args, **facts)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(charts, "days", noted)
    await admin.send("/stats")
    week = await admin.wait_for(words("stats-title-week"), photo=True)
    assert "Receipts: 2" in week.text
    assert "₽1,200" in week.text.replace("RUB\u00a0", "₽").replace(".00", "") or "1,200" in week.text
    assert threads
    assert all(name.startswith("drawing") for name in threads)
    today = await tap("stats-button-today", "stats-title-today")
    assert not today.has_photo
    assert (await tap("stats-button-month", "stats-title-month")).has_photo


async def test_stats_take_a_period_and_forgive_nonsense(admin: Chat) -> None:
    await admin.send("/stats month")
    await admin.wait_for(words("stats-title-month"))
    await admin.send("/stats <b>century")
    await admin.wait_for(words("stats-title-week"))


async def test_segments_and_the_funnel(work: Work, admin: Chat, ann: Customer, tap: Tap) -> None:
    await evaluate(work.program, [ann.id], now=work.clock.now())
    await admin.send("/segments")
    listed = await admin.wait_for(words("segments-title"))
    assert "Active: 1" in listed.text
    await admin.press("^Active$")
    opened = await admin.wait_for("Active: 1 customer")
    assert "purchases ≥ 2" in opened.text
    assert "since the last purchase < 30 days" in opened.text
    await tap("segments-button-all", "segments-title")
    await tap("stats-button-funnel", "funnel-title")
    await tap("admin-back", "What shall we")


async def test_the_journal_tells_who_did_what_to_whom(work: Work, admin: Chat, ann: Customer) -> None:
    await admin.send(f"/customer {ann.card}")
    await admin.wait_for(words("customer-card", card="").split(":")[0])
    await admin.send(f"/grant {ann.card} 150 for <b>waiting</b>")
    await admin.wait_for(button=words("grant-button-confirm"))
    await admin.press(words("grant-button-confirm"))
    await admin.wait_for("We have told the customer")
    text = await programs.text(work.program)
    changed = text.replace('base_rate = "5%"', 'base_rate = "6%"').replace('bonus = "2%"', 'bonus = "3%"')
    await programs.apply(changed, actor="command line", now=work.clock.now())
    await admin.send("/audit")
    journal = (await admin.wait_for(words("audit-title"))).text.replace("\u00a0", " ")
    card = grouped(ann.card)
    who = f"admin {admin.user_id}"  # listed in ADMIN_IDS: neither employee nor customer
    assert f"{who} opened the profile of {ann.name}, card {card}" in journal
    assert f"{who} gave 150 beans to {ann.name}, card {card}: “for <b>waiting</b>”" in journal
    rules = "the command line put version 2 of the rules into force"
    assert f"{rules}: Base rate; Tier “Friend”: on top of the base rate" in journal
    assert "test added the till “Till” and made its key" in journal
