"""The categories that customers chose for a month, and since when a birthday counts."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops
from tortoise.migrations.operations import Operation

from models import keys

# table: column -> the table it refers to, always within one program
REFERENCES = {"favourite": {"customer_id": "customer"}}

INDEXES = ["create unique index favourite_month on favourite (program_id, customer_id, month)"]


class Migration(migrations.Migration):
    dependencies = [("models", "0004_engine_keys")]

    operations: list[Operation] = [
        ops.CreateModel(
            name="Favourite",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.BigIntField()),
                ("customer_id", fields.BigIntField()),
                ("month", fields.DateField()),
                ("codes", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("receipts", fields.IntField()),
                ("chosen_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "favourite",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What a customer chose of the program's favourite categories for one month.",
            },
            bases=["Table"],
        ),
        ops.AddField(
            model_name="Customer",
            name="birthday_counts_from",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.RunSQL(
            [
                *keys.primary(["favourite"]),
                *INDEXES,
                *keys.references(REFERENCES),
            ],
            reverse_sql=ops.RunSQL.noop,
        ),
    ]
