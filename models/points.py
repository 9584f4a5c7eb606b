"""The points tables. Only ``services.points`` writes them; rows of entry and allocation are never changed."""

from __future__ import annotations

from tortoise import fields, models

from models.base import Table


class Balance(models.Model):
    """The sums of one customer; always equal to what entries, lots and allocations say."""

    customer_id = fields.BigIntField(primary_key=True, generated=False)
    program_id = fields.BigIntField()
    available = fields.BigIntField(default=0)
    pending = fields.BigIntField(default=0)
    held = fields.BigIntField(default=0)
    debt = fields.BigIntField(default=0)

    class Meta:
        table = "balance"


class Entry(Table):
    """One row of the ledger: positive for earn, grant, restore …; negative for spend, revoke, expire …"""

    id = fields.BigIntField(primary_key=True, generated=False)
    customer_id = fields.BigIntField()
    kind = fields.CharField(max_length=16)
    points = fields.BigIntField()
    receipt_id = fields.BigIntField(null=True)
    merchant_id = fields.BigIntField(null=True)
    reason = fields.CharField(max_length=200, null=True)
    actor = fields.CharField(max_length=64)
    key = fields.CharField(max_length=128, null=True)  # what makes a repeat the same entry
    undoes_id = fields.BigIntField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "entry"


class Lot(Table):
    """Points earned together, with one maturity and one expiry.

    ``issued = remaining + held + consumed - restored``.
    """

    id = fields.BigIntField(primary_key=True, generated=False)
    customer_id = fields.BigIntField()
    entry_id = fields.BigIntField()
    merchant_id = fields.BigIntField(null=True)
    issued = fields.BigIntField()
    remaining = fields.BigIntField()
    held = fields.BigIntField(default=0)
    consumed = fields.BigIntField(default=0)
    restored = fields.BigIntField(default=0)
    matures_at = fields.DatetimeField()
    matured = fields.BooleanField()
    expires_at = fields.DatetimeField(null=True)
    graced = fields.BooleanField(
        db_default=False
    )  # came back after its date, and lives on for the days of grace

    class Meta:
        table = "lot"


class Allocation(Table):
    """Points that one lot gave or got back; an entry, a hold or a debt says what for.

    ``use``: an entry took what remained; ``hold``, ``release``: to a hold and back; ``commit``: an entry took
    what a hold had; ``restore``: an entry brought back what was consumed; ``pay``: what remained paid a debt.
    """

    customer_id = fields.BigIntField()
    entry_id = fields.BigIntField(null=True)
    lot_id = fields.BigIntField()
    points = fields.BigIntField()
    at = fields.DatetimeField()
    use = fields.CharField(max_length=8, db_default="use")
    hold_id = fields.BigIntField(null=True)
    debt_id = fields.BigIntField(null=True)

    class Meta:
        table = "allocation"


class Debt(Table):
    """Points that a refund could not take back: ``points = paid + forgiven + what is still open``."""

    id = fields.BigIntField(primary_key=True, generated=False)
    customer_id = fields.BigIntField()
    entry_id = fields.BigIntField()  # the revoke that opened it
    points = fields.BigIntField()
    paid = fields.BigIntField(default=0)
    forgiven = fields.BigIntField(default=0)
    at = fields.DatetimeField()

    class Meta:
        table = "debt"


class Hold(Table):
    """Points set aside at a till until a receipt names the hold, it is cancelled, or its time is over."""

    id = fields.BigIntField(primary_key=True, generated=False)
    token = fields.CharField(max_length=32)  # what the till knows it by
    hold_id = fields.CharField(max_length=128)  # the till's own id: a repeat is the same hold
    input_hash = fields.BinaryField()
    merchant_id = fields.BigIntField()
    store_id = fields.BigIntField()
    employee_id = fields.BigIntField(null=True)
    customer_id = fields.BigIntField()
    points = fields.BigIntField()
    state = fields.CharField(max_length=10)  # waiting, live, committed, cancelled, timed_out, refused
    created_at = fields.DatetimeField()
    confirmed_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    answer = fields.BinaryField(null=True)  # the first answer, given again on a repeat

    class Meta:
        table = "hold"
