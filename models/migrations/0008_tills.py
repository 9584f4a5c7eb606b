"""Changes of the tables for the till: the first answer of a hold, given again on a repeat."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.operations import Operation


class Migration(migrations.Migration):
    dependencies = [("models", "0007_promo")]

    operations: list[Operation] = [
        ops.AddField(model_name="Hold", name="answer", field=fields.BinaryField(null=True)),
    ]
