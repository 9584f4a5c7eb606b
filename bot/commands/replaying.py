"""`program check FILE --replay`: past receipts through a new file, as tables in the terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TypeAlias, TypeVar

from bot.commands.opening import with_services
from bot.commands.settlement import day
from bot.commands.tables import table
from bot.deployment import read_text
from bot.settings import Settings
from services import programs, replay
from services.clock import SystemClock
from services.program_file import ProgramConfig, parse
from services.program_file.written import money_text
from services.replay import NOTHING, Line, Report
from services.rules.segments import start_of_day

Say = Callable[[str], None]
Code = TypeVar("Code")
Files: TypeAlias = tuple[ProgramConfig, ProgramConfig]
"""The one in force, and the new one."""
SECONDS_BETWEEN = 10.0
HEADS = ("file", "receipts", "sales", "earned", "gifts", "paid with points", "discount", "cost", "cost %")


def show(file: Path, first: str | None, last: str | None, say: Say) -> None:
    """Print what the file in force and the new one make of the receipts of these days (default: of all)."""
    text = read_text(file)
    config = parse(text)
    zone = config.stores[0].zone
    begin, end = day(first), day(last)

    async def command(_settings: Settings) -> tuple[ProgramConfig, Report]:
        program = await programs.by_slug(config.program.slug)
        report = await replay.compare(
            program,
            text,
            now=SystemClock().now(),
            begin=start_of_day(begin, zone) if begin else None,
            end=start_of_day(end + timedelta(days=1), zone) if end else None,
            progress=_Progress(),
        )
        return program.config, report

    present, report = with_services(command)
    for line in _lines(report, (present, config), begin, end):
        say(line)


class _Progress:
    """How far it is: on one line of a terminal that somebody looks at, else a line now and then."""

    def __init__(self) -> None:
        self._told_at = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        words = f"{done:,} of {total:,} receipts"
        if sys.stderr.isatty():
            print(f"\r{words}", end="\n" if done >= total else "", file=sys.stderr, flush=True)
        elif time.monotonic() - self._told_at > SECONDS_BETWEEN:
            print(words, file=sys.stderr, flush=True)
            self._told_at = time.monotonic()


def _lines(report: Report, files: Files, begin: date | None, end: date | None) -> list[str]:
    if not report.receipts:
        return ["There are no receipts with a customer to compare."]
    span = f", {begin or 'the first'} to {end or 'the last'}" if begin or end else ""
    present, new = report.present, report.new
    tiers = {code or "no tier": pair for code, pair in _pairs(present.by_tier, new.by_tier).items()}
    return [
        f"{report.receipts:,} receipts with a customer{span}, in {report.currency}",
        "Cost is the discount, and what the points earned and given will pay. Gifts are points of promo codes and",
        "full stamp cards. Promo codes count where they were used. Not counted: tiers that were given or paid for.",
        *(
            [f"Not counted either, for segments are new or others than before: {', '.join(report.unseen)}."]
            if report.unseen
            else []
        ),
        "",
        *_table("In all", {"": (present.total, new.total)}, files),
        "",
        *_table("Tier", tiers, files),
        "",
        *_table("Store", _pairs(present.by_store, new.by_store), files),
    ]


def _pairs(before: Mapping[Code, Line], after: Mapping[Code, Line]) -> dict[Code, tuple[Line, Line]]:
    codes = dict.fromkeys((*before, *after))
    return {code: (before.get(code, NOTHING), after.get(code, NOTHING)) for code in codes}


def _table(name: str, pairs: Mapping[str, tuple[Line, Line]], files: Files) -> list[str]:
    rows = [
        (code if file == "present" else "", file, *_cells(line, config))
        for code, pair in pairs.items()
        for file, line, config in zip(("present", "new"), pair, files, strict=True)
    ]
    return table((name, *HEADS), rows, left=2)


def _cells(line: Line, config: ProgramConfig) -> tuple[str, ...]:
    currency = config.program.currency

    def points(number: int) -> str:
        return money_text(number, currency) if config.points.are_money else f"{number:,}"

    return (
        f"{line.receipts:,}",
        money_text(line.turnover, currency),
        points(line.earned),
        points(line.gifts),
        points(line.redeemed),
        money_text(line.discount, currency),
        money_text(line.cost, currency),
        f"{line.share:.2%}",
    )
