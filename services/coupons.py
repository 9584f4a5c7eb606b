"""The coupons that a customer may use now."""

from __future__ import annotations

from datetime import date, datetime

from services import promotions
from services.customers import Customer
from services.program_file.coupons import CouponRules
from services.programs import Program
from services.rules import coupons


async def current(program: Program, customer: Customer, *, now: datetime) -> tuple[CouponRules, ...]:
    """Those whose conditions on the customer and the day hold, in the order of the file.

    What is bought decides at the till: lines and the smallest total are not asked here.
    """
    if not program.config.coupons:
        return ()
    found = await promotions.read(None, program, [customer.id])
    holder = found.holder(customer.id, customer.tier, customer.receipts)
    today = _today(program, now)
    return tuple(rules for rules in program.config.coupons if coupons.open_to(rules.terms, holder, today))


def _today(program: Program, now: datetime) -> date:
    """The day by the clock of the program's first store."""
    return now.astimezone(program.config.stores[0].zone).date()
