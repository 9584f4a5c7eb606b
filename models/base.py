"""What every table shares."""

from __future__ import annotations

from tortoise import fields, models


class Table(models.Model):
    """A table of the program's data: ``program_id`` leads every key, so that data can be sharded by it.

    The primary key in the database is ``(program_id, id)`` (see the migrations); Tortoise knows one
    column only, so rows are always addressed with both, never by ``save()``.
    """

    id = fields.BigIntField(primary_key=True, generated=True)
    program_id = fields.BigIntField()

    class Meta:
        abstract = True
