"""Which rules earned a receipt's points, promo codes that raise what is earned, and how many purchases were kept."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops
from tortoise.migrations.operations import Operation

REFERENCES: dict[str, dict[str, str]] = {}

INDEXES: list[str] = []

# one of three: points, money off, or what the receipt earns
CHECKS = [
    "alter table promo_code drop constraint promo_code_sound, add constraint promo_code_sound check ("
    " points >= 0 and discount between 0 and 10000 and rate >= 0 and points + discount + rate > 0"
    " and (earns is null) = (rate = 0) and (earns is null or earns in ('base', 'bonus', 'multiply'))"
    " and used >= 0 and (most_uses is null or used <= most_uses))",
]


class Migration(migrations.Migration):
    dependencies = [("models", "0013_gift_cards")]

    operations: list[Operation] = [
        ops.AddField(model_name="Customer", name="most_receipts", field=fields.IntField(db_default=0)),
        ops.AddField(model_name="Customer", name="most_receipts_by", field=fields.BigIntField(null=True)),
        *(
            ops.AddField(model_name=model, name=name, field=field)
            for model in ("PromoBatch", "PromoCode")
            for name, field in (
                ("earns", fields.CharField(null=True, max_length=8)),
                ("rate", fields.IntField(db_default=0)),
            )
        ),
        ops.AlterModelOptions(
            name="PromoCode",
            options={
                "table": "promo_code",
                "app": "models",
                "unique_together": (("program_id", "code"),),
                "pk_attr": "id",
                "table_description": (
                    "A code worth points, a discount or a better rate, once a customer; ``customer_id`` ties it to"
                    " one customer."
                ),
            },
        ),
        ops.AddField(
            model_name="Receipt",
            name="applied",
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(model_name="Receipt", name="capped", field=fields.BigIntField(null=True)),
        ops.RunSQL(
            ["update customer set most_receipts = receipts where receipts > 0", *CHECKS],
            reverse_sql=ops.RunSQL.noop,
        ),
    ]
