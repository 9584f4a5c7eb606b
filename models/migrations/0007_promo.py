"""Stamps, coupons, gift cards, and promo codes with limits, discounts and batches."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops
from tortoise.migrations.operations import Operation

from models import keys

TABLES = ["coupon_use", "gift_card", "gift_card_use", "promo_batch", "stamp"]

# table: column -> the table it refers to, always within one program
REFERENCES = {
    "coupon_use": {"customer_id": "customer", "receipt_id": "receipt"},
    "gift_card": {"merchant_id": "merchant"},
    "gift_card_use": {"gift_card_id": "gift_card", "receipt_id": "receipt", "customer_id": "customer"},
    "promo_code": {"batch_id": "promo_batch"},
    "stamp": {"customer_id": "customer", "receipt_id": "receipt"},
}

INDEXES = [
    "create index coupon_use_customer on coupon_use (program_id, customer_id)",
    "create unique index coupon_use_receipt on coupon_use (program_id, receipt_id, coupon, uses)",
    "create unique index gift_card_digest on gift_card (program_id, digest)",
    "create unique index gift_card_key on gift_card (program_id, merchant_id, key)",
    "create index gift_card_use_card on gift_card_use (program_id, gift_card_id)",
    "create index gift_card_use_customer on gift_card_use (program_id, customer_id) where customer_id is not null",
    "create index gift_card_use_receipt on gift_card_use (program_id, receipt_id) where receipt_id is not null",
    "create unique index promo_batch_key on promo_batch (program_id, key) where key is not null",
    "create index promo_code_batch on promo_code (program_id, batch_id) where batch_id is not null",
    "create index stamp_customer on stamp (program_id, customer_id)",
    "create index stamp_receipt on stamp (program_id, receipt_id) where receipt_id is not null",
]

CHECKS = [
    "alter table promo_code add constraint promo_code_sound check (points >= 0 and discount between 0 and 10000"
    " and points + discount > 0 and used >= 0 and (most_uses is null or used <= most_uses))",
    "alter table coupon_use add constraint coupon_use_sound check (uses in (1, -1))",
    "alter table gift_card add constraint gift_card_sound check (remaining between 0 and amount)",
    "alter table stamp add constraint stamp_sound check (case kind when 'purchase' then stamps > 0"
    " when 'undo' then stamps > 0 when 'reward' then stamps < 0 when 'refund' then stamps < 0"
    " when 'expire' then stamps < 0 else false end)",
]


class Migration(migrations.Migration):
    dependencies = [("models", "0006_tiers")]

    operations: list[Operation] = [
        ops.CreateModel(
            name="CouponUse",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.BigIntField()),
                ("coupon", fields.CharField(max_length=64)),
                ("customer_id", fields.BigIntField()),
                ("receipt_id", fields.BigIntField()),
                ("uses", fields.SmallIntField()),
                ("discount", fields.BigIntField()),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "coupon_use",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A coupon took money off a receipt (``uses`` 1), or came back with a whole refund (-1).",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="GiftCard",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.BigIntField()),
                ("digest", fields.BinaryField()),
                ("hint", fields.CharField(max_length=8)),
                ("amount", fields.BigIntField()),
                ("remaining", fields.BigIntField()),
                ("merchant_id", fields.BigIntField()),
                ("key", fields.CharField(max_length=128)),
                ("input_hash", fields.BinaryField()),
                ("sealed", fields.BinaryField()),
                ("issued_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("stopped_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "gift_card",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A gift card; its code is kept only as a keyed hash. What is left on it is the sum of its uses.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="GiftCardUse",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.BigIntField()),
                ("gift_card_id", fields.BigIntField()),
                ("kind", fields.CharField(max_length=16)),
                ("amount", fields.BigIntField()),
                ("receipt_id", fields.BigIntField(null=True)),
                ("customer_id", fields.BigIntField(null=True)),
                ("entry_key", fields.CharField(null=True, max_length=128)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "gift_card_use",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Money put on a gift card or taken off it, never changed.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="PromoBatch",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.BigIntField()),
                ("prefix", fields.CharField(max_length=16)),
                ("count", fields.IntField()),
                ("points", fields.BigIntField()),
                ("discount", fields.IntField()),
                ("most_uses", fields.IntField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("stopped_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("actor", fields.CharField(max_length=64)),
                ("key", fields.CharField(null=True, max_length=128)),
            ],
            options={
                "table": "promo_batch",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Promo codes made together, each for the first who uses it; what they give and until when.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Stamp",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.BigIntField()),
                ("customer_id", fields.BigIntField()),
                ("card", fields.CharField(max_length=64)),
                ("kind", fields.CharField(max_length=16)),
                ("stamps", fields.BigIntField()),
                ("receipt_id", fields.BigIntField(null=True)),
                ("lines", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("points", fields.BigIntField()),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "stamp",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Stamps put on a card or taken off it, never changed; a card has the sum of its rows.",
            },
            bases=["Table"],
        ),
        ops.AlterModelOptions(
            name="PromoCode",
            options={
                "table": "promo_code",
                "app": "models",
                "unique_together": (("program_id", "code"),),
                "pk_attr": "id",
                "table_description": "A code worth fixed points or a discount, once a customer; ``customer_id`` ties it to one customer.",
            },
        ),
        ops.AddField(model_name="PromoCode", name="batch_id", field=fields.BigIntField(null=True)),
        ops.AddField(model_name="PromoCode", name="discount", field=fields.IntField(db_default=0)),
        ops.AddField(model_name="PromoCode", name="most_uses", field=fields.IntField(null=True)),
        ops.AddField(model_name="PromoCode", name="used", field=fields.IntField(db_default=0)),
        ops.RunSQL(
            [
                *keys.primary(TABLES),
                *INDEXES,
                *keys.references(REFERENCES),
                "alter table promo_batch add constraint promo_batch_program_fkey foreign key (program_id)"
                " references program (id)",
                *CHECKS,
            ],
            reverse_sql=ops.RunSQL.noop,
        ),
    ]
