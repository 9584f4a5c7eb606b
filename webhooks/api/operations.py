"""The calls of the merchants' API."""

from __future__ import annotations

from webhooks.api import events, gift_card_operations, lookups, paying, receipts, refunds
from webhooks.api.answers import ReceiptResult
from webhooks.operations import Answer, Operation, once

RECEIPT = {
    "receipt_id": "A-1001",
    "store": "center",
    "employee": "anna",
    "customer": {"card": "4000123457"},
    "issued_at": "2026-11-21T12:00:00+03:00",
    "currency": "RUB",
    "total": "540.00",
    "lines": [
        {
            "sku": "latte",
            "name": "Latte",
            "category": "coffee",
            "quantity": "2",
            "amount": "540.00",
            "cost": "160.00",
        }
    ],
    "hold": None,
    "promo_codes": [],
}
RECORDED = {
    "receipt": "1201",
    "receipt_id": "A-1001",
    "customer": {"card": "4000123457", "registered": True, "tier": "silver"},
    "points": {
        "earned": 27,
        "available_at": "2026-11-22T09:00:00Z",
        "redeemed": 0,
        "balance": 127,
        "pending": 27,
        "rules": [{"rule": "base", "points": 20}, {"rule": "happy_hours", "points": 7}],
        "capped": 0,
    },
    "tier": {"name": "silver", "changed": True, "to_next": "4500.00"},
    "discount": "0.00",
    "payable": "540.00",
    "discounts": [],
    "stamps": [{"card": "coffee", "stamps": 5, "full": 6, "rewarded": False}],
    "slip": [
        "+27 points: 20 base, 7 Happy hours",
        "Balance: 127 points",
        "Tier: Silver",
        "Every 7th coffee: 5 of 6",
    ],
}
FOUND = {
    "card": "4000123457",
    "registered": True,
    "tier": "silver",
    "balance": 127,
    "pending": 27,
    "initial": "A",
}
EVENT = {
    "key": "cart-77",
    "kind": "cart_left",
    "customer": {"phone": "+79161234567"},
    "at": "2026-11-21T12:00:00+03:00",
    "data": {"sum": "1200.00"},
}
KEPT = {"event": "31", "key": "cart-77", "kind": "cart_left", "at": "2026-11-21T09:00:00Z"}


RECORD_RECEIPT = Operation(
    "POST",
    "/v1/receipts",
    "recordReceipt",
    "Receipts",
    "Record a sale",
    "Counts the sale, gives its points and moves the tier, once for each `receipt_id` of the merchant: "
    "a repeat with the same content gets the same answer again, one with other content is refused. "
    "`540.0` is the same content as `540.00`, and the order of keys means nothing.",
    receipts.record,
    once(ReceiptResult, "Recorded now", "Recorded before; the first answer, unchanged", example=RECORDED),
    body=receipts.ReceiptBody,
    example=RECEIPT,
    refusals=(409, 429),
    needs_key=True,
)
LOOK_UP_CUSTOMER = Operation(
    "POST",
    "/v1/customers/lookup",
    "lookUpCustomer",
    "Customers",
    "Find a customer",
    "By card, phone or code: the least that a till needs. A code is not used up by it; the answer names "
    "the card for later calls. Wrong codes, unknown cards and lookups by phone are limited.",
    lookups.lookup,
    {200: Answer("The customer", lookups.LookupResult, example=FOUND)},
    body=lookups.LookupBody,
    example={"phone": "+79161234567", "store": "center"},
    refusals=(404, 429),
    needs_key=True,
)
RECORD_EVENT = Operation(
    "POST",
    "/v1/events",
    "recordEvent",
    "Events",
    "Tell what a customer did",
    "A site visited, a cart left, an order delivered, or a kind of your own: a fact that segments use. "
    "Kept once for each `key` of the merchant; a repeat with the same content gets the same answer. "
    "Unknown phones and cards are limited.",
    events.record,
    once(events.EventResult, "Kept now", "Kept before", example=KEPT),
    body=events.EventBody,
    example=EVENT,
    refusals=(404, 409, 429),
    needs_key=True,
)


def operations() -> tuple[Operation, ...]:
    """All of them, in the order of the documents."""
    return (
        RECORD_RECEIPT,
        refunds.OPERATION,
        *paying.operations(),
        LOOK_UP_CUSTOMER,
        RECORD_EVENT,
        *gift_card_operations.operations(),
    )
