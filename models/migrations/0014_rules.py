"""Tables and columns for the rules that earned a receipt's points."""

from tortoise import migrations
from tortoise.migrations.operations import Operation

REFERENCES: dict[str, dict[str, str]] = {}

INDEXES: list[str] = []


class Migration(migrations.Migration):
    dependencies = [("models", "0013_gift_cards")]

    operations: list[Operation] = []
