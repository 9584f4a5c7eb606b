"""The machine asleep for a week: no balance and no segment differs from those of a machine that never slept."""

from datetime import datetime, timedelta

from scheduler import jobs
from services import merchants, programs
from services.customers import Customer
from services.database import Row, rows
from services.keyring import Keyring
from services.programs import Program
from services.receipts import batch
from services.receipts.state import Pending
from tests.factories import card, encode, joined, program_text, receipt
from tests.services.ledger import assert_sound

KEYRING = Keyring("test secret")
RULES = (
    program_text(pending="2d", expire_after="3d")
    + '\n[lifecycle]\nat_risk_after = "6d"\nlost_after = "60d"\n'
)


async def _program(slug: str, now: datetime) -> tuple[Program, Customer]:
    text = RULES.replace('slug = "test"', f'slug = "{slug}"')
    program = (await programs.apply(text, actor="test", now=now)).program
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    customer = await joined(program, now, telegram_id=1, phone="+79000000001")
    for hours in (0, 30, 60):
        at = now + timedelta(hours=hours)
        item = Pending(merchant.id, "Till", receipt(customer=card(customer), issued_at=at), at)
        await batch.record(program.id, [item], keyring=KEYRING, encode=encode)
    return program, customer


async def _work(program: Program, now: datetime) -> None:
    """What the scheduler's watches do at a moment."""
    await jobs.settle_points(program, now)
    await jobs.consume_changes(program, now)
    await jobs.evaluate_due(program, now)


async def _state(program: Program) -> dict[str, list[Row]]:
    return {
        "sums": await rows("select available, pending from balance where program_id = $1", program.id),
        "entries": await rows(
            "select kind, points, at from entry where program_id = $1 order by at, kind, points", program.id
        ),
        "segments": await rows(
            "select segment from membership where program_id = $1 and left_at is null order by 1", program.id
        ),
    }


async def test_a_week_asleep(database: str, now: datetime) -> None:
    awake, _ = await _program("awake", now)
    asleep, _ = await _program("asleep", now)
    end = now + timedelta(hours=60, days=7)
    for hours in range(60, 60 + 24 * 7 + 1, 6):
        await _work(awake, now + timedelta(hours=hours))
    await _work(asleep, end)
    assert await _state(asleep) == await _state(awake)
    assert [row["segment"] for row in (await _state(asleep))["segments"]] == ["at_risk"]
    assert await rows("select kind from entry where program_id = $1 and kind = 'expire'", asleep.id)
    for program in (awake, asleep):
        await assert_sound(program)
