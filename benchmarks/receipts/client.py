"""The load generator in a process of its own, against one program of a prepared house."""

from __future__ import annotations

import itertools
from typing import Any

from benchmarks import apart
from benchmarks.house import Facts

LOAD = "benchmarks.receipts.load"
_runs = itertools.count(1)


def posted(facts: Facts, port: int, path: str, **how: Any) -> dict[str, Any]:
    """Rate and times of so many clients, see ``benchmarks.receipts.load.load``."""
    found: dict[str, Any] = apart.run(LOAD, **asked(facts, port, path, **how))
    return found


def asked(facts: Facts, port: int, path: str, **how: Any) -> dict[str, Any]:
    """What the load generator is told; no two runs give a receipt the same id."""
    customers, key = facts.customers, facts.merchant_key
    return {
        "port": port,
        "path": path,
        "key": key,
        "prefix": f"H{next(_runs)}",
        "customers": customers,
        **how,
    }
