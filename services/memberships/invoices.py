"""What an invoice carries: what is sold and to whom, signed, so that its payment is understood whatever came since."""

from __future__ import annotations

import hmac

from services.keyring import Keyring
from services.rules import memberships
from services.rules.memberships import Sold

PURPOSE = "invoice"


def payload(keyring: Keyring, program_id: int, sold: Sold) -> str:
    """The payload of an invoice, at most 128 bytes."""
    content = memberships.written(sold)
    return f"{content}:{_signature(keyring, program_id, content)}"


def read(keyring: Keyring, program_id: int, text: str) -> Sold | None:
    """What a payload sells; None for one that this program did not write."""
    content, _, signature = text.rpartition(":")
    expected = _signature(keyring, program_id, content)
    if not hmac.compare_digest(signature.encode("utf-8", "surrogatepass"), expected.encode()):
        return None
    return memberships.read(content)


def _signature(keyring: Keyring, program_id: int, content: str) -> str:
    return keyring.sign(PURPOSE, f"{program_id}:{content}")
