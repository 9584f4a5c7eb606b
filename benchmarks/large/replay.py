"""A million past receipts through a new program file, beside the one in force, as before new rules are applied.

Receipts of a year, two lines each, twenty to a customer; the new file has tiers of a rolling year, earning
rules of every kind, and caps.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

from benchmarks.house import EXAMPLE, House, house, with_services
from benchmarks.report import Report, Row
from services import programs, replay

EACH = 20  # receipts of a customer
CHUNK = 50_000
FIRST_ID = -(10**12)  # below all ids of the history
AIM = 180.0  # seconds for a million on two processors
MILLION = 1_000_000
ENOUGH = MILLION // 2  # of fewer the start of the processes is a large part

RECEIPTS = """
insert into receipt (program_id, program_version, id, merchant_id, receipt_id, input_hash, store_id, customer_id,
                     issued_at, recorded_at, currency, total, discount, redeemed, earned, tier, answer)
select $1, 1, $2::bigint - n, $3, 'past-' || n, ''::bytea, $4, $5::bigint + n % $6::bigint,
       $7::timestamptz + n * interval '1 second' * $8::float8, $7, 'RUB', 30000 + n % 700 * 100, 0,
       case when n % 5 = 0 then 50 else 0 end, 15, 'guest', ''::bytea
from generate_series($9::bigint, $10::bigint) as n
"""
LINES = """
insert into receipt_line (program_id, receipt_id, number, sku, name, category, quantity, amount, paid, earned)
select program_id, id, number, case number when 0 then 'latte' else 'cake' end, 'Латте',
       (array['coffee', 'cake', 'tobacco'])[1 + (number + id % 3 + 3) % 3], 2,
       case number when 0 then 10000 else total - 10000 end, 0, 0
from receipt cross join generate_series(0, 1) as number
where program_id = $1 and id <= $2::bigint - $3::bigint and id >= $2::bigint - $4::bigint
"""
NEW_RULES = """
[tier_rules]
window = "365d"

[redemption]
max_share = "50%"

[points.caps]
receipt = 500
day = 800
month = 5000

[[earning]]
code = "mornings"
title = "Mornings"
multiply = 2
weekdays = ["mon", "tue", "wed", "thu", "fri"]
from = "07:00"
until = "10:00"

[[earning]]
code = "cakes"
title = "Cakes"
bonus = "3%"
categories = ["cake"]

[[earning]]
code = "ural"
title = "Ural"
base = "7%"
stores = ["ural"]

[[earning]]
code = "latte"
title = "Latte"
points_per_item = 2
skus = ["latte"]

[[earning]]
code = "fifth"
title = "Every fifth visit"
points_per_visit = 25
every_nth_purchase = 5

[[earning]]
code = "birthday"
title = "Birthday"
bonus = "10%"
birthday = { days_before = 3, days_after = 3 }
"""


def measure(size: int) -> Report:
    """Replay so many receipts."""
    report = Report("replay")
    with house(max(100, size // EACH)) as made:
        _fill(made, size)
        took, receipts = with_services(made.addresses, lambda: _replay(made))
    per_million = took * MILLION / receipts
    met = per_million <= AIM if size >= ENOUGH else None
    what = f"a million receipts through new rules, {os.cpu_count()} processors"
    note = f"{receipts:,} in {took:.1f} s, {receipts / took:,.0f}/s"
    report.add(Row(what, per_million, "s", aim=f"≤ {AIM:.0f} s", met=met, note=note))
    return report


def _fill(made: House, size: int) -> None:
    facts, begin = made.facts, datetime.now(UTC) - timedelta(days=365)
    pace = 360 * 86_400 / size
    for first in range(0, size, CHUNK):
        last = min(first + CHUNK, size) - 1
        made.ask(
            RECEIPTS,
            facts.program_id,
            FIRST_ID,
            facts.merchant_id,
            facts.store_id,
            facts.first_customer,
            facts.customers,
            begin,
            pace,
            first,
            last,
        )
        made.ask(LINES, facts.program_id, FIRST_ID, first, last)
        print(f"  {last + 1:>12,} of {size:,} receipts made", flush=True)
    made.tidy()


async def _replay(made: House) -> tuple[float, int]:
    program = await programs.load(made.facts.program_id)
    text = EXAMPLE.read_text(encoding="utf-8") + NEW_RULES
    began = time.monotonic()

    def progress(done: int, total: int) -> None:
        print(f"  {done:>12,} of {total:,} replayed, {time.monotonic() - began:.0f} s", flush=True)

    found = await replay.compare(program, text, now=datetime.now(UTC), progress=progress)
    return time.monotonic() - began, found.receipts
