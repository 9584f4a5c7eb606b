"""The machine asleep for a week or a month: no balance and no segment differs from those of one that never slept."""

from datetime import UTC, datetime, timedelta

import pytest

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
BY_THE_CALENDAR = RULES.replace(
    'expire_after = "3d"', 'activate = "next_day"\nexpiry = { days = 20 }'
).replace("Europe/Moscow", "Europe/Berlin")
BEFORE_A_LEAP_DAY = datetime(2028, 2, 26, 9, 0, tzinfo=UTC)  # summer time begins in Berlin a month later


async def _program(rules: str, slug: str, now: datetime) -> tuple[Program, Customer]:
    text = rules.replace('slug = "test"', f'slug = "{slug}"')
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


@pytest.mark.parametrize(
    ("rules", "start", "days", "step"),
    [(RULES, None, 7, 6), (BY_THE_CALENDAR, BEFORE_A_LEAP_DAY, 30, 18)],
    ids=["a week", "a month over a leap day and into summer time"],
)
async def test_asleep(
    database: str, now: datetime, rules: str, start: datetime | None, days: int, step: int
) -> None:
    start = start or now
    awake, _ = await _program(rules, "awake", start)
    asleep, _ = await _program(rules, "asleep", start)
    for hours in range(60, 60 + 24 * days, step):
        await _work(awake, start + timedelta(hours=hours))
    for program in (awake, asleep):
        await _work(program, start + timedelta(hours=60, days=days))
    assert await _state(asleep) == await _state(awake)
    assert [row["segment"] for row in (await _state(asleep))["segments"]] == ["at_risk"]
    assert await rows("select kind from entry where program_id = $1 and kind = 'expire'", asleep.id)
    for program in (awake, asleep):
        await assert_sound(program)
