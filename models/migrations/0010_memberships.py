"""Paid memberships: what customers pay for a tier, a tier that lies over the others, the provider's token."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.operations import Operation

from models import keys

TABLES = ["paid_membership", "payment"]

# table: column -> the table it refers to, always within one program
REFERENCES = {
    "paid_membership": {"customer_id": "customer"},
    "payment": {"customer_id": "customer", "membership_id": "paid_membership", "payment_id": "payment"},
}

INDEXES = [
    "create index paid_membership_customer on paid_membership (program_id, customer_id)",
    "create unique index paid_membership_one on paid_membership (program_id, customer_id) where ended_at is null",
    "create index paid_membership_payload on paid_membership (program_id, payload)",
    "create index paid_membership_due on paid_membership (program_id, ends_at) where ended_at is null",
    "create index paid_membership_remind on paid_membership (program_id, paid_until) where ended_at is null",
    "create index paid_membership_untold on paid_membership (program_id) where stopped <> stopped_told",
    "create unique index payment_charge on payment (program_id, charge_id) where kind = 'payment'",
    "create unique index payment_query on payment (program_id, query_id) where query_id is not null",
    "create unique index payment_refund on payment (program_id, payment_id) where kind = 'refund'",
    "create index payment_asked on payment (program_id, id) where kind = 'refund_asked'",
    "create index payment_of on payment (program_id, payment_id) where payment_id is not null",
    "create index payment_at on payment (program_id, at) where kind in ('payment', 'refund')",
    "create index payment_customer on payment (program_id, customer_id) where customer_id is not null",
    "create index payment_membership on payment (program_id, membership_id) where membership_id is not null",
]

CHECKS = [
    "alter table paid_membership add constraint paid_membership_sound check (price > 0 and days > 0"
    " and paid_until <= ends_at and (ended_at is null) = (end_reason is null)"
    " and (ended_at is null or not renews) and not (stopped and renews))",
    "alter table payment add constraint payment_sound check (case kind"
    " when 'checkout' then query_id is not null and payment_id is null"
    " when 'payment' then charge_id is not null and payment_id is null"
    " when 'refund_asked' then payment_id is not null when 'refund' then payment_id is not null"
    " when 'refund_refused' then payment_id is not null else false end)",
]

TIER_DUE = [
    "drop index customer_tier_due",
    "create index customer_tier_due on customer (program_id, least(tier_review_at, tier_given_until, tier_paid_until))"
    " where tier_review_at is not null or tier_given_until is not null or tier_paid_until is not null",
    "alter table customer add constraint customer_tier_paid_sound check"
    " ((tier_paid is null) = (tier_paid_until is null))",
]


class Migration(migrations.Migration):
    dependencies = [("models", "0009_expiry")]

    operations: list[Operation] = [
        ops.CreateModel(
            name="PaidMembership",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.BigIntField()),
                ("customer_id", fields.BigIntField()),
                ("code", fields.CharField(max_length=64)),
                ("tier", fields.CharField(max_length=64)),
                ("price", fields.BigIntField()),
                ("currency", fields.CharField(max_length=3)),
                ("days", fields.IntField()),
                ("payload", fields.TextField(unique=False)),
                ("telegram_id", fields.BigIntField()),
                ("charge_id", fields.TextField(unique=False)),
                ("renews", fields.BooleanField()),
                ("stopped", fields.BooleanField()),
                ("stopped_told", fields.BooleanField()),
                ("started_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("paid_until", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ends_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("reminded_for", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("end_reason", fields.CharField(null=True, max_length=16)),
            ],
            options={
                "table": "paid_membership",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A customer's membership from its first payment on; one that has not ended a customer.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Payment",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.BigIntField()),
                ("kind", fields.CharField(max_length=16)),
                ("customer_id", fields.BigIntField(null=True)),
                ("membership_id", fields.BigIntField(null=True)),
                ("payment_id", fields.BigIntField(null=True)),
                ("telegram_id", fields.BigIntField()),
                ("currency", fields.CharField(max_length=3)),
                ("amount", fields.BigIntField()),
                ("payload", fields.TextField(unique=False)),
                ("charge_id", fields.TextField(null=True, unique=False)),
                ("provider_charge_id", fields.TextField(null=True, unique=False)),
                ("query_id", fields.TextField(null=True, unique=False)),
                ("paid_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("points", fields.BigIntField(db_default=0)),
                ("problem", fields.CharField(null=True, max_length=64)),
                ("actor", fields.CharField(max_length=64)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "payment",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Money that came or went back, never changed: a refund is a new row with ``payment_id``.",
            },
            bases=["Table"],
        ),
        ops.AddField(
            model_name="Customer",
            name="tier_paid",
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(
            model_name="Customer",
            name="tier_paid_until",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(model_name="Program", name="payment_token", field=fields.BinaryField(null=True)),
        ops.RunSQL(
            [*keys.primary(TABLES), *INDEXES, *keys.references(REFERENCES), *CHECKS, *TIER_DUE],
            reverse_sql=ops.RunSQL.noop,
        ),
    ]
