"""Changes of the tables for memberships."""

from tortoise import migrations
from tortoise.migrations.operations import Operation


class Migration(migrations.Migration):
    dependencies = [("models", "0007_promo")]

    operations: list[Operation] = []
