"""Points that customers gave each other, and cards that they looked for in vain."""

from __future__ import annotations

from tortoise import fields

from models.base import Table


class Transfer(Table):
    """Points given from one customer to another, never changed; an undo is a row of its own, the other way round.

    ``points`` moved by the pair of entries ``out_entry_id`` and ``in_entry_id``, which sum to zero. ``owed``: of an
    undo, points that were no longer there; they became a debt of who had received them, by ``revoke_entry_id``,
    and came back to who had given them, by ``restore_entry_id``.
    """

    id = fields.BigIntField(primary_key=True, generated=False)
    key = fields.CharField(max_length=128)  # what makes a repeat the same transfer
    input_hash = fields.BinaryField()
    giver_id = fields.BigIntField()
    receiver_id = fields.BigIntField()
    points = fields.BigIntField()
    owed = fields.BigIntField()
    out_entry_id = fields.BigIntField(null=True)
    in_entry_id = fields.BigIntField(null=True)
    revoke_entry_id = fields.BigIntField(null=True)
    restore_entry_id = fields.BigIntField(null=True)
    undoes_id = fields.BigIntField(null=True)
    actor = fields.CharField(max_length=64)
    at = fields.DatetimeField()

    class Meta:
        table = "transfer"


class WrongCard(Table):
    """A customer typed the card of nobody; five a minute are the limit."""

    customer_id = fields.BigIntField()
    at = fields.DatetimeField()

    class Meta:
        table = "wrong_card"
