"""`ledger verify`: is every balance what its entries say?"""

import time
from collections.abc import Callable

from bot.commands.opening import chosen_program, with_services
from bot.failures import REFUSED
from bot.settings import Settings
from services import ledger
from services.ledger import Difference

Say = Callable[[str], None]
SECONDS_BETWEEN = 2.0
MOST_SHOWN = 200


def verify(slug: str | None, say: Say) -> int:
    """Say OK, or name the customers and what differs; 1 when anything does."""

    async def command(_settings: Settings) -> tuple[str, int, int]:
        program = await chosen_program(slug)
        told_at, count, done = time.monotonic(), 0, 0
        async for progress in ledger.verify(program):
            for difference in progress.differences[: max(0, MOST_SHOWN - count)]:
                say(_line(difference))
            count, done = count + len(progress.differences), progress.done
            if time.monotonic() - told_at > SECONDS_BETWEEN and done < progress.total:
                say(f"… {done:,} of {progress.total:,} customers")
                told_at = time.monotonic()
        return program.slug, done, count

    program_slug, done, count = with_services(command)
    if count:
        more = f", the first {MOST_SHOWN} are shown" if count > MOST_SHOWN else ""
        say(f"{program_slug}: {count:,} differences{more}; {done:,} customers checked")
        return REFUSED
    say(f"OK: the balances of {done:,} customers of {program_slug} are what their entries say")
    return 0


def _line(difference: Difference) -> str:
    who = f"card {difference.card}" if difference.card else "the whole program"
    expected = f", not {difference.expected}" if difference.expected else ""
    return f"{who}: not so: {difference.check}: {difference.subject}: {difference.found}{expected}"
