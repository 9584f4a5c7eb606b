"""The transfers of one customer, as an admin reads them."""

from __future__ import annotations

from services.database import row, rows
from services.errors import NotFound
from services.history import PAGE_SIZE, Page
from services.transfers.shapes import Passed

COLUMNS = """
t.id, t.at, t.points + t.owed as points, t.giver_id = $2 as outward, o.id as other_id, o.card as other_card,
upper(left(o.name, 1)) as other_initial, t.undoes_id is not null as undoes, u.points + u.owed as returned
from transfer t
join customer o on o.program_id = $1 and o.id = case when t.giver_id = $2 then t.receiver_id else t.giver_id end
left join transfer u on u.program_id = $1 and u.undoes_id = t.id
"""
PAGE = f"""
select {COLUMNS} where t.program_id = $1 and (t.giver_id = $2 or t.receiver_id = $2)
order by t.at desc, t.id desc limit $3 offset $4
"""
ONE = f"select {COLUMNS} where t.program_id = $1 and t.giver_id = $2 and t.id = $3"
COUNT = "select count(*) as count from transfer where program_id = $1 and (giver_id = $2 or receiver_id = $2)"
GIVER = "select giver_id from transfer where program_id = $1 and id = $2 and undoes_id is null"


async def page(program_id: int, customer_id: int, number: int, *, size: int = PAGE_SIZE) -> Page[Passed]:
    """A page (from 1; beyond the last: the last), the newest first."""
    counted = await row(COUNT, program_id, customer_id)
    pages = max(1, -(-(counted["count"] if counted else 0) // size))
    number = min(max(number, 1), pages)
    found = await rows(PAGE, program_id, customer_id, size, (number - 1) * size)
    return Page(tuple(Passed(**one) for one in found), number, pages)


async def one(program_id: int, transfer_id: int) -> tuple[int, Passed]:
    """A transfer that is no undo, as its giver's, and who that is. Raises NotFound ``unknown_transfer``."""
    given = await row(GIVER, program_id, transfer_id)
    found = await row(ONE, program_id, given["giver_id"], transfer_id) if given else None
    if given is None or found is None:
        raise NotFound("unknown_transfer")
    return given["giver_id"], Passed(**found)
