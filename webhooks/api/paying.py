"""The calls by which points pay: quotes and holds."""

from __future__ import annotations

from typing import Any

from webhooks.api import holds, quotes
from webhooks.operations import Answer, Operation, Parameter, once

LINES = [
    {
        "sku": "latte",
        "name": "Latte",
        "category": "coffee",
        "quantity": "2",
        "amount": "540.00",
        "cost": "160.00",
    }
]
BASKET: dict[str, Any] = {
    "store": "center",
    "employee": "anna",
    "customer": {"card": "4000123457"},
    "issued_at": "2026-11-21T12:00:00+03:00",
    "currency": "RUB",
    "total": "540.00",
    "lines": LINES,
}
CUSTOMER = {"card": "4000123457", "registered": True, "tier": "silver"}
QUOTED = {
    "customer": CUSTOMER,
    "points": {"earned": 27, "available_at": "2026-11-21T09:00:00Z", "balance": 127, "pending": 0},
    "redemption": {
        "most": 127,
        "minimum": 1,
        "step": 1,
        "paying": {"points": 127, "pays": "127.00", "payable": "413.00", "earned": 20},
    },
    "tier": {"name": "silver", "changed": False, "to_next": "4500.00"},
    "discount": "0.00",
    "discounts": [],
    "payable": "540.00",
    "rules": [{"rule": "base", "points": 20}, {"rule": "happy_hours", "points": 7}],
    "stamps": [{"card": "coffee", "stamps": 5, "full": 6, "rewarded": False}],
    "offers": [
        {
            "code": "come-back",
            "title": "A coffee on us",
            "promo_code": "CDFGHJKMNP",
            "points": 50,
            "until": "2026-12-01T09:00:00Z",
        }
    ],
    "slip": ["For this purchase: +27 points", "Can be paid with points: 127 points = RUB 127.00"],
}
HOLD = {**BASKET, "hold_id": "A-1001", "points": 100}
HELD = {
    "hold": "Q2zVb1Yw3kTnX9aL",
    "hold_id": "A-1001",
    "state": "waiting",
    "customer": CUSTOMER,
    "points": 100,
    "pays": "100.00",
    "balance": 27,
    "expires_at": "2026-11-21T09:03:00Z",
    "slip": ["Set aside: 100 points", "Please confirm in the chat with the bot", "Balance: 27 points"],
}
LIVE = {
    **HELD,
    "state": "live",
    "expires_at": "2026-11-21T09:16:20Z",
    "slip": ["Set aside: 100 points", "Balance: 27 points"],
}
CANCELLED = {
    **HELD,
    "state": "cancelled",
    "balance": 127,
    "slip": ["Given back: 100 points", "Balance: 127 points"],
}
NAMED = (Parameter("hold", "path", "What the hold's answer calls `hold`.", "Q2zVb1Yw3kTnX9aL"),)


QUOTE = Operation(
    "POST",
    "/v1/quotes",
    "quoteBasket",
    "Paying with points",
    "Ask what a basket would do",
    "What it would earn, how many points may pay and what is left then, and the customer's offers. It is priced "
    "as a receipt recorded now would be, and refused for the same reasons. Nothing is stored, a code is not used "
    "up. A lookup by phone is counted; the answer names the card for later calls.",
    quotes.quote,
    {200: Answer("What would be", quotes.QuoteResult, example=QUOTED)},
    body=quotes.QuoteBody,
    example=BASKET,
    refusals=(404, 409, 429),
    needs_key=True,
)
MAKE_HOLD = Operation(
    "POST",
    "/v1/holds",
    "makeHold",
    "Paying with points",
    "Set points aside",
    "Once for each `hold_id` of the merchant: a repeat with the same content gets the same answer again, even "
    "when the hold has ended meanwhile. With the customer's code the hold is live at once, and the code used up. "
    "With a card or a phone it waits until the customer taps Confirm in the bot. A receipt that names a live hold "
    "pays with it; otherwise the points go back, at the latest when `expires_at` has come.",
    holds.hold,
    once(holds.HoldResult, "Set aside now", "Set aside before; the first answer, unchanged", example=HELD),
    body=holds.HoldBody,
    example=HOLD,
    refusals=(404, 409, 429),
    needs_key=True,
)
WATCH_HOLD = Operation(
    "GET",
    "/v1/holds/{hold}",
    "watchHold",
    "Paying with points",
    "Watch a hold",
    "Whether the customer has confirmed, and until when the points are set aside. Ask every second or two while "
    "the state is waiting. Holds of other merchants are unknown.",
    holds.watch,
    {200: Answer("The hold as of now", holds.HoldResult, example=LIVE)},
    refusals=(404,),
    needs_key=True,
    parameters=NAMED,
)
CANCEL_HOLD = Operation(
    "DELETE",
    "/v1/holds/{hold}",
    "cancelHold",
    "Paying with points",
    "Give points back",
    "The same points come back to the customer. A hold that has ended is answered as it ended, so a repeat "
    "changes nothing; one that a receipt has used is refused: refund the receipt.",
    holds.cancel,
    {200: Answer("The hold, ended", holds.HoldResult, example=CANCELLED)},
    refusals=(404, 409),
    needs_key=True,
    parameters=NAMED,
)


def operations() -> tuple[Operation, ...]:
    """All of them, in the order in which a till calls them."""
    return (QUOTE, MAKE_HOLD, WATCH_HOLD, CANCEL_HOLD)
