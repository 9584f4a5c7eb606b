"""One form for one meaning, so that a repeat is known whatever way it is written."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson


def lean(document: dict[str, Any]) -> dict[str, Any]:
    """The document without what is null or empty: absent and default mean the same.

    It also keeps the hash of old receipts when the API learns new fields.
    """
    return {key: value for key, value in document.items() if value is not None and value != []}


def quantity(text: str) -> str:
    """A decimal string without needless zeros: 2.50 is 2.5, 2.0 is 2."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def digest(document: dict[str, Any]) -> bytes:
    """SHA-256 over the document as JSON with sorted keys; money in it is in minor units, times in UTC."""
    return hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).digest()
