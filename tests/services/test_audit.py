"""The journal: who is meant by an actor, found without a look at every customer."""

from datetime import datetime

from services import audit
from services.database import rows, transaction
from tests.factories import joined, make_program


async def test_actors_have_their_names(database: str, now: datetime) -> None:
    program = await make_program(now)
    ann = await joined(program, now, telegram_id=77)
    async with transaction() as connection:
        for actor in ("telegram:77", "telegram:78", "command line", f"telegram:{2**62}"):
            await audit.record(connection, program.id, actor=actor, action="grant", target=ann.card, now=now)
    acts = {act.actor: act for act in await audit.page(program.id, limit=10)}
    assert (acts["telegram:77"].name, acts["telegram:77"].card) == ("Ann", ann.card)
    assert acts["telegram:78"].name is acts["command line"].name is acts[f"telegram:{2**62}"].name is None


async def test_a_page_looks_customers_up(database: str, now: datetime) -> None:
    program = await make_program(now)
    await rows(
        "insert into customer (program_id, telegram_id, card, name, language, language_chosen, created_at,"
        " service_messages, receipts, spent, tags)"
        " select $1, n, n, '', 'en', false, $2, true, 0, 0, '[]' from generate_series(1, 5000) n",
        program.id,
        now,
    )
    await rows("analyze customer")
    plan = await rows("explain " + audit.PAGE, program.id, 10, 0)
    assert not [line for line in plan if "Seq Scan on customer" in line["QUERY PLAN"]], plan
