"""Points that came with a first payment go with its refund, however they were used meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from services import gifts_undone
from services.database import Connection, Row, fetch

if TYPE_CHECKING:
    from services.programs import Program

CODE = "select code from paid_membership where program_id = $1 and id = $2"


async def take_back(
    connection: Connection, program: Program, payment: Row, *, actor: str, now: datetime
) -> None:
    """Revoke the points of a payment, once; what is spent already becomes a debt, or as the program says."""
    if not payment["points"]:
        return
    code = (await fetch(connection, CODE, program.id, payment["membership_id"]))[0]["code"]
    key = f"membership:{payment['customer_id']}:{code}"
    await gifts_undone.take_back(connection, program, [key], actor=actor, now=now)
