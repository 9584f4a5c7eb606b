"""Tables and columns for clubs."""

from tortoise import migrations
from tortoise.migrations.operations import Operation

REFERENCES: dict[str, dict[str, str]] = {}

INDEXES: list[str] = []


class Migration(migrations.Migration):
    dependencies = [("models", "0010_memberships")]

    operations: list[Operation] = []
