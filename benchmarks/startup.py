"""How soon a second `regulars run` answers: its page, and the first message in a chat."""

from __future__ import annotations

import http.client
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from benchmarks.apart import beside, wait_until
from benchmarks.effort import Effort, alternate
from benchmarks.house import answers, folder, free_port
from benchmarks.report import Report, Row
from sandbox.people import CUSTOMER_ID

AIM_PAGE, AIM_CHAT = 3.0, 8.0
PAGE, CHAT = "a page answers", "the bot's first message in a chat"


COMMAND = [sys.executable, "-P", "-m", "bot", "run"]
EMPTY = dict.fromkeys(
    ("BOT_TOKEN", "BOT_API_URL", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "PROGRAM_FILE"), ""
)


def measure(effort: Effort) -> Report:
    """Start once to make everything, then measure later starts."""
    report = Report("startup")
    with folder() as place:
        starts = _Starts(place)
        first = starts.page()
        samples = alternate(effort.rounds, {PAGE: starts.page, CHAT: starts.chat})
    for name, aim in ((PAGE, AIM_PAGE), (CHAT, AIM_CHAT)):
        took = median(samples[name])
        note = f"the very first start, which makes the database, took {first:.1f} s" if name == PAGE else ""
        report.add(Row(name, took, "s", aim=f"≤ {aim:.0f} s", met=took <= aim, note=note))
    return report


class _Starts:
    """One data folder, started again and again."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._port = free_port()
        self._variables = {
            **EMPTY,
            "DATA_DIR": str(place),
            "HTTP_PORT": str(self._port),
            "LOG_LEVEL": "warning",
        }

    def page(self) -> float:
        """Seconds until the sandbox's page is there."""
        began = time.monotonic()
        with beside(COMMAND, self._variables, self._place, self._place / "run.log"):
            wait_until(lambda: answers(self._port, "/sandbox"), "the page", 120.0)
            return time.monotonic() - began

    def chat(self) -> float:
        """Seconds until the bot says something to somebody who pressed Start as soon as it was possible."""
        began = time.monotonic()
        with beside(COMMAND, self._variables, self._place, self._place / "run.log"):
            wait_until(lambda: answers(self._port, "/sandbox"), "the page", 120.0)
            before = len(self._ask("GET", f"/sandbox/chats/{CUSTOMER_ID}")["messages"])
            self._ask("POST", f"/sandbox/chats/{CUSTOMER_ID}/start", {})
            wait_until(lambda: self._heard(before), "the first message", 120.0)
            return time.monotonic() - began

    def _heard(self, before: int) -> bool:
        messages = self._ask("GET", f"/sandbox/chats/{CUSTOMER_ID}")["messages"]
        return any(message["from"]["is_bot"] for message in messages[before:])

    def _ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        sent = None if body is None else orjson.dumps(body)
        connection.request(method, path, sent, {"Content-Type": "application/json"} if sent else {})
        found: dict[str, Any] = orjson.loads(connection.getresponse().read())
        connection.close()
        return found
