"""Tables and columns for paid memberships."""

from tortoise import migrations
from tortoise.migrations.operations import Operation

REFERENCES: dict[str, dict[str, str]] = {}

INDEXES: list[str] = []


class Migration(migrations.Migration):
    dependencies = [("models", "0009_expiry")]

    operations: list[Operation] = []
