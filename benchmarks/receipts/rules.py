"""Receipts a second with a program file that says everything, beside one that says the least.

Two programs of one deployment, priced by one web role: the same build, the same database, the same receipts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median

from benchmarks import cpu, programs
from benchmarks.effort import Effort, alternate, ratio
from benchmarks.house import Facts, House, house
from benchmarks.receipts.client import posted
from benchmarks.report import Report, Row

CUSTOMERS = 5_000
CLIENTS = 32
WARM = 0.5
AIM = 0.80
FULL, MINIMAL = "the full program file", "the minimal one"

BIRTHDAYS = """
update customer set birthday = date '1990-01-01' + (id % 365)::int where program_id = $1
"""
FAVOURITES = """
insert into favourite (program_id, customer_id, month, codes, receipts, chosen_at)
select program_id, id, date_trunc('month', $2::timestamptz at time zone 'Europe/Moscow')::date, '["coffee"]', 1, $2
from customer where program_id = $1
"""


def measure(effort: Effort) -> Report:
    """Start a deployment with both programs and measure them in turn."""
    report = Report("rules")
    with house(CUSTOMERS, programs.minimal()) as made:
        full = well_known(made, CUSTOMERS)
        with made.web() as (port, process):
            work = _Work(port, process.pid, effort)
            contenders: dict[str, Callable[[], float]] = {
                FULL: lambda: work.rate(FULL, full),
                MINIMAL: lambda: work.rate(MINIMAL, made.facts),
            }
            samples = alternate(effort.rounds, contenders)
    share = ratio(samples, FULL, MINIMAL)
    what = f"receipts over HTTP, {CLIENTS} clients, {FULL}"
    rates = median(samples[FULL]), median(samples[MINIMAL])
    report.add(Row(what, rates[0], "/s", MINIMAL, rates[1], share, f"≥ {AIM:.2f}", share >= AIM))
    costs = work.cost(FULL), work.cost(MINIMAL)
    what = "processor time of the web role for a receipt"
    report.add(Row(what, costs[0], "ms", MINIMAL, costs[1], costs[0] / costs[1]))
    return report


def well_known(made: House, customers: int) -> Facts:
    """The full program, with customers who have told it their birthdays and favourites."""
    facts, now = made.another(programs.full(), customers), datetime.now(UTC)
    made.ask(BIRTHDAYS, facts.program_id)
    made.ask(FAVOURITES, facts.program_id, now)
    made.tidy()
    return facts


@dataclass
class _Work:
    """The web role and what its receipts have cost."""

    port: int
    pid: int
    effort: Effort
    costs: dict[str, list[float]] = field(default_factory=dict)

    def rate(self, name: str, facts: Facts) -> float:
        before = cpu.seconds(self.pid)
        seconds = self.effort.seconds
        found = posted(facts, self.port, "/v1/receipts", clients=CLIENTS, seconds=seconds, warm=WARM)
        rate = float(found["rate"])
        used = cpu.seconds(self.pid) - before  # of the warming too, at the same rate
        self.costs.setdefault(name, []).append(used * 1000 / (rate * (seconds + WARM)))
        return rate

    def cost(self, name: str) -> float:
        """Milliseconds, the median of the rounds."""
        return median(self.costs[name])
