"""Sixty-four spends of 100 points at once on a customer's 1,000, each a hold and its receipt over HTTP.

Beside the least that keeps a balance from going below zero: a conditional UPDATE of one row by raw asyncpg.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from benchmarks import apart
from benchmarks.effort import Effort, alternate, ratio
from benchmarks.house import SECRET, House, house, with_services
from benchmarks.report import Report, Row
from benchmarks.till.race import code
from services import codes, ledger, programs
from services.keyring import Keyring

TILLS = 64
POINTS = 100
HAS = 1_000
OLD = 44  # what the history has given
RACES = 60  # at most, a round
OURS, BARE = "a hold and a receipt", "one conditional UPDATE"

TOP_UP = """
with given as (
    insert into entry (program_id, customer_id, id, kind, points, at, actor)
    select $1::bigint, id, -1000000000 - 2 * id, 'grant', $3::bigint, $4::timestamptz, 'benchmark'
    from customer where program_id = $1 and id >= $2 and id < $2 + $5::int returning customer_id, id),
lots as (
    insert into lot (program_id, customer_id, id, entry_id, issued, remaining, held, consumed, restored, matures_at,
                     matured)
    select $1, customer_id, id - 1, id, $3, $3, 0, 0, 0, $4, true from given)
update balance set available = available + $3 where program_id = $1 and customer_id in (select customer_id from given)
"""
CODES = """
insert into code (program_id, customer_id, digest, issued_at, expires_at)
select $1, customer_id, digest, $4, $5 from unnest($2::bigint[], $3::bytea[]) as c(customer_id, digest)
"""
BARE_TABLE = "create table bare_balance (id bigint primary key, available bigint check (available >= 0))"
BARE_ROWS = "insert into bare_balance select n, $2::bigint from generate_series(1, $1::int) as n"


def measure(effort: Effort) -> Report:
    """Prepare customers with their codes, and race for the points of one after another."""
    report, customers = Report("races"), RACES * effort.rounds
    with house(customers + 1) as made:
        _prepare(made, customers)
        with made.web() as (port, _):
            facts, url = made.facts, made.addresses.database_url
            work = _Work(effort.seconds)
            samples = alternate(
                effort.rounds,
                {
                    OURS: lambda: work.run(OURS, "race", port=port, key=facts.merchant_key),
                    BARE: lambda: work.run(BARE, "update", url=url),
                },
            )
        differences = with_services(made.addresses, lambda: _differences(made))
    if differences:
        raise RuntimeError(f"the ledger is not sound: {differences}")
    note = f"{len(work.times[OURS])} races, exactly {HAS // POINTS} spends each, and `ledger verify` finds nothing"
    what = f"{TILLS} spends of {POINTS} at once on {HAS:,} points, {OURS} each"
    share = ratio(samples, OURS, BARE)
    report.add(Row(what, median(samples[OURS]), "/s", BARE, median(samples[BARE]), share, note=note))
    took = {name: median(times) * 1000 for name, times in work.times.items()}
    what = "until the last till knows"
    report.add(Row(what, took[OURS], "ms", BARE, took[BARE], took[OURS] / took[BARE]))
    return report


@dataclass
class _Work:
    """Rounds of races, each for customers of its own."""

    seconds: float
    times: dict[str, list[float]] = field(default_factory=dict)
    _firsts: dict[str, Iterator[int]] = field(default_factory=dict)

    def run(self, name: str, module: str, **facts: Any) -> float:
        """Spends tried a second. Raises RuntimeError when one race gave more or less than there was."""
        first = next(self._firsts.setdefault(name, itertools.count(1, RACES)))
        found = apart.run(
            f"benchmarks.till.{module}",
            tills=TILLS,
            points=POINTS,
            first=first,
            last=first + RACES,
            seconds=self.seconds,
            **facts,
        )
        if set(found["won"]) != {HAS // POINTS}:
            raise RuntimeError(f"{HAS} points were spent {POINTS} at a time so often: {found['won']}")
        self.times.setdefault(name, []).extend(found["times"])
        return TILLS * len(found["times"]) / float(sum(found["times"]))


def _prepare(made: House, customers: int) -> None:
    """Each customer has so many points and a code for each till; in life one code at a time is alive."""
    facts, now, keyring = made.facts, datetime.now(UTC), Keyring(SECRET)
    made.ask(TOP_UP, facts.program_id, facts.first_customer, HAS - OLD, now, customers)
    shown = [(number, till) for number in range(1, customers + 1) for till in range(TILLS)]
    digests = [keyring.digest(codes.PURPOSE, code(number, till, TILLS)) for number, till in shown]
    whose = [facts.first_customer + number - 1 for number, _ in shown]
    made.ask(CODES, facts.program_id, whose, digests, now, now + timedelta(hours=1))
    made.ask(BARE_TABLE)
    made.ask(BARE_ROWS, customers, HAS)
    made.tidy()


async def _differences(made: House) -> list[str]:
    program = await programs.load(made.facts.program_id)
    return [str(found) async for part in ledger.verify(program) for found in part.differences]
