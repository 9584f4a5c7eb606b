"""The tables, one module a noun."""

from models.audit import AuditRecord
from models.clubs import ClubMember
from models.codes import Code, WrongCode
from models.conversations import Conversation, SpokenLanguage, TelegramUpdate
from models.coupons import CouponUse
from models.customers import ContactMove, Customer
from models.employees import Employee
from models.favourites import Favourite
from models.gift_cards import GiftCard, GiftCardUse
from models.jobs import JobRun, SandboxClock
from models.lookups import Lookup
from models.memberships import PaidMembership, Payment
from models.merchants import Hook, Merchant, Store
from models.offers import GivenOffer, PromoBatch, PromoCode, PromoCodeUse
from models.outbox import Campaign, OutboxMessage
from models.points import Allocation, Balance, Debt, Entry, Hold, Lot
from models.programs import Program, ProgramVersion
from models.receipts import Receipt, ReceiptLine
from models.refunds import Refund, WaitingRefund
from models.segments import Change, Event, Membership
from models.stamps import Stamp
from models.surveys import Answer, Invitation, Rating
from models.tiers import TierChange
from models.transfers import Transfer, WrongCard

__all__ = [
    "Allocation",
    "Answer",
    "AuditRecord",
    "Balance",
    "Campaign",
    "Change",
    "ClubMember",
    "Code",
    "ContactMove",
    "Conversation",
    "CouponUse",
    "Customer",
    "Debt",
    "Employee",
    "Entry",
    "Event",
    "Favourite",
    "GiftCard",
    "GiftCardUse",
    "GivenOffer",
    "Hold",
    "Hook",
    "Invitation",
    "JobRun",
    "Lookup",
    "Lot",
    "Membership",
    "Merchant",
    "OutboxMessage",
    "PaidMembership",
    "Payment",
    "Program",
    "ProgramVersion",
    "PromoBatch",
    "PromoCode",
    "PromoCodeUse",
    "Rating",
    "Receipt",
    "ReceiptLine",
    "Refund",
    "SandboxClock",
    "SpokenLanguage",
    "Stamp",
    "Store",
    "TelegramUpdate",
    "TierChange",
    "Transfer",
    "WaitingRefund",
    "WrongCard",
    "WrongCode",
]
