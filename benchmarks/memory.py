"""Memory of each role alone, after it has done some work."""

from __future__ import annotations

import http.client
import time

from benchmarks import cpu
from benchmarks.apart import beside, module_command, wait_until
from benchmarks.effort import Effort
from benchmarks.house import House, answers, free_port, house
from benchmarks.receipts.requests import requests
from benchmarks.report import Report, Row
from benchmarks.sender.subject import FarSide, Work, fields_of

AIM = 70.0
WORK = 300
SETTLED = 3.0


def measure(effort: Effort) -> Report:
    """Run each role for a while; resident memory, and what it has alone or shares in proportion."""
    report = Report("memory")
    port = free_port()
    with house(2_000) as made, beside(module_command("benchmarks.sender.far_side", port=port)):
        wait_until(lambda: answers(port, "/"), "an answer of the far side")
        far = FarSide(port)
        _add(report, "web", _web(made), aimed=True)
        _add(report, "sender", _sender(made, Work(made, far, effort, fields_of(made))), aimed=True)
        for role in ("scheduler", "bot"):
            _add(report, role, _idle(made, role, far.url), aimed=False)
    return report


def _add(report: Report, role: str, sizes: tuple[float, float], *, aimed: bool) -> None:
    resident, proportional = sizes
    aim, met = (f"≤ {AIM:.0f} MiB", resident <= AIM) if aimed else ("", None)
    note = f"{proportional:.0f} MiB when shared pages are counted in proportion"
    report.add(Row(f"{role} alone", resident, "MiB", aim=aim, met=met, note=note))


def _web(made: House) -> tuple[float, float]:
    with made.web() as (port, process):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        sales = requests("/v1/receipts", made.facts.merchant_key, "M", made.facts.customers)
        for _ in range(WORK):
            _, _, body = next(sales).partition(b"\r\n\r\n")
            headers = {
                "Authorization": f"Bearer {made.facts.merchant_key}",
                "Content-Type": "application/json",
            }
            connection.request("POST", "/v1/receipts", body, headers)
            connection.getresponse().read()
        return cpu.memory(process.pid)


def _sender(made: House, work: Work) -> tuple[float, float]:
    work.empty()
    with made.role("sender", BOT_API_URL=work.far.url, SEND_RATE="1000") as process:
        work.far.seen("/reset")
        work.fill(WORK)
        wait_until(lambda: work.far.seen()["count"] >= WORK, "the end of the outbox")
        return cpu.memory(process.pid)


def _idle(made: House, role: str, api_url: str) -> tuple[float, float]:
    with made.role(role, BOT_API_URL=api_url) as process:
        wait_until(lambda: cpu.seconds(process.pid) > 0.3, f"the start of the role {role}")
        before = -1.0
        while (used := cpu.seconds(process.pid)) - before > 0.3:  # until it has imported everything
            before = used
            time.sleep(SETTLED)
        return cpu.memory(process.pid)
