"""What a program that has run for a while has in its tables.

Not only for realism: PostgreSQL keeps the plans of foreign key checks, and those made for empty tables that
were analyzed read whole tables until the next analyze.
"""

from __future__ import annotations

RECEIPTS = """
insert into receipt (program_id, program_version, id, merchant_id, receipt_id, input_hash, store_id, employee_id,
                     customer_id, issued_at, recorded_at, currency, total, discount, redeemed, earned, tier, answer)
select $1, 1, -n, $2, 'old-' || n, sha256(n::text::bytea), $3, $4, c.id, $5, $5, 'RUB', 89000, 0, 0, 44, $7::text,
       convert_to(repeat('answer ', 60), 'UTF8')
from customer c cross join lateral (select (c.id - $6::bigint) * 4 + 4 as n) as numbered
where c.program_id = $1
"""
LINES = """
insert into receipt_line (program_id, receipt_id, number, sku, name, category, quantity, amount, cost, earned)
select program_id, id, number, 'latte', 'Латте', 'coffee', 2, 29000, 9000, 14
from receipt cross join generate_series(0, 2) as number where program_id = $1
"""
ENTRIES = """
insert into entry (program_id, customer_id, id, kind, points, at, actor, receipt_id, merchant_id)
select program_id, customer_id, id + 1, 'earn', earned, issued_at, 'merchant:1', id, merchant_id
from receipt where program_id = $1
"""
LOTS = """
insert into lot (program_id, customer_id, id, entry_id, merchant_id, issued, remaining, held, consumed, restored,
                 matures_at, matured, expires_at)
select program_id, customer_id, id + 2, id + 1, merchant_id, earned, earned, 0, 0, 0, issued_at, true,
       issued_at + interval '365 days'
from receipt where program_id = $1
"""
BALANCES = """
insert into balance (program_id, customer_id, available, pending, held, debt)
select program_id, customer_id, earned, 0, 0, 0 from receipt where program_id = $1
"""
INVITATIONS = """
insert into invitation (program_id, id, customer_id, receipt_id, store_id, employee_id, due_at, expires_at)
select program_id, id + 3, customer_id, id, store_id, employee_id, issued_at, issued_at
from receipt where program_id = $1
"""
MESSAGES = """
insert into outbox (program_id, kind, message_class, priority, customer_id, due_at, expires_at, dedup_key, payload,
                    state, attempts, finished_at, created_at)
select program_id, 'receipt_recorded', 'transactional', 10, customer_id, issued_at, issued_at, 'receipt:' || id, '{}',
       'sent', 1, issued_at, issued_at
from receipt where program_id = $1
"""
CUSTOMERS = """
update customer c set receipts = 1, spent = r.total, first_purchase_at = r.issued_at, last_purchase_at = r.issued_at,
       home_store_id = r.store_id, tier = r.tier, tier_earned = r.tier, tier_since = r.issued_at
from receipt r where r.program_id = $1 and r.customer_id = c.id and c.program_id = $1
"""
OF_RECEIPTS = (LINES, ENTRIES, LOTS, BALANCES, INVITATIONS, MESSAGES, CUSTOMERS)
