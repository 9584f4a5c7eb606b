"""One form for one meaning, so that a repeat is known whatever way it is written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson


def digest(document: Mapping[str, Any]) -> bytes:
    """SHA-256 over the document with sorted keys and without what is null or empty.

    Money is given in minor units, times in UTC. Leaving absent fields out keeps the hash of old receipts
    when the API learns new fields.
    """
    return hashlib.sha256(orjson.dumps(_lean(document), option=orjson.OPT_SORT_KEYS)).digest()


def _lean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _lean(item) for key, item in value.items() if item is not None and item != []}
    if isinstance(value, list):
        return [_lean(item) for item in value]
    return value
