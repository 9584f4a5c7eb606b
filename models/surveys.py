"""Invitations to rate a visit, the answers, and the ratings of employees."""

from __future__ import annotations

from tortoise import fields

from models.base import Table


class Invitation(Table):
    """One ask about one receipt."""

    id = fields.BigIntField(primary_key=True, generated=False)
    customer_id = fields.BigIntField()
    receipt_id = fields.BigIntField()
    store_id = fields.BigIntField()
    employee_id = fields.BigIntField(null=True)
    due_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    answered_at = fields.DatetimeField(null=True)
    comment = fields.TextField(null=True)
    thanked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "invitation"
        unique_together = (("program_id", "receipt_id"),)


class Answer(Table):
    """A score from 1 to 5 for the visit or for the employee."""

    invitation_id = fields.BigIntField()
    question = fields.CharField(max_length=32)  # visit, employee
    score = fields.SmallIntField()
    at = fields.DatetimeField()

    class Meta:
        table = "answer"
        unique_together = (("program_id", "invitation_id", "question"),)


class Rating(Table):
    """How one customer rated one employee after one receipt."""

    employee_id = fields.BigIntField()
    invitation_id = fields.BigIntField()
    score = fields.SmallIntField()
    at = fields.DatetimeField()

    class Meta:
        table = "rating"
        unique_together = (("program_id", "invitation_id"),)
        indexes = (("program_id", "employee_id", "at"),)
