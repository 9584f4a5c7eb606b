"""Columns for gift cards that pay at the till, and for codes that are guessed of each kind."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.operations import Operation

from models import keys

# table: column -> the table it refers to, always within one program
REFERENCES = {
    "gift_card_use": {"merchant_id": "merchant", "store_id": "store", "undoes_id": "gift_card_use"},
}

INDEXES = [
    "create index gift_card_hint on gift_card (program_id, hint)",
    "create index gift_card_use_at on gift_card_use (program_id, at)",
    "create unique index gift_card_use_once on gift_card_use (program_id, merchant_id, use_id) where use_id is not null",
    "create unique index gift_card_use_refund on gift_card_use (program_id, undoes_id, refund_id)"
    " where undoes_id is not null",
]

# what the till asked and was told goes with the kinds that a till asks for
CHECKS = [
    "alter table gift_card add constraint gift_card_lapsed check (lapsed between 0 and remaining)",
    "alter table gift_card_use add constraint gift_card_use_sound check (case kind"
    " when 'issue' then amount > 0 and use_id is null and undoes_id is null"
    " when 'redeem' then amount < 0 and customer_id is not null and use_id is null and undoes_id is null"
    " when 'spend' then amount < 0 and merchant_id is not null and use_id is not null and undoes_id is null"
    " and answer is not null"
    " when 'refund' then amount > 0 and merchant_id is not null and use_id is null and undoes_id is not null"
    " and refund_id is not null and answer is not null else false end)",
]

UNCHANGED = [
    "create function gift_card_use_is_never_changed() returns trigger language plpgsql as"
    " $$ begin raise exception 'a use of a gift card is never changed; write another that undoes it'; end $$",
    "create trigger gift_card_use_unchanged before update or delete on gift_card_use"
    " for each row execute function gift_card_use_is_never_changed()",
]


class Migration(migrations.Migration):
    dependencies = [("models", "0012_transfers")]

    operations: list[Operation] = [
        ops.AddField(model_name="GiftCard", name="graced_until", field=fields.DatetimeField(null=True)),
        ops.AddField(model_name="GiftCard", name="lapsed", field=fields.BigIntField(db_default=0)),
        ops.RemoveField(model_name="GiftCardUse", name="receipt_id"),
        ops.AddField(model_name="GiftCardUse", name="merchant_id", field=fields.BigIntField(null=True)),
        ops.AddField(model_name="GiftCardUse", name="store_id", field=fields.BigIntField(null=True)),
        ops.AddField(
            model_name="GiftCardUse", name="use_id", field=fields.CharField(max_length=128, null=True)
        ),
        ops.AddField(
            model_name="GiftCardUse", name="refund_id", field=fields.CharField(max_length=128, null=True)
        ),
        ops.AddField(model_name="GiftCardUse", name="undoes_id", field=fields.BigIntField(null=True)),
        ops.AddField(model_name="GiftCardUse", name="input_hash", field=fields.BinaryField(null=True)),
        ops.AddField(model_name="GiftCardUse", name="answer", field=fields.BinaryField(null=True)),
        ops.AddField(
            model_name="WrongCode", name="kind", field=fields.CharField(max_length=16, db_default="code")
        ),
        ops.AlterModelOptions(
            name="WrongCode",
            options={
                "table": "wrong_code",
                "app": "models",
                "indexes": (("program_id", "merchant_id", "at"),),
                "pk_attr": "id",
                "table_description": "A code that was not found, counted for one merchant key, store and kind of code.",
            },
        ),
        ops.RunSQL(
            [*INDEXES, *keys.references(REFERENCES), *CHECKS, *UNCHANGED], reverse_sql=ops.RunSQL.noop
        ),
    ]
