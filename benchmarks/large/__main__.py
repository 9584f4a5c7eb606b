"""The command line: `python -m benchmarks.large [expiry] [replay] [--size 1000000]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from importlib import import_module

from benchmarks.report import Report, show, store

SUBJECTS = {"expiry": "benchmarks.large.expiry", "replay": "benchmarks.large.replay"}


def main() -> None:
    """Measure what was asked for, everything by default; tables to the terminal, JSON to benchmarks/results."""
    chosen = _arguments()
    for name in chosen.subjects or SUBJECTS:
        print(f"\n{name}: measuring with {chosen.size:,} …", flush=True)
        measure: Callable[[int], Report] = import_module(SUBJECTS[name]).measure
        report = measure(chosen.size)
        show(report)
        print(f"kept in {store(report, reference=chosen.reference)}", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"of {', '.join(SUBJECTS)}")
    parser.add_argument("--size", type=int, default=1_000_000, help="how many rows it is about (1000000)")
    parser.add_argument("--reference", action="store_true", help="keep it in results/reference.json as well")
    chosen = parser.parse_args()
    unknown = [name for name in chosen.subjects if name not in SUBJECTS]
    if unknown or chosen.size < 1:
        parser.print_usage(sys.stderr)
        sys.exit(f"there is no subject {', '.join(unknown)}" if unknown else "the size is positive")
    return chosen


if __name__ == "__main__":
    main()
