"""What Tortoise cannot say of the tables of 0003: keys led by program_id, references, indexes, checks."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from models import keys

TABLES = ["debt", "hold", "lookup", "refund", "spoken_language", "tier_change", "waiting_refund"]

# table: column -> the table it refers to, always within one program
REFERENCES = {
    "allocation": {"hold_id": "hold", "debt_id": "debt"},
    "debt": {"customer_id": "customer", "entry_id": "entry"},
    "hold": {"merchant_id": "merchant", "store_id": "store", "employee_id": "employee", "customer_id": "customer"},
    "lookup": {"merchant_id": "merchant", "customer_id": "customer"},
    "receipt": {"hold_id": "hold"},
    "refund": {"receipt_id": "receipt", "merchant_id": "merchant"},
    "tier_change": {"customer_id": "customer", "receipt_id": "receipt"},
    "waiting_refund": {"merchant_id": "merchant"},
}  # fmt: skip

INDEXES = [
    "create index lookup_customer on lookup (program_id, customer_id) where customer_id is not null",
    "create unique index hold_token on hold (program_id, token)",
    "create unique index hold_key on hold (program_id, merchant_id, hold_id)",
    "create index hold_customer on hold (program_id, customer_id)",
    "create index hold_ending on hold (program_id, expires_at) where state in ('waiting', 'live')",
    "create unique index receipt_hold on receipt (program_id, hold_id) where hold_id is not null",
    "create index debt_customer on debt (program_id, customer_id)",
    "create index allocation_hold on allocation (program_id, hold_id) where hold_id is not null",
    "create index allocation_debt on allocation (program_id, debt_id) where debt_id is not null",
    "create index entry_receipt on entry (program_id, receipt_id) where receipt_id is not null",
    "create unique index entry_undone on entry (program_id, undoes_id) where undoes_id is not null",
    "create unique index refund_key on refund (program_id, receipt_id, refund_id)",
    "create index refund_time on refund (program_id, recorded_at)",
    "create unique index waiting_refund_key on waiting_refund (program_id, merchant_id, receipt_key, refund_id)",
    "create index tier_change_customer on tier_change (program_id, customer_id, id)",
    "create index tier_change_time on tier_change (program_id, at)",
]

CHECKS = [
    "alter table allocation add constraint allocation_use check (points > 0 and case use"
    " when 'use' then num_nonnulls(hold_id, debt_id) = 0 and entry_id is not null"
    " when 'restore' then num_nonnulls(hold_id, debt_id) = 0 and entry_id is not null"
    " when 'hold' then hold_id is not null and num_nonnulls(entry_id, debt_id) = 0"
    " when 'release' then hold_id is not null and num_nonnulls(entry_id, debt_id) = 0"
    " when 'commit' then hold_id is not null and entry_id is not null and debt_id is null"
    " when 'pay' then debt_id is not null and num_nonnulls(entry_id, hold_id) = 0 else false end)",
    "alter table debt add constraint debt_sound check (points > 0 and paid >= 0 and forgiven >= 0"
    " and paid + forgiven <= points)",
    "alter table hold add constraint hold_sound check (points > 0 and state in"
    " ('waiting', 'live', 'committed', 'cancelled', 'timed_out', 'refused'))",
    "alter table receipt add constraint receipt_refunds check (refunded between 0 and total and revoked between 0"
    " and earned and restored between 0 and redeemed and revoked_gifts between 0 and gifts)",
    "alter table receipt_line add constraint receipt_line_refunds check (refunded between 0 and amount"
    " and revoked between 0 and earned and restored between 0 and redeemed and paid between 0 and amount)",
]


class Migration(migrations.Migration):
    dependencies = [("models", "0003_engine")]

    operations = [
        ops.RunSQL(
            [
                *keys.primary(TABLES),
                *INDEXES,
                *keys.references(REFERENCES),
                "alter table spoken_language add constraint spoken_language_program_fkey foreign key (program_id)"
                " references program (id)",
                *CHECKS,
            ],
            reverse_sql=ops.RunSQL.noop,
        )
    ]
