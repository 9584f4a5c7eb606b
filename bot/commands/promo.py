"""`promo make|list|export|stop`: promo codes many at a time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import orjson

from bot.commands.opening import chosen_program, with_services
from bot.deployment import ACTOR
from bot.failures import Failure
from bot.settings import Settings
from services import promo_batches
from services.clock import SystemClock
from services.errors import Invalid
from services.program_file.earning import multiplier
from services.program_file.values import basis_points
from services.programs import Program
from services.promo_batches import Batch, NewBatch
from services.rules.earning_terms import Kind
from services.typed_values import number_of_points

Say = Callable[[str], None]


def make(
    prefix: str,
    count: int,
    points: str | None,
    discount: str | None,
    multiply: str | None,
    bonus: str | None,
    uses: int,
    until: datetime | None,
    slug: str | None,
    out: Path | None,
    say: Say,
) -> None:
    """Make codes, and print or write them as CSV."""
    off = _rate(discount, "discount") if discount else 0
    earns, rate = _earns(multiply, bonus)

    async def command(_settings: Settings) -> bytes:
        program = await chosen_program(slug)
        ends = _ends(until.date(), program) if until else None
        given = _points(points, program) if points else 0
        new = NewBatch(prefix.upper(), count, given, off, uses, ends, earns, rate)
        batch = await promo_batches.make(program, new, actor=ACTOR, now=SystemClock().now())
        return promo_batches.csv(await promo_batches.codes(program, batch.id))

    _give(with_services(command), out, say)


def export(batch_id: int, slug: str | None, out: Path | None, say: Say) -> None:
    """Print or write the codes of a batch with their uses as CSV."""

    async def command(_settings: Settings) -> bytes:
        return promo_batches.csv(await promo_batches.codes(await chosen_program(slug), batch_id))

    _give(with_services(command), out, say)


def show(slug: str | None, say: Say) -> None:
    """Print the batches as JSON."""

    async def command(_settings: Settings) -> tuple[Batch, ...]:
        return await promo_batches.every(await chosen_program(slug), limit=1_000)

    say(orjson.dumps(with_services(command), option=orjson.OPT_INDENT_2).decode())


def stop(batch_id: int, slug: str | None, say: Say) -> None:
    """Stop a batch."""

    async def command(_settings: Settings) -> Batch:
        program = await chosen_program(slug)
        return await promo_batches.stop(program, batch_id, actor=ACTOR, now=SystemClock().now())

    batch = with_services(command)
    say(f"Batch {batch.id} ({batch.prefix}) is stopped: no code of it works any more")


def _points(text: str, program: Program) -> int:
    try:
        return number_of_points(text, program.config)
    except Invalid:
        raise Failure(f'"{text}" is not what a code can give') from None


def _earns(multiply: str | None, bonus: str | None) -> tuple[Kind | None, int]:
    if multiply and bonus:
        raise Failure("A code either multiplies what a receipt earns or adds to it")
    if multiply:
        return "multiply", _times(multiply)
    return ("bonus", _rate(bonus, "rate")) if bonus else (None, 0)


def _times(text: str) -> int:
    try:
        return multiplier(Decimal(text))
    except (ValueError, ArithmeticError):
        raise Failure(f'"{text}" is not a multiplier such as 2 or 1.5') from None


def _rate(text: str, what: str) -> int:
    try:
        return basis_points(text)
    except ValueError:
        raise Failure(f'"{text}" is not a {what} such as 10%') from None


def _ends(day: date, program: Program) -> datetime:
    """The end of a day by the clock of the program's first store."""
    return datetime.combine(day + timedelta(days=1), time(0), program.config.stores[0].zone).astimezone(UTC)


def _give(table: bytes, out: Path | None, say: Say) -> None:
    if out is None:
        say(table.decode().rstrip())
    else:
        out.write_bytes(table)
        say(f"{out}: {len(table.splitlines()) - 1} codes")
