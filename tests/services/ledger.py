"""The six invariants of the ledger (design, section 4), checked on the rows of a whole program."""

from services.database import rows
from services.programs import Program

# each query must find nothing
INVARIANTS = {
    "sums are sound": """
        select * from balance where program_id = $1 and (least(available, pending, held, debt) < 0
                                                         or (available > 0 and debt > 0))""",
    "entries are the sums": """
        select c.id from customer c
        left join balance b on b.program_id = c.program_id and b.customer_id = c.id
        where c.program_id = $1 and coalesce(b.available + b.pending + b.held - b.debt, 0)
              <> (select coalesce(sum(points), 0) from entry e where e.program_id = $1 and e.customer_id = c.id)""",
    "lots are the sums": """
        select b.* from balance b where b.program_id = $1 and (
            b.available <> (select coalesce(sum(remaining), 0) from lot l
                            where l.program_id = $1 and l.customer_id = b.customer_id and l.matured)
            or b.pending <> (select coalesce(sum(remaining), 0) from lot l
                             where l.program_id = $1 and l.customer_id = b.customer_id and not l.matured)
            or b.held <> (select coalesce(sum(held), 0) from lot l
                          where l.program_id = $1 and l.customer_id = b.customer_id))""",
    "lots are whole": """
        select * from lot where program_id = $1 and (issued <> remaining + held + consumed - restored
                                                     or least(remaining, held, consumed, restored) < 0)""",
    "a lot is what its entry gave": """
        select l.* from lot l join entry e on e.program_id = l.program_id and e.id = l.entry_id
        where l.program_id = $1 and (l.issued <> e.points or l.customer_id <> e.customer_id)""",
    "what left was allocated": """
        select e.* from entry e where e.program_id = $1 and e.points < 0 and -e.points <>
            (select coalesce(sum(a.points), 0) from allocation a where a.program_id = $1 and a.entry_id = e.id)""",
    "a receipt earned what it was priced to": """
        select r.* from receipt r where r.program_id = $1 and r.earned <>
            (select coalesce(sum(e.points), 0) from entry e
             where e.program_id = $1 and e.receipt_id = r.id and e.kind = 'earn')""",
    "lines are the receipt": """
        select r.* from receipt r where r.program_id = $1 and
            (select (r.total, r.earned) is distinct from (sum(l.amount)::bigint, sum(l.earned)::bigint)
             from receipt_line l where l.program_id = $1 and l.receipt_id = r.id)""",
    "facts are the receipts": """
        select c.id from customer c where c.program_id = $1 and
            (select (c.receipts, c.spent) is distinct from (count(*)::int, coalesce(sum(r.total), 0)::bigint)
             from receipt r where r.program_id = $1 and r.customer_id = c.id)""",
}


async def assert_sound(program: Program) -> None:
    """Fail with the name of the first invariant that does not hold, and the rows that break it."""
    for name, query in INVARIANTS.items():
        broken = await rows(query, program.id)
        assert not broken, f"{name}: {broken[:3]}"
