"""The rows that one receipt is, as the web role writes them, for contenders that write them by other means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import orjson

HASH = bytes(range(32))
TOTAL = 89_000
EARNED = 44
LINES = (
    ("latte", "Латте", "coffee", Decimal(2), 54_000, 16_000, 27),
    ("croissant", "Круассан", "bakery", Decimal(1), 23_000, 9_000, 11),
    ("water", "Вода", "drinks", Decimal(1), 12_000, None, 6),
)
MOMENT = datetime.now(UTC).replace(microsecond=0)
EXPIRY = MOMENT + timedelta(days=365)
ASK_AT = MOMENT + timedelta(minutes=30)
ASK_UNTIL = ASK_AT + timedelta(days=3)
NEWS = orjson.dumps(
    {
        "receipt_id": "raw-1",
        "store": "Три чашки на Покровке",
        "total": TOTAL,
        "earned": EARNED,
        "promo_points": 0,
        "available_at": MOMENT.isoformat(),
        "balance": 1127,
        "pending": 0,
        "tier": "guest",
        "tier_changed": False,
        "to_next": 320_000,
    }
).decode()
SURVEY = orjson.dumps({"invitation": 1, "store": "Три чашки на Покровке"}).decode()
ANSWER = orjson.dumps(
    {
        "receipt": "123456",
        "receipt_id": "raw-1",
        "customer": {"card": "4444444444", "registered": True, "tier": "guest"},
        "points": {"earned": EARNED, "available_at": MOMENT, "redeemed": 0, "balance": 1127, "pending": 0},
        "tier": {"name": "guest", "changed": False, "to_next": "3200.00"},
        "discount": "0.00",
        "payable": "890.00",
        "slip": ["+44 зёрнышка", "Баланс: 1 127 зёрнышек", "Гость"],
    }
)


@dataclass(frozen=True)
class Place:
    """Whose rows they are."""

    program_id: int
    version: int
    merchant_id: int
    store_id: int
    employee_id: int
