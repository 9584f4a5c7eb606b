"""Deep links: what the payload of t.me/<bot>?start=<payload> says; anybody can write one, so it is only a hint.

``s_<store>`` a store's poster, ``src_<source>`` any other poster, ``e_<employee>`` an employee's own link,
``r_<card>`` a friend's, ``staff_<secret>`` an invite to work here, ``walk_<mark>`` a walk of the doctor's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from services.rules.cards import is_card

Kind = Literal["store", "source", "employee", "referral", "staff", "walk"]

# https://core.telegram.org/bots/features#deep-linking: A-Z a-z 0-9 _ -, up to 64 characters
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
SOURCE_LIMIT = 32
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,58}")
_PREFIXES: dict[str, Kind] = {
    "s_": "store",
    "src_": "source",
    "e_": "employee",
    "r_": "referral",
    "staff_": "staff",
    "walk_": "walk",
}


@dataclass(frozen=True, slots=True)
class DeepLink:
    """A payload taken apart. ``value`` has the right shape; whether it names anything is to be looked up."""

    kind: Kind
    value: str


def parse(payload: str) -> DeepLink | None:
    """The link behind a payload; None for an empty, an unknown or a tampered one."""
    if not PAYLOAD.fullmatch(payload):
        return None
    prefix, separator, value = payload.partition("_")
    kind = _PREFIXES.get(prefix + separator)
    if kind is None or not _fits(kind, value):
        return None
    return DeepLink(kind, value)


def _fits(kind: Kind, value: str) -> bool:
    if kind in ("store", "employee"):
        return _CODE.fullmatch(value) is not None
    if kind == "referral":
        return is_card(value)
    if kind in ("staff", "walk"):
        return _SECRET.fullmatch(value) is not None
    return 0 < len(value) <= SOURCE_LIMIT
