"""Transfers: points that customers give each other, and an admin's undo."""

from services.transfers.giving import give
from services.transfers.limits import quote
from services.transfers.reading import one, page
from services.transfers.receivers import card_of, find
from services.transfers.shapes import Given, Passed, Quote, Receiver, Undone
from services.transfers.undoing import undo

__all__ = [
    "Given",
    "Passed",
    "Quote",
    "Receiver",
    "Undone",
    "card_of",
    "find",
    "give",
    "one",
    "page",
    "quote",
    "undo",
]
