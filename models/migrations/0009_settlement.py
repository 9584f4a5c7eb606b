"""Changes of the tables for settlement."""

from tortoise import migrations
from tortoise.migrations.operations import Operation


class Migration(migrations.Migration):
    dependencies = [("models", "0008_memberships")]

    operations: list[Operation] = []
