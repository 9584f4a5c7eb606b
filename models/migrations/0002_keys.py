"""What Tortoise cannot say: keys led by program_id, composite foreign keys, partial indexes, checks."""

from tortoise import migrations
from tortoise.migrations import operations as ops

TABLES = [
    "allocation", "answer", "audit", "campaign", "change", "code", "contact_move", "conversation", "customer",
    "employee", "entry", "event", "given_offer", "hook", "invitation", "lot", "membership", "merchant", "outbox",
    "phone_lookup", "program_version", "promo_code", "promo_code_use", "rating", "receipt", "store",
    "telegram_update", "wrong_code",
]  # fmt: skip

# table: column -> the table it refers to, always within one program
REFERENCES = {
    # a lot's and an allocation's customer is that of their entry, which refers to it: a reference of their own
    # would cost a check for each receipt, and a look at every lot when a lead is deleted
    "allocation": {"entry_id": "entry", "lot_id": "lot"},
    "answer": {"invitation_id": "invitation"},
    "balance": {"customer_id": "customer"},
    "change": {"customer_id": "customer"},
    "code": {"customer_id": "customer"},
    "contact_move": {"customer_id": "customer"},
    "customer": {"inviter_id": "employee", "referrer_id": "customer", "home_store_id": "store"},
    "employee": {"store_id": "store"},
    "entry": {"customer_id": "customer", "receipt_id": "receipt", "merchant_id": "merchant", "undoes_id": "entry"},
    "event": {"customer_id": "customer"},
    "given_offer": {"customer_id": "customer", "membership_id": "membership", "promo_code_id": "promo_code"},
    "hook": {"merchant_id": "merchant", "store_id": "store"},
    "invitation": {
        "customer_id": "customer", "receipt_id": "receipt", "store_id": "store", "employee_id": "employee",
    },
    "lot": {"entry_id": "entry", "merchant_id": "merchant"},
    "membership": {"customer_id": "customer"},
    "outbox": {"customer_id": "customer", "campaign_id": "campaign"},
    "phone_lookup": {"merchant_id": "merchant", "customer_id": "customer"},
    "promo_code": {"customer_id": "customer"},
    "promo_code_use": {"promo_code_id": "promo_code", "customer_id": "customer", "receipt_id": "receipt"},
    "rating": {"employee_id": "employee", "invitation_id": "invitation"},
    "receipt": {
        "merchant_id": "merchant", "store_id": "store", "employee_id": "employee", "customer_id": "customer",
    },
    "receipt_line": {"receipt_id": "receipt"},
    "wrong_code": {"merchant_id": "merchant", "store_id": "store"},
}  # fmt: skip

# the others reach the program through these; a key check on every row would share-lock one hot row
ROOTS = [
    "audit",
    "campaign",
    "conversation",
    "customer",
    "employee",
    "merchant",
    "program_version",
    "promo_code",
    "store",
]

