"""What admins see of a coalition's settlement and of new rules tried on the past."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.ui import replay, settlement
from bot.ui.texts import Texts
from services.program_file import edit, parse
from services.replay import Line, Report, Side
from services.rules.settlement import CardMovement, Movement, clear
from services.settlement import Settlement, Span
from tests.bot.ui.gallery.words import BIG, Shown, Words

EXAMPLE = Path(__file__).parents[4] / "examples/coffee.toml"
PARTIES = 20


def coalition(t: Texts, w: Words) -> Shown:
    title = " ".join(w.title.split())[:200]
    config = parse(edit(EXAMPLE.read_text("utf-8"), "tiers[1].title.en", title))
    return _settlement(t, w) | {
        "replay.waiting": replay.waiting(t, draft="x" * 20, done=10_000, total=1_000_000),
        "replay.waiting none": replay.waiting(t, draft="1", done=0, total=0),
        "replay.show": replay.show(t, report=_report(1.37), config=config, draft="x" * 20, days=90),
        "replay.show same": replay.show(t, report=_report(1), config=config, draft="1", days=90),
        "replay.show none": replay.show(t, report=_report(0), config=config, draft="1", days=90),
        "replay.failed": replay.failed(t, draft="1"),
    }


def _settlement(t: Texts, w: Words) -> Shown:
    span, zone = Span(date(2026, 10, 1), date(2026, 10, 31)), ZoneInfo("Europe/Moscow")
    moved = [
        Movement(kind, None if number == 1 else number, 1 + number % PARTIES, 1, BIG // number)
        for number in range(1, PARTIES)
        for kind in ("spend", "expire")
    ]
    cards = [CardMovement(number, number % 3 or None, BIG, BIG // number) for number in range(2, PARTIES)]
    many = clear(dict.fromkeys(range(2, PARTIES), BIG), moved, lambda version, acceptor: 100, cards)
    names: dict[int | None, str | None] = {None: None, **dict.fromkeys(range(1, PARTIES + 1), w.name)}
    full = Settlement(span, zone, "RUB", 100, names, many)
    empty = Settlement(span, zone, "RUB", 100, {}, clear({}, [], lambda version, acceptor: 100))
    return {
        "settlement.months": settlement.months(t, first_days=[date(2026, month, 1) for month in range(1, 7)]),
        "settlement.show": settlement.show(t, settlement=full),
        "settlement.show none": settlement.show(t, settlement=empty),
    }


def _report(factor: float) -> Report:
    def line(number: int) -> Line:
        return Line(number if factor else 0, BIG, int(number * factor), number, 0, int(BIG / 20 * factor))

    def side(number: int) -> Side:
        tiers = {code: line(number) for code in (None, "guest", "friend", "family", "gone")}
        return Side(line(number), tiers, {code: line(number) for code in ("center", "ural", "shut")})

    return Report("RUB", None, None, side(12_345), side(int(12_345 * (factor or 1))))
