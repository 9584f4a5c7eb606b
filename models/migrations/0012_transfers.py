"""Tables for transfers between customers."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.operations import Operation

from models import keys

TABLES = ["transfer", "wrong_card"]

# table: column -> the table it refers to, always within one program
REFERENCES = {
    "transfer": {
        "giver_id": "customer",
        "receiver_id": "customer",
        "out_entry_id": "entry",
        "in_entry_id": "entry",
        "revoke_entry_id": "entry",
        "restore_entry_id": "entry",
        "undoes_id": "transfer",
    },
    "wrong_card": {"customer_id": "customer"},
}

INDEXES = [
    "create unique index transfer_key on transfer (program_id, key)",
    "create index transfer_giver on transfer (program_id, giver_id, at)",
    "create index transfer_receiver on transfer (program_id, receiver_id, at)",
    "create unique index transfer_undone on transfer (program_id, undoes_id) where undoes_id is not null",
    "create unique index transfer_out on transfer (program_id, out_entry_id) where out_entry_id is not null",
    "create unique index transfer_in on transfer (program_id, in_entry_id) where in_entry_id is not null",
    "create index wrong_card_customer on wrong_card (program_id, customer_id, at)",
]

CHECKS = [
    "alter table transfer add constraint transfer_sound check (giver_id <> receiver_id and points >= 0 and owed >= 0"
    " and points + owed > 0 and (owed = 0 or undoes_id is not null)"
    " and num_nonnulls(out_entry_id, in_entry_id) = case when points > 0 then 2 else 0 end"
    " and num_nonnulls(revoke_entry_id, restore_entry_id) = case when owed > 0 then 2 else 0 end)",
]


class Migration(migrations.Migration):
    dependencies = [("models", "0011_clubs")]

    operations: list[Operation] = [
        ops.CreateModel(
            name="Transfer",
            fields=[
                ("id", fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.BigIntField()),
                ("key", fields.CharField(max_length=128)),
                ("input_hash", fields.BinaryField()),
                ("giver_id", fields.BigIntField()),
                ("receiver_id", fields.BigIntField()),
                ("points", fields.BigIntField()),
                ("owed", fields.BigIntField()),
                ("out_entry_id", fields.BigIntField(null=True)),
                ("in_entry_id", fields.BigIntField(null=True)),
                ("revoke_entry_id", fields.BigIntField(null=True)),
                ("restore_entry_id", fields.BigIntField(null=True)),
                ("undoes_id", fields.BigIntField(null=True)),
                ("actor", fields.CharField(max_length=64)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "transfer",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Points given from one customer to another, never changed; an undo is a row of its own, the other way round.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="WrongCard",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.BigIntField()),
                ("customer_id", fields.BigIntField()),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "wrong_card",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A customer typed the card of nobody; five a minute are the limit.",
            },
            bases=["Table"],
        ),
        ops.RunSQL(
            [*keys.primary(TABLES), *INDEXES, *keys.references(REFERENCES), *CHECKS],
            reverse_sql=ops.RunSQL.noop,
        ),
    ]
