"""`regulars ledger verify` as a person at a terminal runs it."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.embedded import Addresses
from services.database import rows
from tests.factories import joined
from tests.services.refunds.shop import open_shop
from tests.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path, database: str, servers: Addresses) -> Terminal:
    return Terminal(tmp_path, database, servers.redis_url)


async def test_the_ledger_is_right_until_somebody_damages_it(terminal: Terminal, now: datetime) -> None:
    shop = await open_shop(now)
    customer = await joined(shop.program, now)
    await shop.sell(customer)
    right = terminal.run("ledger", "verify", "--program", "test")
    assert (right.returncode, right.stderr) == (0, "")
    assert right.stdout.strip() == "OK: the balances of 1 customers of test are what their entries say"
    await rows("update balance set available = available + 1")
    wrong = terminal.run("ledger", "verify")
    assert wrong.returncode == 1
    assert (
        f"card {customer.card}: not so: the entries sum to the balance: balance: 28, not 27" in wrong.stdout
    )
    assert "test: 2 differences; 1 customers checked" in wrong.stdout


async def test_there_may_be_no_such_program(terminal: Terminal) -> None:
    assert "there is no such program" in terminal.refused("ledger", "verify", "--program", "nothing")[1]
