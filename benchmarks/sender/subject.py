"""Messages a second from outbox rows to a Telegram that answers in 50 ms, and what a steady pace costs."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass
from statistics import median

import orjson

from benchmarks import apart, cpu
from benchmarks.apart import beside, module_command, wait_until
from benchmarks.effort import Effort, alternate, ratio
from benchmarks.house import SECRET, TOKEN, House, answers, free_port, house, with_services
from benchmarks.receipts.rows import NEWS
from benchmarks.report import Report, Row
from bot.sender.letters import letter
from bot.ui.outbox import render
from bot.ui.program_texts import texts_of
from services import programs
from services.keyring import Keyring

PACE = 1000
CUSTOMERS = 40_000
MESSAGES = 20_000
AIM_SHARE = 0.70
AIM_CORES = 0.40
OURS, RAW, AIOGRAM = "outbox rows through the sender", "raw aiohttp", "aiogram send_message"

ROWS = """
insert into outbox (program_id, kind, message_class, priority, customer_id, due_at, expires_at, dedup_key, payload,
                    state, attempts, created_at)
select $1, 'receipt_recorded', 'transactional', 10, id, now(), now() + interval '2 days', $2 || id,
       $3::jsonb || jsonb_build_object('total', 5000 + id * 37 % 300000, 'balance', id % 5000,
                                       'to_next', id * 91 % 900000),
       'queued', 0, now()
from customer where program_id = $1 order by id limit $4
"""
LEFT = "select count(*) as count from outbox where state = 'queued' and due_at <= now()"


def measure(effort: Effort) -> Report:
    """Start a deployment and a far side, and measure."""
    report = Report("sender")
    port = free_port()
    with house(CUSTOMERS) as made, beside(module_command("benchmarks.sender.far_side", port=port)):
        wait_until(lambda: answers(port, "/"), "an answer of the far side")
        work = Work(made, FarSide(port), effort, fields_of(made))
        _report_rates(report, work)
        _report_cost(report, work)
    return report


@dataclass(frozen=True)
class FarSide:
    """The far side as the conductor asks it."""

    port: int

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def seen(self, path: str = "/") -> dict[str, float]:
        """How many messages came, and when (its own clock)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path)
        found: dict[str, float] = orjson.loads(connection.getresponse().read())
        connection.close()
        return found

    def rate(self, least: float = 0.0) -> float:
        """Messages a second from the first to the last that came, or over ``least`` seconds if it took less."""
        seen = self.seen()
        return seen["count"] / max(least, seen["last"] - seen["first"])


@dataclass
class Work:
    """What the contenders work on; ``fields`` is the body that all of them post, without its chat."""

    house: House
    far: FarSide
    effort: Effort
    fields: str
    filled: int = 0

    def fill(self, count: int) -> None:
        """So many messages that are due, each to another person."""
        self.filled += 1
        self.house.ask(ROWS, self.house.facts.program_id, f"bench:{self.filled}:", NEWS, count)

    def empty(self) -> None:
        """Forget all messages."""
        self.house.ask("truncate outbox")

    def ours(self) -> float:
        """Messages a second from rows that are all due at once."""
        self.empty()
        command = module_command(
            "benchmarks.sender.ours",
            database_url=self.house.addresses.database_url,
            redis_url=self.house.addresses.redis_url,
            api_url=self.far.url,
        )
        with beside(command):
            self._wake()
            self.far.seen("/reset")
            self.fill(MESSAGES)
            wait_until(lambda: self.far.seen()["count"] >= MESSAGES, "the end of the outbox", 300.0, 0.1)
            return self.far.rate()

    def _wake(self) -> None:
        """One message, so that the sender is known to be up."""
        self.far.seen("/reset")
        self.fill(1)
        wait_until(lambda: self.far.seen()["count"] >= 1, "the first message")
        time.sleep(1.5)  # a second message in the same chat has to wait as long

    def raw(self) -> float:
        """Messages a second."""
        self.far.seen("/reset")
        apart.run("benchmarks.sender.raw", url=self._url(), fields=self.fields, seconds=self.effort.seconds)
        return self.far.rate(self.effort.seconds)

    def aiogram(self) -> float:
        """Messages a second."""
        self.far.seen("/reset")
        how = {"token": TOKEN, "fields": self.fields, "seconds": self.effort.seconds}
        apart.run("benchmarks.sender.by_aiogram", url=self.far.url, **how)
        return self.far.rate(self.effort.seconds)

    def paced_ours(self) -> float:
        """Share of a core that the real role uses at the pace."""
        self.empty()
        with self.house.role("sender", BOT_API_URL=self.far.url, SEND_RATE=str(PACE)) as process:
            self._wake()
            self.fill(round(PACE * (self.effort.seconds + 2)))
            time.sleep(1.0)
            return self._share(process.pid)

    def paced_raw(self) -> float:
        """Share of a core that raw aiohttp uses at the pace."""
        seconds = self.effort.seconds + 4
        command = module_command(
            "benchmarks.sender.raw", url=self._url(), fields=self.fields, seconds=seconds, rate=PACE
        )
        self.far.seen("/reset")
        with beside(command, output=self.house.folder / "raw.log") as process:
            wait_until(lambda: self.far.seen()["count"] >= PACE / 2, "a steady pace")
            return self._share(process.pid)

    def _share(self, pid: int) -> float:
        before, came, began = cpu.seconds(pid), self.far.seen()["count"], time.monotonic()
        time.sleep(self.effort.seconds)
        used, took = cpu.seconds(pid) - before, time.monotonic() - began
        rate = (self.far.seen()["count"] - came) / took
        return used / took * PACE / rate  # as if the pace had been kept exactly

    def _url(self) -> str:
        return f"{self.far.url}/bot{TOKEN}/sendMessage"


def fields_of(made: House) -> str:
    """The body that the sender makes of the rows, without its chat."""

    async def write() -> str:
        await programs.set_bot_token(made.facts.program_id, TOKEN, Keyring(SECRET))
        config = (await programs.load(made.facts.program_id)).config
        screen = render("receipt_recorded", orjson.loads(NEWS), texts_of(config, "ru"), config)
        return letter(screen, {"allow_paid_broadcast": True}).fields.decode()

    return with_services(made.addresses, write)


def _report_rates(report: Report, work: Work) -> None:
    samples = alternate(work.effort.rounds, {RAW: work.raw, OURS: work.ours, AIOGRAM: work.aiogram})
    for other in (RAW, AIOGRAM):
        share = ratio(samples, OURS, other)
        aim, met = (f"≥ {AIM_SHARE:.2f}", share >= AIM_SHARE) if other == RAW else ("", None)
        report.add(Row(OURS, median(samples[OURS]), "/s", other, median(samples[other]), share, aim, met))


def _report_cost(report: Report, work: Work) -> None:
    samples = alternate(work.effort.rounds, {RAW: work.paced_raw, OURS: work.paced_ours})
    used = median(samples[OURS])
    report.add(
        Row(
            f"processor at {PACE:,}/s", used, "cores", RAW, median(samples[RAW]), ratio(samples, OURS, RAW),
            f"≤ {AIM_CORES:.2f} cores", used <= AIM_CORES,
        )
    )  # fmt: skip
