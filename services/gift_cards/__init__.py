"""Gift cards: sold by a merchant, taken as money at every till of the program, or turned into points in the bot.

A card is money paid ahead, not a discount: receipts know nothing of it. Its uses are rows that are only added to,
and ``gift_card.remaining`` is their sum.
"""

from services.gift_cards.converting import checked, redeem
from services.gift_cards.finding import digest, looked_up
from services.gift_cards.giving_back import give_back
from services.gift_cards.issuing import issue
from services.gift_cards.reading import find, get, sold_by, totals, uses
from services.gift_cards.shapes import (
    PREFIX,
    PURPOSE,
    GaveBack,
    GiftCard,
    Issued,
    NewGiftCard,
    NewReturn,
    NewUse,
    Offered,
    Redeemed,
    Taken,
    Totals,
    Use,
)
from services.gift_cards.stopping import stop, stop_sold
from services.gift_cards.taking import take

__all__ = [
    "PREFIX",
    "PURPOSE",
    "GaveBack",
    "GiftCard",
    "Issued",
    "NewGiftCard",
    "NewReturn",
    "NewUse",
    "Offered",
    "Redeemed",
    "Taken",
    "Totals",
    "Use",
    "checked",
    "digest",
    "find",
    "get",
    "give_back",
    "issue",
    "looked_up",
    "redeem",
    "sold_by",
    "stop",
    "stop_sold",
    "take",
    "totals",
    "uses",
]
