"""What a vendor's folder has to offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from multidict import CIMultiDictProxy
from pydantic import BaseModel, Field

from webhooks.api.fields import Id
from webhooks.api.receipts import ReceiptBody
from webhooks.api.refunds import RefundBody
from webhooks.operations import Parameter

# Vendors' payloads become what a till sends to /v1/receipts: one shape, one set of checks, one hash.
NormalizedReceipt = ReceiptBody


class NormalizedRefund(RefundBody):
    """A refund as /v1/receipts/{receipt_id}/refunds takes it, with the receipt that it is of."""

    receipt_id: Annotated[Id, Field(description="The till's own id of the receipt.")]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request as it was sent: signatures are over the bytes, not over what they mean."""

    headers: CIMultiDictProxy[str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Vendor:
    """A vendor's way to sign and to speak.

    ``verify(delivery, secret, now)`` raises Problem (401) when somebody else speaks. ``parse(body)`` gives the
    receipt or the refund, or None for news that is neither; raises Problem (400, 422). ``check_secret`` raises Invalid
    ``hook_secret`` for a secret that such signatures cannot be made with. ``place`` is the path of the receipt
    inside the body, for errors that name a field.
    """

    name: str
    title: str
    description: str
    verify: Callable[[Delivery, str, datetime], None]
    parse: Callable[[bytes], NormalizedReceipt | NormalizedRefund | None]
    check_secret: Callable[[str], None]
    place: str
    body: type[BaseModel]
    example: Mapping[str, Any]
    headers: tuple[Parameter, ...]
