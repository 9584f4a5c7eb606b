"""What Telegram is still to be told: subscriptions to stop or go on, Stars to give back.

An errand is a row that says what is wanted; it is done when another says so. Telegram may hear it twice, after a
crash in between, and then answers that it was done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from services.database import rows
from services.memberships import refunding

if TYPE_CHECKING:
    from services.programs import Program

MOST = 20
# a refund that was asked for and neither done nor refused since
REFUNDS = """
select p.payment_id as id, p.telegram_id, p.charge_id from payment p
where p.program_id = $1 and p.kind = 'refund_asked'
  and not exists (select from payment r where r.program_id = $1 and r.payment_id = p.payment_id and r.id > p.id)
order by p.id limit $2
"""
RENEWALS = """
select id, telegram_id, charge_id, stopped from paid_membership
where program_id = $1 and stopped <> stopped_told order by id limit $2
"""
TOLD = """
update paid_membership set stopped_told = $3 where program_id = $1 and id = $2
"""
GIVEN_BACK = ("CHARGE_ALREADY_REFUNDED",)


@dataclass(frozen=True, slots=True)
class Errand:
    """A method of the Bot API to call, about the payment or the membership ``id``."""

    id: int
    method: str
    fields: dict[str, Any]

    @property
    def name(self) -> str:
        """What tells it from the others of its program."""
        return f"{self.method}:{self.id}:{self.fields.get('is_canceled')}"


async def waiting(program: Program, limit: int = MOST) -> list[Errand]:
    """Errands to run, subscriptions first: what is given back must not be taken again."""
    renewals = [
        Errand(
            one["id"],
            "editUserStarSubscription",
            {
                "user_id": one["telegram_id"],
                "telegram_payment_charge_id": one["charge_id"],
                "is_canceled": one["stopped"],
            },
        )
        for one in await rows(RENEWALS, program.id, limit)
    ]
    refunds = [
        Errand(
            one["id"],
            "refundStarPayment",
            {"user_id": one["telegram_id"], "telegram_payment_charge_id": one["charge_id"]},
        )
        for one in await rows(REFUNDS, program.id, limit)
    ]
    return renewals + refunds


async def done(program: Program, errand: Errand, *, now: datetime) -> None:
    """Telegram has done it."""
    if errand.method == "refundStarPayment":
        charge_id = errand.fields["telegram_payment_charge_id"]
        await refunding.done(program, charge_id, actor="program", now=now)
    else:
        await rows(TOLD, program.id, errand.id, errand.fields["is_canceled"])


async def refused(program: Program, errand: Errand, why: str, *, now: datetime) -> None:
    """Telegram will not do it, however often it is asked; for a refund that was made already that is a yes."""
    if any(code in why for code in GIVEN_BACK):
        await done(program, errand, now=now)
    elif errand.method == "refundStarPayment":
        await refunding.refused(program, errand.id, why, now=now)
    else:  # a subscription that cannot be edited is over: there is nothing to stop or to allow
        await rows(TOLD, program.id, errand.id, errand.fields["is_canceled"])