INDEXES = [
    "create unique index merchant_key on merchant (key_digest)",
    "create unique index hook_path on hook (path)",
    "create unique index customer_telegram on customer (program_id, telegram_id) where telegram_id is not null",
    "create unique index customer_phone on customer (program_id, phone) where phone is not null",
    "create index customer_next_change on customer (program_id, next_change_at) where next_change_at is not null",
    "create index customer_created on customer (program_id, created_at)",
    "create index customer_started on customer (program_id, started_at) where started_at is not null",
    "create index customer_joined on customer (program_id, joined_at) where joined_at is not null",
    "create index customer_referrer on customer (program_id, referrer_id) where referrer_id is not null",
    "create index contact_move_customer on contact_move (program_id, customer_id)",
    "create index promo_code_customer on promo_code (program_id, customer_id) where customer_id is not null",
    "create index promo_code_use_customer on promo_code_use (program_id, customer_id)",
    "create index phone_lookup_customer on phone_lookup (program_id, customer_id) where customer_id is not null",
    "create unique index employee_telegram on employee (program_id, telegram_id)"
    " where telegram_id is not null and active",
    "create unique index employee_invite on employee (program_id, invite_digest) where invite_digest is not null",
    "create unique index receipt_key on receipt (program_id, merchant_id, receipt_id)",
    "create index receipt_customer on receipt (program_id, customer_id, issued_at) where customer_id is not null",
    "create index receipt_time on receipt (program_id, recorded_at)",
    "create unique index entry_key on entry (program_id, key) where key is not null",
    "create index entry_customer on entry (program_id, customer_id, id)",
    "create index entry_time on entry (program_id, at)",
    "create index lot_live on lot (program_id, customer_id) where remaining > 0 or held > 0",
    "create index lot_entry on lot (program_id, entry_id)",
    "create index lot_maturing on lot (program_id, matures_at) where not matured",
    "create index lot_expiring on lot (program_id, expires_at) where remaining > 0",
    "create index allocation_entry on allocation (program_id, entry_id)",
    "create index allocation_lot on allocation (program_id, lot_id)",
    "create index code_customer on code (program_id, customer_id)",
    "create index invitation_customer on invitation (program_id, customer_id)",
    "create index answer_time on answer (program_id, at)",
    "create index rating_time on rating (program_id, at)",
    "create unique index membership_now on membership (program_id, segment, customer_id) where left_at is null",
    "create index membership_customer on membership (program_id, customer_id)",
    "create index outbox_due on outbox (program_id, priority, due_at) where state = 'queued'",
    "create index outbox_campaign on outbox (program_id, campaign_id, state) where campaign_id is not null",
    "create index outbox_customer on outbox (program_id, customer_id) where customer_id is not null",
    "create index telegram_update_at on telegram_update (program_id, at)",
]

CHECKS = [
    "alter table balance add constraint balance_sound check (available >= 0 and pending >= 0 and held >= 0"
    " and debt >= 0 and (available = 0 or debt = 0))",
    "alter table lot add constraint lot_sound check (remaining >= 0 and held >= 0 and consumed >= 0"
    " and restored >= 0 and issued = remaining + held + consumed - restored)",
    "alter table entry add constraint entry_kind check ("
    "(kind in ('earn', 'grant', 'restore', 'transfer_in', 'forgive') and points > 0)"
    " or (kind in ('spend', 'revoke', 'expire', 'transfer_out') and points < 0))",
    "alter table receipt add constraint receipt_sound check (total >= 0 and discount >= 0 and redeemed >= 0"
    " and earned >= 0)",
    "alter table answer add constraint answer_score check (score between 1 and 5)",
    "alter table rating add constraint rating_score check (score between 1 and 5)",
    "alter table employee add constraint employee_role check (role in ('cashier', 'manager', 'admin', 'owner'))",
    "alter table outbox add constraint outbox_state check"
    " (state in ('queued', 'sent', 'dropped', 'failed', 'in_doubt'))",
    "alter table outbox add constraint outbox_class check"
    " (message_class in ('transactional', 'service', 'marketing'))",
]


def _primary_key(table: str, columns: str) -> str:
    return f"alter table {table} drop constraint {table}_pkey, add primary key ({columns})"


def _references() -> list[str]:
    keys = [
        f"alter table {table} add constraint {table}_{column}_fkey foreign key (program_id, {column})"
        f" references {target} (program_id, id)"
        for table, columns in REFERENCES.items()
        for column, target in columns.items()
    ]
    programs = [
        f"alter table {table} add constraint {table}_program_fkey foreign key (program_id) references program (id)"
        for table in ROOTS
    ]
    return keys + programs


class Migration(migrations.Migration):
    dependencies = [("models", "0001_initial")]

    operations = [
        ops.RunSQL(
            [
                "create sequence row_id increment by 100",
                *(_primary_key(table, "program_id, id") for table in TABLES),
                _primary_key("balance", "program_id, customer_id"),
                _primary_key("receipt_line", "program_id, receipt_id, number"),
                # room on each page lets PostgreSQL update these rows in place, without touching their indexes
                "alter table balance set (fillfactor = 70)",
                "alter table customer set (fillfactor = 80)",
                *INDEXES,
                *_references(),
                *CHECKS,
            ],
            reverse_sql=ops.RunSQL.noop,
        )
    ]
