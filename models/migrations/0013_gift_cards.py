"""Tables and columns for gift cards that pay at the till."""

from tortoise import migrations
from tortoise.migrations.operations import Operation

REFERENCES: dict[str, dict[str, str]] = {}

INDEXES: list[str] = []


class Migration(migrations.Migration):
    dependencies = [("models", "0012_transfers")]

    operations: list[Operation] = []
