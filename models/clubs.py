"""Who is in which club, and was."""

from __future__ import annotations

from tortoise import fields

from models.base import Table


class ClubMember(Table):
    """A customer's stay in a club; who joins again gets a new row, so that the history stays."""

    customer_id = fields.BigIntField()
    club = fields.CharField(max_length=64)  # the code of [[clubs]]
    joined_at = fields.DatetimeField()
    left_at = fields.DatetimeField(null=True)  # none: a member now

    class Meta:
        table = "club_member"
