"""How long a quote takes at a steady pace, beside a handler without database in the same server.

The program file says everything that one can say, and the customers have points.
"""

from __future__ import annotations

from functools import partial
from statistics import median
from typing import Any

from benchmarks import programs
from benchmarks.apart import beside, module_command, wait_until
from benchmarks.effort import Effort, alternate, ratio
from benchmarks.house import Facts, answers, free_port, house
from benchmarks.receipts.client import posted
from benchmarks.receipts.rules import well_known
from benchmarks.report import Report, Row

CUSTOMERS = 5_000
PACE = 100
CLIENTS = 32
AIM = 3.0
QUOTE, BARE = "quotes", "no database"


def measure(effort: Effort) -> Report:
    """Start a deployment and a bare server, and ask both at the same pace."""
    report, found = Report("quotes"), dict[str, list[dict[str, Any]]]()
    bare_port = free_port()
    with (
        house(100, programs.minimal()) as made,
        beside(module_command("benchmarks.receipts.bare_web", port=bare_port)),
    ):
        facts = well_known(made, CUSTOMERS)
        wait_until(lambda: answers(bare_port, "/healthz"), "an answer of the bare server")
        with made.web() as (port, _):
            asked = partial(_asked, found, facts, effort)
            contenders = {
                QUOTE: lambda: asked(QUOTE, port, "/v1/quotes", 200),
                BARE: lambda: asked(BARE, bare_port, "/bare", 201),
            }
            samples = alternate(effort.rounds, contenders)
    times = ratio(samples, QUOTE, BARE)
    p99s = median(samples[QUOTE]), median(samples[BARE])
    what, aim = f"p99 of a quote at {PACE}/s", f"< {AIM:.0f} ×"
    report.add(Row(what, p99s[0], "ms", BARE, p99s[1], times, aim, times < AIM))
    middles = [median(run["p50"] for run in found[name]) for name in (QUOTE, BARE)]
    report.add(Row("median of a quote", middles[0], "ms", BARE, middles[1], middles[0] / middles[1]))
    return report


def _asked(
    found: dict[str, list[dict[str, Any]]],
    facts: Facts,
    effort: Effort,
    name: str,
    port: int,
    path: str,
    status: int,
) -> float:
    """The 99th percentile in ms."""
    run = posted(
        facts,
        port,
        path,
        clients=CLIENTS,
        seconds=effort.seconds,
        rate=PACE,
        quotes=True,
        status=status,
    )
    found.setdefault(name, []).append(run)
    return float(run["p99"])
