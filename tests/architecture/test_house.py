"""The house keeps its rules, and each rule would notice when it did not."""

from collections.abc import Callable, Iterator

import pytest

from tests.architecture import rules
from tests.architecture.sources import ROOT, Source, source, sources

Rule = Callable[[Source], Iterator[str]]
RULES: tuple[Rule, ...] = (
    rules.knows_aiogram,
    rules.queries,
    rules.opens_transactions,
    rules.leaves_transactions,
    rules.writes_points,
    rules.reads_environment,
    rules.asks_the_time,
    rules.too_long,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_program_keeps_the_rule(rule: Rule) -> None:
    assert [broken for module in sources() for broken in rule(module)] == []


BREAKS = [
    (rules.knows_aiogram, "bot/ui/card.py", "from aiogram.types import Message"),
    (rules.knows_aiogram, "scheduler/jobs.py", "def job():\n    import aiogram"),
    (rules.queries, "handlers/customer/card.py", "from models import Customer"),
    (rules.queries, "webhooks/api/receipts.py", "from services.database import rows"),
    (rules.queries, "webhooks/api/receipts.py", "from services import database"),
    (rules.queries, "scheduler/jobs.py", "import asyncpg"),
    (rules.queries, "scheduler/jobs.py", "job('select id from customer')"),
    (
        rules.opens_transactions,
        "handlers/customer/card.py",
        "async def f():\n    async with transaction(): pass",
    ),
    (
        rules.leaves_transactions,
        "services/tiers.py",
        "async def f():\n    async with transaction() as c:\n        await asyncio.gather(a(), b())",
    ),
    (
        rules.leaves_transactions,
        "services/tiers.py",
        "async def f():\n    async with transaction():\n        if x:\n            asyncio.create_task(a())",
    ),
    (
        rules.writes_points,
        "services/tiers.py",
        "SQL = 'with x as (select 1) INSERT INTO entry (id) values (1)'",
    ),
    (rules.writes_points, "services/tiers.py", "def f(t): return f'update balance set {t} = 1'"),
    (rules.writes_points, "services/tiers.py", "async def f(): await Lot.filter(id=1).update(remaining=0)"),
    (rules.writes_points, "sandbox/till.py", "SQL = 'delete from\\n  allocation'"),
    (rules.reads_environment, "services/tiers.py", "import os\nos.environ['BOT_TOKEN']"),
    (rules.reads_environment, "bot/app.py", "import os\nos.getenv('BOT_TOKEN')"),
    (rules.asks_the_time, "services/tiers.py", "from datetime import datetime, UTC\ndatetime.now(UTC)"),
    (rules.asks_the_time, "services/tiers.py", "SQL = 'select 1 where due_at < now()'"),
    (rules.too_long, "services/tiers.py", "def f():\n" + "    g()\n" * 61),
]


@pytest.mark.parametrize(("rule", "path", "text"), BREAKS)
def test_the_rule_notices(rule: Rule, path: str, text: str) -> None:
    assert list(rule(source(ROOT / path, text))) != []


KEEPS = [
    (rules.knows_aiogram, "handlers/customer/card.py", "from aiogram.types import Message"),
    (rules.queries, "services/tiers.py", "from services.database import rows\nrows('select 1 from tier')"),
    (
        rules.queries,
        "handlers/customer/card.py",
        "from services import customers\nsay('Select a gift from us')"[:60],
    ),
    (rules.writes_points, "services/points.py", "SQL = 'insert into entry (id) values (1)'"),
    (rules.writes_points, "services/tiers.py", "SQL = 'select * from entry join lot on true'"),
    (rules.writes_points, "services/tiers.py", '"""Docs that say update balance."""'),
    (rules.asks_the_time, "services/tiers.py", "async def f(clock): return clock.now()"),
    (
        rules.leaves_transactions,
        "services/tiers.py",
        "async def f():\n    async with transaction():\n        await g()\n    await asyncio.gather(a(), b())",
    ),
]


@pytest.mark.parametrize(("rule", "path", "text"), KEEPS)
def test_the_rule_lets_pass(rule: Rule, path: str, text: str) -> None:
    assert list(rule(source(ROOT / path, text))) == []
