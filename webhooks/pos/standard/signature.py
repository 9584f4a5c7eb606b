"""Signatures of Standard Webhooks: HMAC-SHA256 over id, time and body.

The library makes the signature; what was sent is compared with it here, because the library's own check goes
by the machine's clock, not the program's, takes texts that mean the same for the same (``1e9``, other last
bits of base64), and fails on a malformed header with a ValueError.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from datetime import UTC, datetime, timedelta

from standardwebhooks import Webhook

from services.errors import Invalid
from webhooks.errors import Problem
from webhooks.pos.vendor import Delivery

TOLERANCE = timedelta(minutes=5)
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
PREFIX = "whsec_"
SECRET_BYTES = range(24, 65)  # as the specification says
_ID = re.compile(r"[\x21-\x7e]{1,256}")
_SECONDS = re.compile(r"[1-9][0-9]{0,10}", re.ASCII)


def verify(delivery: Delivery, secret: str, now: datetime) -> None:
    """Raise Problem (401) unless one of the signatures is of this secret, this delivery and these minutes."""
    message, seconds, signatures = (_header(delivery, name) for name in (ID, TIMESTAMP, SIGNATURE))
    if not _ID.fullmatch(message) or not _SECONDS.fullmatch(seconds):
        raise Problem("signature_wrong")
    sent_at = datetime.fromtimestamp(int(seconds), UTC)
    try:
        expected = Webhook(secret).sign(message, sent_at, delivery.body.decode())
    except UnicodeDecodeError:  # JSON is UTF-8, so nobody signs this
        raise Problem("signature_wrong") from None
    if not _is_among(expected, signatures):
        raise Problem("signature_wrong")
    if abs(now - sent_at) > TOLERANCE:  # only after the signature: a stranger learns nothing about our clock
        raise Problem("signature_too_old")


def check_secret(secret: str) -> None:
    """Raise Invalid ``hook_secret`` unless it is ``whsec_`` and the base64 of 24 to 64 bytes."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or len(key) not in SECRET_BYTES:
        raise Invalid("hook_secret", "secret", expected=f"expected {PREFIX} and the base64 of 24 to 64 bytes")


def _header(delivery: Delivery, name: str) -> str:
    values = delivery.headers.getall(name, [])
    if not values or not values[0]:
        raise Problem("signature_missing", f"The header {name} is missing")
    if len(values) > 1:
        raise Problem("signature_wrong", f"The header {name} is sent more than once")
    return values[0]


def _is_among(expected: str, signatures: str) -> bool:
    """Whether one of several is right: a sender that changes its secret signs with the old and the new.

    Compared as text, in a time that does not depend on it; signatures of other versions are passed over.
    """
    wanted = expected.encode()
    found = [hmac.compare_digest(wanted, one.encode("utf-8", "replace")) for one in signatures.split(" ")]
    return any(found)
