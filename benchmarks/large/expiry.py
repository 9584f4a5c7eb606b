"""A million lots burn at once while receipts come at a steady pace: how long does a receipt take meanwhile?

Web and scheduler share one process, as `regulars run` has them. The same pace is measured once more when all
has burned, on the same tables.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from itertools import count
from statistics import median
from typing import Any

from benchmarks import apart
from benchmarks.house import Facts, House, house
from benchmarks.report import Report, Row

LOTS_EACH = 5  # of a customer
POINTS = 10
PACE = 200
CLIENTS = 64
WINDOW = 5.0
IDLE_WINDOWS = 5
CHUNK = 50_000
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
BROKEN = """
select (select sum(points) from entry where program_id = $1)
       - (select sum(available + pending + held - debt) from balance where program_id = $1) as points
"""
_runs = count(1)


def measure(size: int) -> Report:
    """Let so many lots burn."""
    report = Report("expiry")
    customers = max(100, size // LOTS_EACH)
    print(f"  making {customers:,} customers who have bought once", flush=True)
    with house(customers) as made:
        due_at = datetime.now(UTC) - timedelta(minutes=1)
        _fill(made, size, due_at)
        with made.web("web,scheduler") as (port, _):
            busy, took = _while_burning(made, port, due_at)
            made.tidy()
            idle = [_window(made, port) for _ in range(IDLE_WINDOWS)]
        broken = made.ask(BROKEN, made.facts.program_id)[0]["points"]
    _tell(report, size, busy, idle, took)
    if broken:
        raise RuntimeError(f"entries and balances differ by {broken} points")
    return report


def _fill(made: House, size: int, due_at: datetime) -> None:
    for first in range(0, size, CHUNK):
        last = min(first + CHUNK, size) - 1
        values = _values(made.facts, first, last, due_at - timedelta(days=365))
        made.ask(ENTRIES, *values)
        made.ask(LOTS, *values, due_at)
        print(f"  {last + 1:>12,} of {size:,} lots made", flush=True)
    made.ask(BALANCES, made.facts.program_id, due_at)
    made.tidy()


def _values(facts: Facts, first: int, last: int, earned_at: datetime) -> tuple[object, ...]:
    return (
        facts.program_id,
        facts.first_customer,
        facts.customers,
        FIRST_ID,
        POINTS,
        earned_at,
        facts.merchant_id,
        first,
        last,
    )


def _while_burning(made: House, port: int, due_at: datetime) -> tuple[list[dict[str, Any]], float]:
    """The windows in which lots burned, and the seconds from the first to the last."""
    began, windows = time.monotonic(), []
    while left := made.ask(LEFT, made.facts.program_id, due_at)[0]["lots"]:
        windows.append(_window(made, port))
        print(f"  {left:>12,} lots were left, p99 {windows[-1]['p99']:.1f} ms", flush=True)
    return windows, time.monotonic() - began


def _window(made: House, port: int) -> dict[str, Any]:
    found: dict[str, Any] = apart.run(
        "benchmarks.receipts.load",
        port=port,
        path="/v1/receipts",
        key=made.facts.merchant_key,
        prefix=f"L{next(_runs)}",
        customers=made.facts.customers,
        clients=CLIENTS,
        seconds=WINDOW,
        warm=0.5,
        rate=PACE,
    )
    return found


def _tell(
    report: Report, size: int, busy: list[dict[str, Any]], idle: list[dict[str, Any]], took: float
) -> None:
    for name in ("p50", "p99", "longest"):
        ours, theirs = (_middle(windows, name) for windows in (busy, idle))
        aim, met = (f"≤ {AIM_P99:.0f} ms", ours <= AIM_P99) if name == "p99" else ("", None)
        what = f"{name} of a receipt at {PACE}/s while {size:,} lots burn"
        report.add(Row(what, ours, "ms", "nothing burns", theirs, ours / theirs, aim, met))
    report.add(Row("lots burned", size / took, "/s", note=f"{took:.0f} s for {size:,}, receipts beside them"))


def _middle(windows: list[dict[str, Any]], name: str) -> float:
    """The median of the windows; of the longest times the longest."""
    times = [float(window[name]) for window in windows]
    return max(times) if name == "longest" else median(times)
