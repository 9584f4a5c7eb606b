"""Changes of the tables for expiry: all the lots of a program that burn at one moment are walked through in order."""

from tortoise import migrations
from tortoise.migrations import operations as ops

REFERENCES: dict[str, dict[str, str]] = {}

INDEXES = ["create index lot_expiring on lot (program_id, expires_at, customer_id) where remaining > 0"]


class Migration(migrations.Migration):
    dependencies = [("models", "0008_tills")]

    operations = [
        ops.RunSQL(
            ["drop index lot_expiring", *INDEXES],
            reverse_sql=[
                "drop index lot_expiring",
                "create index lot_expiring on lot (program_id, expires_at) where remaining > 0",
            ],
        )
    ]
