"""Changes of the tables for tiers."""

from tortoise import migrations
from tortoise.migrations.operations import Operation


class Migration(migrations.Migration):
    dependencies = [("models", "0005_favourites")]

    operations: list[Operation] = []
