"""Changes of the tables for promo."""

from tortoise import migrations
from tortoise.migrations.operations import Operation


class Migration(migrations.Migration):
    dependencies = [("models", "0006_tiers")]

    operations: list[Operation] = []
