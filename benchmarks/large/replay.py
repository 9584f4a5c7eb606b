"""A million past receipts through a new program file, beside the one in force, as before new rules are applied.

It is the command that an owner types, `regulars program check FILE --replay`, from its start to its tables.
Receipts of a year, two lines each, twenty to a customer, who have told their birthdays and favourites; the new
file has everything that one can say.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from benchmarks import apart, programs
from benchmarks.house import Facts, House, Statement, house
from benchmarks.receipts.rules import BIRTHDAYS, FAVOURITES
from benchmarks.report import Report, Row

EACH = 20  # receipts of a customer
CHUNK = 50_000
FIRST_ID = -(10**12)  # below all ids of the history
AIM = 180.0  # seconds for a million on two processors
MILLION = 1_000_000
ENOUGH = MILLION // 2  # of fewer the start of the processes is a large part
SLUG = "three-cups"  # of the example

RECEIPTS = """
insert into receipt (program_id, program_version, id, merchant_id, receipt_id, input_hash, store_id, customer_id,
                     issued_at, recorded_at, currency, total, discount, redeemed, earned, tier, answer)
select $1, 1, $2::bigint - n, $3, 'past-' || n, sha256(n::text::bytea), $4, $5::bigint + n % $6::bigint,
       $7::timestamptz + n * interval '1 second' * $8::float8, $7, 'RUB', 30000 + n % 700 * 100, 0,
       case when n % 5 = 0 then 50 else 0 end, 15, 'guest', convert_to(repeat('answer ', 60), 'UTF8')
from generate_series($9::bigint, $10::bigint) as n
"""
LINES = """
insert into receipt_line (program_id, receipt_id, number, sku, name, category, quantity, amount, paid, earned)
select program_id, id, number, case number when 0 then 'latte' else 'croissant' end, 'Латте',
       (array['coffee', 'bakery', 'tobacco'])[1 + (number + id % 3 + 3) % 3], 2,
       case number when 0 then 10000 else total - 10000 end, 0, 0
from receipt cross join generate_series(0, 1) as number
where program_id = $1 and id <= $2::bigint - $3::bigint and id >= $2::bigint - $4::bigint
"""


def measure(size: int) -> Report:
    """Replay so many receipts."""
    report = Report("replay")
    with house(max(100, size // EACH)) as made:
        _fill(made, size)
        took, receipts = _replay(made, size)
    per_million = took * MILLION / receipts
    met = per_million <= AIM if size >= ENOUGH else None
    what = f"a million receipts through new rules, {os.cpu_count()} processors"
    note = f"{receipts:,} in {took:.1f} s, {receipts / took:,.0f}/s"
    report.add(Row(what, per_million, "s", aim=f"≤ {AIM:.0f} s", met=met, note=note))
    return report


def _fill(made: House, size: int) -> None:
    began = time.monotonic()

    def told(done: int) -> None:
        if done % 2 == 0:
            print(f"  {min(done // 2 * CHUNK, size):>12,} of {size:,} receipts made", flush=True)

    made.fill(_statements(made.facts, size), told)
    made.fill([(BIRTHDAYS, made.facts.program_id), (FAVOURITES, made.facts.program_id, datetime.now(UTC))])
    made.tidy()
    print(f"  made in {time.monotonic() - began:.0f} s", flush=True)


def _statements(facts: Facts, size: int) -> Iterator[Statement]:
    begin, pace = datetime.now(UTC) - timedelta(days=365), 360 * 86_400 / size
    places = (facts.merchant_id, facts.store_id, facts.first_customer, facts.customers)
    for first in range(0, size, CHUNK):
        last = min(first + CHUNK, size) - 1
        yield RECEIPTS, facts.program_id, FIRST_ID, *places, begin, pace, first, last
        yield LINES, facts.program_id, FIRST_ID, first, last


def _replay(made: House, size: int) -> tuple[float, int]:
    """The seconds from the command to its end, and how many receipts its tables are about."""
    path = made.folder / "new.toml"
    path.write_text(programs.full(SLUG), encoding="utf-8")
    command = [sys.executable, "-P", "-m", "bot", "program", "check", str(path), "--replay"]
    began = time.monotonic()
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        check=False,
        cwd=made.folder,
        env=apart.environment(made.variables()),
    )
    took, said = time.monotonic() - began, done.stdout.decode()
    found = re.search(r"^([\d,]+) receipts with a customer", said, re.MULTILINE)
    if done.returncode != 0 or found is None:
        raise RuntimeError(f"the command failed: {said[-1000:]}")
    receipts = int(found[1].replace(",", ""))
    if receipts != size + made.facts.customers:  # those of the history too
        raise RuntimeError(f"{receipts} receipts were replayed of {size + made.facts.customers}")
    return took, receipts
