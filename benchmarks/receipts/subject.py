"""Receipts a second over HTTP, and how long one takes at a steady 1,000 a second."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from benchmarks import apart
from benchmarks.apart import beside, module_command, wait_until
from benchmarks.effort import Effort, Samples, alternate, ratio
from benchmarks.house import House, answers, free_port, house
from benchmarks.receipts import pgbench
from benchmarks.receipts.client import posted
from benchmarks.report import Report, Row

CLIENTS = (1, 8, 32, 128)
PACE = 1000
AIM_SHARE = 0.40
AIM_P99 = 60.0
RAW = "raw asyncpg, batches of 100, 4 at once"
RAW_ALONE = "raw asyncpg, batches of 100, one after another"
ORM, PGBENCH = "plain ORM, 8 at once", "pgbench, 8 clients"
BARE, REAL = "no database", "receipts"
_runs = itertools.count(1)


def measure(effort: Effort) -> Report:
    """Start a deployment and measure it."""
    report = Report("receipts")
    with house() as made, made.web() as (port, _):
        work = _Work(made, port, effort)
        samples = alternate(effort.rounds, work.contenders())
        _report_rates(report, samples)
        _report_times(report, work)
    return report


def _over_http(clients: int) -> str:
    return f"over HTTP, {clients} client{'s' if clients > 1 else ''}"


@dataclass(frozen=True)
class _Work:
    """What the contenders work on."""

    house: House
    port: int
    effort: Effort

    def contenders(self) -> dict[str, Callable[[], float]]:
        """Receipts a second, each way."""
        found: dict[str, Callable[[], float]] = {RAW: lambda: self._raw(4), RAW_ALONE: lambda: self._raw(1)}
        for clients in CLIENTS:
            found[_over_http(clients)] = functools.partial(self._http, clients)
        found[ORM] = self._orm
        if pgbench.is_there(self.house):
            found[PGBENCH] = lambda: pgbench.transactions(self.house, 8, self.effort.seconds)
        return found

    def _http(self, clients: int) -> float:
        return float(self._post(self.port, "/v1/receipts", clients=clients)["rate"])

    def paced(self, port: int, path: str) -> dict[str, Any]:
        """Times at the steady pace."""
        return self._post(port, path, clients=128, rate=PACE)

    def _post(self, port: int, path: str, **how: Any) -> dict[str, Any]:
        return posted(self.house.facts, port, path, seconds=self.effort.seconds, **how)

    def _raw(self, connections: int) -> float:
        return float(apart.run("benchmarks.receipts.raw", connections=connections, **self._directly()))

    def _orm(self) -> float:
        return float(apart.run("benchmarks.receipts.orm", tasks=8, **self._directly()))

    def _directly(self) -> dict[str, Any]:
        facts = asdict(self.house.facts)
        names = ("program_id", "version", "merchant_id", "store_id", "employee_id")
        return {
            "url": self.house.addresses.database_url,
            "place": {name: facts[name] for name in names},
            "prefix": f"D{next(_runs)}-",
            "first": facts["first_customer"],
            "customers": facts["customers"],
            "seconds": self.effort.seconds,
        }


def _report_rates(report: Report, samples: Samples) -> None:
    for clients in CLIENTS:
        name = _over_http(clients)
        share = ratio(samples, name, RAW)
        aimed = clients == max(CLIENTS)
        aim, met = (f"≥ {AIM_SHARE:.2f}", share >= AIM_SHARE) if aimed else ("", None)
        report.add(Row(name, median(samples[name]), "/s", RAW, median(samples[RAW]), share, aim, met))
    best = _over_http(max(CLIENTS))
    for other in (RAW_ALONE, ORM, PGBENCH):
        if other in samples:
            share = ratio(samples, best, other)
            report.add(Row(best, median(samples[best]), "/s", other, median(samples[other]), share))
    if PGBENCH not in samples:
        print("pgbench did not come with this PostgreSQL: skipped")


def _report_times(report: Report, work: _Work) -> None:
    port = free_port()
    found: dict[str, list[dict[str, Any]]] = {REAL: [], BARE: []}

    def timed(name: str, port: int, path: str) -> float:
        found[name].append(work.paced(port, path))
        return float(found[name][-1]["p99"])

    with beside(module_command("benchmarks.receipts.bare_web", port=port)):
        wait_until(lambda: answers(port, "/healthz"), "an answer of the bare server")
        contenders = {
            REAL: lambda: timed(REAL, work.port, "/v1/receipts"),
            BARE: lambda: timed(BARE, port, "/bare"),
        }
        samples = alternate(work.effort.rounds, contenders)
    p99 = median(samples[REAL])
    report.add(
        Row(
            f"p99 at {PACE:,}/s", p99, "ms", BARE, median(samples[BARE]), ratio(samples, REAL, BARE),
            f"≤ {AIM_P99:.0f} ms", p99 <= AIM_P99, _times_in_words(found),
        )
    )  # fmt: skip


def _times_in_words(found: dict[str, list[dict[str, Any]]]) -> str:
    words = []
    for name, runs in found.items():
        middle = {key: median(run[key] for run in runs) for key in runs[0]}
        words.append(
            f"{name} {middle['rate']:.0f}/s answered, median {middle['p50']:.1f} ms, longest {middle['longest']:.0f} ms"
        )
    return "; ".join(words)
