"""A customer's own rhythm: the median pause between the last purchases."""

from __future__ import annotations

from collections.abc import Sequence

from services.database import Connection, fetch

LATEST = 20  # purchases that tell the habit of now
LEAST = 2  # pauses below which there is no habit yet

REFRESH = """
with pauses as (
  select r.customer_id,
         extract(epoch from r.issued_at - lag(r.issued_at) over (partition by r.customer_id order by r.issued_at))
             as pause
  from unnest($2::bigint[]) as touched(id)
  cross join lateral (select customer_id, issued_at from receipt
                      where program_id = $1 and customer_id = touched.id and (refunded < total or total = 0)
                      order by issued_at desc limit $3) r
), medians as (
  select customer_id, percentile_cont(0.5) within group (order by pause)::int as median
  from pauses where pause > 0 group by customer_id having count(*) >= $4
)
update customer c set rhythm_seconds = m.median
from unnest($2::bigint[]) as touched(id) left join medians m on m.customer_id = touched.id
where c.program_id = $1 and c.id = touched.id and c.rhythm_seconds is distinct from m.median
"""


async def refresh(connection: Connection, program_id: int, customer_ids: Sequence[int]) -> None:
    """Work out the rhythm of locked customers anew; several receipts of one moment are one visit."""
    await fetch(connection, REFRESH, program_id, sorted(set(customer_ids)), LATEST, LEAST)
