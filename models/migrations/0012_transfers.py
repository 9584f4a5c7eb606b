"""Tables and columns for transfers between customers."""

from tortoise import migrations
from tortoise.migrations.operations import Operation

REFERENCES: dict[str, dict[str, str]] = {}

INDEXES: list[str] = []


class Migration(migrations.Migration):
    dependencies = [("models", "0011_clubs")]

    operations: list[Operation] = []
