"""The command line: `python -m benchmarks [SUBJECT …]`; `--help` lists the subjects."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from importlib import import_module

from benchmarks.effort import Effort
from benchmarks.report import Report, show, store

SUBJECTS = {
    "receipts": "benchmarks.receipts.subject",
    "rules": "benchmarks.receipts.rules",
    "races": "benchmarks.till.races",
    "quotes": "benchmarks.till.quotes",
    "updates": "benchmarks.updates.subject",
    "sender": "benchmarks.sender.subject",
    "startup": "benchmarks.startup",
    "memory": "benchmarks.memory",
}


def main() -> None:
    """Measure what was asked for, everything by default; tables to the terminal, JSON to benchmarks/results."""
    chosen = _arguments()
    for name in chosen.subjects or SUBJECTS:
        print(f"\n{name}: measuring …", flush=True)
        measure: Callable[[Effort], Report] = import_module(SUBJECTS[name]).measure
        report = measure(Effort(chosen.rounds, chosen.seconds))
        show(report)
        print(f"kept in {store(report, reference=chosen.reference)}", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"of {', '.join(SUBJECTS)}")
    parser.add_argument("--rounds", type=int, default=3, help="how often each pair is measured (3)")
    parser.add_argument("--seconds", type=float, default=4.0, help="how long each measurement lasts (4)")
    parser.add_argument("--reference", action="store_true", help="keep it in results/reference.json as well")
    chosen = parser.parse_args()
    unknown = [name for name in chosen.subjects if name not in SUBJECTS]
    if unknown or chosen.rounds < 1 or chosen.seconds <= 0:
        parser.print_usage(sys.stderr)
        sys.exit(
            f"there is no subject {', '.join(unknown)}" if unknown else "rounds and seconds are positive"
        )
    return chosen


if __name__ == "__main__":
    main()
