"""/settlement, and past receipts through the rules of a draft."""

import asyncio
from io import BytesIO
from zipfile import ZipFile

import pytest

from handlers.admin import replaying
from sandbox.client import Chat, Said
from services import programs, replay
from services.customers import Customer
from services.database import rows, transaction
from services.errors import Conflict
from services.points import Grant, give
from tests.bot_at_work import Work, words
from tests.handlers.admin.conftest import Tap
from tests.services.refunds.shop import Shop


async def spend(work: Work, customer: Customer, amount: int) -> None:
    """The program's gift is spent at the till."""
    now = work.clock.now()
    async with transaction() as connection:
        await give(connection, work.program, [Grant(customer.id, amount, "test", "test", "test:1")], now=now)
    [till] = await rows("select id from merchant where name = 'Till'")
    await Shop(work.program, till["id"], now).sell(customer, 100_000, pay=amount)


async def document_of(chat: Chat) -> Said:
    """The file that comes after the button's spinner has stopped."""
    async with asyncio.timeout(10):
        while not (found := [said for said in await chat.messages() if "document" in said.body]):
            await asyncio.sleep(0.05)
    return found[0]


async def test_a_month_as_text_picture_and_file(work: Work, admin: Chat, ann: Customer, tap: Tap) -> None:
    await admin.send("/settlement")
    asked = await admin.wait_for("Which month?")
    assert asked.button("November 2026")
    assert asked.button("June 2026")
    await admin.press("November 2026")
    before = await admin.wait_for(words("settlement-nothing"))
    assert not before.has_photo
    await spend(work, ann, 70)
    await admin.send("/settlement 2026-11")
    shown = await admin.wait_for("the program → Till", photo=True)
    assert "₽70" in shown.text
    await admin.press(words("settlement-button-file"))
    document = await document_of(admin)
    assert document.body["document"]["file_name"] == "settlement-2026-11-01-2026-11-30.xlsx"
    [act] = await rows("select target from audit where action = 'settlement.export'")
    assert act["target"] == "2026-11-01/2026-11-30"
    await tap("settlement-button-months", "Which month?")


async def test_a_forged_month_is_a_stale_button(work: Work, admin: Chat) -> None:
    await admin.send("/settlement 2026-13")
    await admin.wait_for("Which month?")
    await admin.send("/settlement <b>")
    await admin.wait_for("Which month?")


async def propose(work: Work, admin: Chat) -> None:
    text = (await programs.text(work.program)).replace('base_rate = "5%"', 'base_rate = "10%"')
    await admin.send_document("new.toml", text.encode())
    await admin.wait_for("1 thing will change")


async def test_new_rules_are_tried_on_past_receipts_and_applied(
    work: Work, admin: Chat, ann: Customer, tap: Tap
) -> None:
    await propose(work, admin)
    await admin.press(words("replay-button"))
    shown = await admin.wait_for("2 receipts", photo=True)
    assert "Earned: 60 beans → 120 beans" in shown.text.replace("\u00a0", " ")
    await tap("program-button-apply", "version 2 is in force")


async def test_without_receipts_there_is_nothing_to_compare(work: Work, admin: Chat, tap: Tap) -> None:
    await propose(work, admin)
    said = await tap("replay-button", "nothing to compare")
    assert said.button(words("program-button-apply"))


async def test_long_work_tells_how_far_it_is(
    work: Work, admin: Chat, ann: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare = replay.compare
    gate = asyncio.Event()

    async def slowly(*args: object, **options: object) -> replay.Report:
        options["progress"](1_000, 4_000)  # type: ignore[operator]  # what the handler gave
        await gate.wait()
        return await compare(*args, **options)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(replay, "compare", slowly)
    monkeypatch.setattr(replaying, "LOOK_EVERY", 0.05)
    await propose(work, admin)
    await admin.press(words("replay-button"))
    await admin.wait_for(r"1,000 of 4,000 \(25%\)")
    gate.set()
    await admin.wait_for("2 receipts", photo=True)


async def test_what_fails_leaves_the_draft(
    work: Work, admin: Chat, tap: Tap, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*args: object, **options: object) -> replay.Report:
        raise Conflict("program_changed")

    monkeypatch.setattr(replay, "compare", fails)
    await propose(work, admin)
    await tap("replay-button", "replay-failed")
    await tap("program-button-apply", "version 2 is in force")


async def test_the_spreadsheet_is_one(work: Work, ann: Customer) -> None:
    from bot.ui import settlement_sheets
    from bot.ui.texts import texts_for
    from services import settlement

    await spend(work, ann, 70)
    now = work.clock.now()
    found = await settlement.settle(work.program, settlement.month(work.program, now), now=now)
    with ZipFile(BytesIO(settlement_sheets.workbook(texts_for("ru"), found))) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        assert len(sheets) == 5
        shared = book.read("xl/sharedStrings.xml").decode()
        assert "Till" in shared
        assert "Кто кому должен" in book.read("xl/workbook.xml").decode()
        assert not any(b"<f>" in book.read(name) for name in sheets)
