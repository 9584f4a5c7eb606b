"""Paid memberships: tiers that customers pay for, in Telegram Stars or in money.

The way of a payment: ``invoice`` (nothing stored) → ``approve`` (Telegram's last question) → ``settle`` (the money and
the tier in one transaction). Then ``cancel`` and ``resume``, ``ask`` for a refund and ``stop``. What Telegram must
hear of it are the ``errands`` of the timetable, as the ends and the reminders are.
"""

from services.memberships.checkout import Checkout, approve
from services.memberships.ending import end_due, remind_due
from services.memberships.offering import Invoice, invoice, offered
from services.memberships.paying import Paid, keep, settle
from services.memberships.reading import Membership, any_paid, current, payment, payments, unclear
from services.memberships.refunding import ask, done, stop
from services.memberships.renewing import cancel, heard, resume, tier_of

__all__ = [
    "Checkout",
    "Invoice",
    "Membership",
    "Paid",
    "any_paid",
    "approve",
    "ask",
    "cancel",
    "current",
    "done",
    "end_due",
    "heard",
    "invoice",
    "keep",
    "offered",
    "payment",
    "payments",
    "remind_due",
    "resume",
    "settle",
    "stop",
    "tier_of",
    "unclear",
]
