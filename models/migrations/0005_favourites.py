"""Changes of the tables for favourites."""

from tortoise import migrations
from tortoise.migrations.operations import Operation


class Migration(migrations.Migration):
    dependencies = [("models", "0004_engine_keys")]

    operations: list[Operation] = []
