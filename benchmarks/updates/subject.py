"""Updates a second through the whole dispatcher, beside aiogram with one handler that says the same."""

from __future__ import annotations

from statistics import median

from benchmarks import apart
from benchmarks.effort import Effort, ratio
from benchmarks.house import house
from benchmarks.report import Report, Row

AIM = 2.0
BARE = "bare aiogram, one handler"
# the first one's handler asks the database nothing: it is what the dispatcher itself costs
WORDS = {"/help": "a command that needs no data", "/balance": "the balance", "/menu": "the menu"}


def measure(effort: Effort) -> Report:
    """Start a deployment and measure in one process beside it."""
    report = Report("updates")
    with house() as made:
        samples = apart.run(
            "benchmarks.updates.both",
            database_url=made.addresses.database_url,
            redis_url=made.addresses.redis_url,
            program_id=made.facts.program_id,
            customers=made.facts.customers,
            rounds=effort.rounds,
            seconds=effort.seconds,
            words=list(WORDS),
        )
    for word, what in WORDS.items():
        times = ratio(samples, "bare", word)
        aim, met = (f"≤ {AIM:.1f} × the time", times <= AIM) if word == "/help" else ("", None)
        rate, bare = median(samples[word]), median(samples["bare"])
        report.add(Row(f"{word}, {what}", rate, "/s", BARE, bare, times, aim, met))
    return report
