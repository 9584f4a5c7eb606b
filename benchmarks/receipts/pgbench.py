"""pgbench, the C client that comes with PostgreSQL: one receipt a transaction, prepared statements."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from benchmarks.house import House
from benchmarks.receipts import rows as r
from bot.places import find_place

RATE = re.compile(r"^tps = ([0-9.]+) \(without initial connection time\)", re.MULTILINE)
SCRIPT = Path(__file__).with_name("receipt.sql")


def is_there(house: House) -> bool:
    """Whether the package has brought it."""
    return _program(house).exists()


def _program(house: House) -> Path:
    return find_place(house.folder).postgres_programs / "pgbench"


def transactions(house: House, clients: int, seconds: float) -> float:
    """Receipts committed a second. Raises RuntimeError with what pgbench said."""
    facts = house.facts
    variables = {
        "program": facts.program_id,
        "version": facts.version,
        "merchant": facts.merchant_id,
        "store": facts.store_id,
        "employee": facts.employee_id,
        "first": facts.first_customer,
        "last": facts.first_customer + facts.customers - 1,
        "total": r.TOTAL,
        "earned": r.EARNED,
    }
    url = urlsplit(house.addresses.database_url)
    server = ["-h", parse_qs(url.query)["host"][0], "-U", url.username or "postgres"]
    how = ["-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-T", str(max(1, round(seconds)))]
    defined = [part for name, value in variables.items() for part in ("-D", f"{name}={value}")]
    done = subprocess.run(
        [str(_program(house)), *how, *server, *defined, "-f", str(SCRIPT), url.path.lstrip("/")],
        capture_output=True,
        check=False,
        text=True,
    )
    found = RATE.search(done.stdout)
    if done.returncode != 0 or not found:
        raise RuntimeError(f"pgbench failed: {done.stderr[-1000:]}")
    return float(found[1])
