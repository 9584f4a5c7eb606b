from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0002_keys")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Debt",
            fields=[
                ("id", fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.BigIntField()),
                ("customer_id", fields.BigIntField()),
                ("entry_id", fields.BigIntField()),
                ("points", fields.BigIntField()),
                ("paid", fields.BigIntField(default=0)),
                ("forgiven", fields.BigIntField(default=0)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "debt",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Points that a refund could not take back: ``points = paid + forgiven + what is still open``.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Hold",
            fields=[
                ("id", fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.BigIntField()),
                ("token", fields.CharField(max_length=32)),
                ("hold_id", fields.CharField(max_length=128)),
                ("input_hash", fields.BinaryField()),
                ("merchant_id", fields.BigIntField()),
                ("store_id", fields.BigIntField()),
                ("employee_id", fields.BigIntField(null=True)),
                ("customer_id", fields.BigIntField()),
                ("points", fields.BigIntField()),
                ("state", fields.CharField(max_length=10)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("confirmed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "hold",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Points set aside at a till until a receipt names the hold, it is cancelled, or its time is over.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Lookup",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.BigIntField()),
                ("merchant_id", fields.BigIntField()),
                ("kind", fields.CharField(max_length=16)),
                ("customer_id", fields.BigIntField(null=True)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "lookup",
                "app": "models",
                "indexes": [Index(fields=["program_id", "merchant_id", "kind", "at"])],
                "pk_attr": "id",
                "table_description": "A merchant asked for a customer by phone, or by a phone or card that nobody has; limited and kept.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Refund",
            fields=[
                ("id", fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.BigIntField()),
                ("receipt_id", fields.BigIntField()),
                ("merchant_id", fields.BigIntField()),
                ("refund_id", fields.CharField(max_length=128)),
                ("input_hash", fields.BinaryField()),
                ("amount", fields.BigIntField()),
                ("payable", fields.BigIntField()),
                ("revoked", fields.BigIntField()),
                ("restored", fields.BigIntField()),
                ("owed", fields.BigIntField()),
                ("forgiven", fields.BigIntField()),
                ("by_line", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("answer", fields.BinaryField()),
            ],
            options={
                "table": "refund",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Goods that came back: what it took from the points, what it gave back, and what the till pays out.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="SpokenLanguage",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.BigIntField()),
                ("telegram_id", fields.BigIntField()),
                ("language", fields.CharField(max_length=8)),
            ],
            options={
                "table": "spoken_language",
                "app": "models",
                "unique_together": (("program_id", "telegram_id"),),
                "pk_attr": "id",
                "table_description": "The language of an employee's or admin's Telegram, as their last update says; customers have their own.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="TierChange",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.BigIntField()),
                ("customer_id", fields.BigIntField()),
                ("before", fields.CharField(null=True, max_length=64)),
                ("after", fields.CharField(null=True, max_length=64)),
                ("reason", fields.CharField(max_length=16)),
                ("receipt_id", fields.BigIntField(null=True)),
                ("actor", fields.CharField(max_length=64)),
                ("until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "tier_change",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A customer went from one tier to another, and why.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="WaitingRefund",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.BigIntField()),
                ("merchant_id", fields.BigIntField()),
                ("receipt_key", fields.CharField(max_length=128)),
                ("refund_id", fields.CharField(max_length=128)),
                ("input_hash", fields.BinaryField()),
                ("request", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("arrived_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "waiting_refund",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A refund whose receipt is not known yet; applied in the transaction that records the receipt.",
            },
            bases=["Table"],
        ),
        ops.AlterModelOptions(
            name="Allocation",
            options={
                "table": "allocation",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Points that one lot gave or got back; an entry, a hold or a debt says what for.",
            },
        ),
        ops.AlterField(
            model_name="Allocation",
            name="entry_id",
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name="Allocation",
            name="debt_id",
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name="Allocation",
            name="hold_id",
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name="Allocation",
            name="use",
            field=fields.CharField(db_default="use", max_length=8),
        ),
        ops.AddField(
            model_name="Customer",
            name="birthday_changed_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Lot",
            name="graced",
            field=fields.BooleanField(db_default=False),
        ),
        ops.AddField(
            model_name="Receipt",
            name="channel",
            field=fields.CharField(null=True, max_length=32),
        ),
        ops.AddField(
            model_name="Receipt",
            name="gifts",
            field=fields.BigIntField(db_default=0),
        ),
        ops.RunSQL(
            "update receipt r set gifts = g.points from (select program_id, receipt_id, sum(points) as points from entry"
            " where kind = 'grant' and receipt_id is not null group by program_id, receipt_id) g"
            " where r.program_id = g.program_id and r.id = g.receipt_id",
            reverse_sql=ops.RunSQL.noop,
        ),
        ops.AddField(
            model_name="Receipt",
            name="hold_id",
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name="Receipt",
            name="refunded",
            field=fields.BigIntField(db_default=0),
        ),
        ops.AddField(
            model_name="Receipt",
            name="restored",
            field=fields.BigIntField(db_default=0),
        ),
        ops.AddField(
            model_name="Receipt",
            name="revoked",
            field=fields.BigIntField(db_default=0),
        ),
        ops.AddField(
            model_name="Receipt",
            name="revoked_gifts",
            field=fields.BigIntField(db_default=0),
        ),
        ops.AddField(
            model_name="ReceiptLine",
            name="discount",
            field=fields.BigIntField(db_default=0),
        ),
        ops.AddField(
            model_name="ReceiptLine",
            name="redeemed",
            field=fields.BigIntField(db_default=0),
        ),
        ops.AddField(
            model_name="ReceiptLine",
            name="paid",
            field=fields.BigIntField(db_default=0),
        ),
        ops.RunSQL("update receipt_line set paid = amount", reverse_sql=ops.RunSQL.noop),
        ops.AddField(
            model_name="ReceiptLine",
            name="refunded",
            field=fields.BigIntField(db_default=0),
        ),
        ops.AddField(
            model_name="ReceiptLine",
            name="restored",
            field=fields.BigIntField(db_default=0),
        ),
        ops.AddField(
            model_name="ReceiptLine",
            name="revoked",
            field=fields.BigIntField(db_default=0),
        ),
        ops.RunSQL(
            "insert into lookup (program_id, merchant_id, kind, customer_id, at)"
            " select program_id, merchant_id, 'phone', customer_id, at from phone_lookup",
            reverse_sql=ops.RunSQL.noop,
        ),
        ops.DeleteModel(name="PhoneLookup"),
    ]
