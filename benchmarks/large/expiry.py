"""A million lots burn at one moment while receipts come at a steady pace: how long does a receipt take meanwhile?

Web, sender and scheduler share one process, as `regulars run` has them. The pace begins just before that moment
and is kept up without a break until nothing is left to burn; afterwards the same pace once more on the same tables.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks import apart
from benchmarks.apart import beside, module_command, wait_until
from benchmarks.house import Facts, House, Statement, answers, free_port, house
from benchmarks.receipts.client import LOAD, asked, posted
from benchmarks.report import Report, Row

LOTS_EACH = 5  # of a customer
POINTS = 10
PACE = 200
CLIENTS = 64
WARM = 3.0  # the pace is kept for so long before the lots are due
IDLE = 25.0  # seconds of the same pace afterwards
LONGEST = 3600.0
LOOK_EVERY = 5.0
CHUNK = 50_000
START = 15.0  # seconds in which the roles are up
AIM_P99 = 100.0
FIRST_ID = -(10**12)  # below all ids of the history

ENTRIES = """
insert into entry (program_id, customer_id, id, kind, points, at, actor, merchant_id)
select $1, $2::bigint + n % $3::bigint, $4::bigint - 2 * n, 'earn', $5, $6, 'merchant:1', $7
from generate_series($8::bigint, $9::bigint) as n
"""
LOTS = """
insert into lot (program_id, customer_id, id, entry_id, merchant_id, issued, remaining, held, consumed, restored,
                 matures_at, matured, expires_at)
select $1, $2::bigint + n % $3::bigint, $4::bigint - 2 * n - 1, $4::bigint - 2 * n, $7, $5, $5, 0, 0, 0, $6, true,
       $10
from generate_series($8::bigint, $9::bigint) as n
"""
BALANCES = """
update balance b set available = b.available + due.points
from (select customer_id, sum(remaining)::bigint as points from lot
      where program_id = $1 and remaining > 0 and expires_at <= $2 group by customer_id) as due
where b.program_id = $1 and b.customer_id = due.customer_id
"""
LEFT = "select count(*) as lots from lot where program_id = $1 and remaining > 0 and expires_at <= $2"
BURNED = (
    "select coalesce(-sum(points), 0)::bigint as points from entry where program_id = $1 and kind = 'expire'"
)
BROKEN = """
select (select sum(points) from entry where program_id = $1)
       - (select sum(available + pending + held - debt) from balance where program_id = $1) as points
"""
Run = dict[str, Any]


def measure(size: int) -> Report:
    """Let so many lots burn."""
    report, far = Report("expiry"), free_port()
    customers = max(100, size // LOTS_EACH)
    print(f"  making {customers:,} customers who have bought once", flush=True)
    with house(customers) as made, beside(module_command("benchmarks.sender.far_side", port=far)):
        wait_until(lambda: answers(far, "/"), "an answer of the far side")
        due_at = _fill(made, size)
        with made.web("web,sender,scheduler", BOT_API_URL=f"http://127.0.0.1:{far}") as (port, _):
            busy, took = _while_burning(made, port, due_at)
            made.tidy()
            idle = posted(made.facts, port, "/v1/receipts", seconds=IDLE, **_pace())
        _check(made, size)
    _tell(report, size, busy, idle, took)
    return report


def _fill(made: House, size: int) -> datetime:
    """Make the lots; returns when they are due, which is soon: entries first, which tell how long lots will take."""
    began, earned_at = time.monotonic(), datetime.now(UTC) - timedelta(days=365)

    def told(what: str) -> Any:
        return lambda done: print(f"  {min(done * CHUNK, size):>12,} of {size:,} {what} made", flush=True)

    made.fill(_chunks(ENTRIES, made.facts, size, earned_at), told("entries"))
    took = time.monotonic() - began
    due_at = datetime.now(UTC) + timedelta(seconds=3 * took + START)
    made.fill(_chunks(LOTS, made.facts, size, earned_at, due_at), told("lots"))
    made.fill([(BALANCES, made.facts.program_id, due_at)])
    made.tidy()
    print(f"  made in {time.monotonic() - began:.0f} s", flush=True)
    return due_at


def _chunks(sql: str, facts: Facts, size: int, earned_at: datetime, *more: object) -> Iterator[Statement]:
    whose = (facts.program_id, facts.first_customer, facts.customers, FIRST_ID, POINTS, earned_at)
    for first in range(0, size, CHUNK):
        yield sql, *whose, facts.merchant_id, first, min(first + CHUNK, size) - 1, *more


def _pace() -> dict[str, Any]:
    return {"clients": CLIENTS, "rate": PACE, "warm": WARM}


def _while_burning(made: House, port: int, due_at: datetime) -> tuple[Run, float]:
    """The receipts' times while lots burned, and the seconds that it took."""
    ahead = max(0.0, (due_at - datetime.now(UTC)).total_seconds() - WARM)
    print(f"  they burn in {ahead + WARM:.0f} s" if ahead else "  they burn already", flush=True)
    time.sleep(ahead)
    began = time.monotonic() + (WARM if ahead else 0.0)
    facts = asked(made.facts, port, "/v1/receipts", seconds=LONGEST, until_told=True, **_pace())
    with apart.going_on(LOAD, **facts) as ended:
        time.sleep(WARM)
        while left := made.ask(LEFT, made.facts.program_id, due_at)[0]["lots"]:
            print(f"  {left:>12,} lots are left, {time.monotonic() - began:.0f} s", flush=True)
            time.sleep(LOOK_EVERY if left > CHUNK else 0.5)
        took = time.monotonic() - began
        return ended(), took


def _check(made: House, size: int) -> None:
    """Every lot has burned once, and nothing else. Raises RuntimeError."""
    program = made.facts.program_id
    burned, broken = (made.ask(sql, program)[0]["points"] for sql in (BURNED, BROKEN))
    if burned != size * POINTS or broken:
        raise RuntimeError(
            f"{burned} points burned of {size * POINTS}; entries and balances differ by {broken}"
        )


def _tell(report: Report, size: int, busy: Run, idle: Run, took: float) -> None:
    words = {
        "p50": "median",
        "p99": "p99",
        "worst": "p99 of the worst five seconds",
        "longest": "longest",
    }
    for name, word in words.items():
        ours, theirs = float(busy[name]), float(idle[name])
        aim, met = (f"≤ {AIM_P99:.0f} ms", ours <= AIM_P99) if name == "p99" else ("", None)
        what = f"{word} of a receipt at {PACE}/s while {size:,} lots burn"
        report.add(Row(what, ours, "ms", "nothing burns", theirs, ours / theirs, aim, met))
    note = f"{took:.0f} s for {size:,}, with {busy['rate']:.0f} receipts/s beside them"
    report.add(Row("lots burned", size / took, "/s", note=note))
