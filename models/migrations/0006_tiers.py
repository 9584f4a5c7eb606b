"""Tiers that are reviewed, given for a time, and undone by a refund."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.operations import Operation

REFERENCES: dict[str, dict[str, str]] = {}

INDEXES = [
    "create index customer_tier_due on customer (program_id, least(tier_review_at, tier_given_until))"
    " where tier_review_at is not null or tier_given_until is not null",
]


class Migration(migrations.Migration):
    dependencies = [("models", "0005_favourites")]

    operations: list[Operation] = [
        ops.AddField(
            model_name="Customer",
            name="tier_earned",
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(
            model_name="Customer",
            name="tier_given",
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(
            model_name="Customer",
            name="tier_given_until",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Customer",
            name="tier_review_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="TierChange",
            name="earned_after",
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(
            model_name="TierChange",
            name="earned_before",
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(
            model_name="TierChange",
            name="review_before",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.RunSQL(
            ["update customer set tier_earned = tier where tier is not null", *INDEXES],
            reverse_sql=ops.RunSQL.noop,
        ),
    ]
