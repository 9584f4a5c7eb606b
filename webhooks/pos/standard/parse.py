"""Events of Standard Webhooks: a type, a time, and the receipt or the refund as the API takes it."""

from __future__ import annotations

from typing import Annotated, Literal

import structlog
from pydantic import BaseModel, ConfigDict, Field, RootModel

from webhooks import bodies
from webhooks.api.fields import Instant, Label
from webhooks.pos.vendor import NormalizedReceipt, NormalizedRefund

RECORDED = "receipt.recorded"
REFUNDED = "receipt.refunded"
_log = structlog.get_logger(__name__)


class _Event(BaseModel):
    """The envelope. What it says beyond this is the sender's affair; what is in ``data`` is ours."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")

    type: Label


class ReceiptRecorded(_Event):
    """A sale. Events of other types are acknowledged and left alone."""

    type: Literal["receipt.recorded"]
    timestamp: Annotated[Instant, Field(description="When the event happened, with the offset from UTC.")]
    data: Annotated[NormalizedReceipt, Field(description="The receipt, as `POST /v1/receipts` takes it.")]


class ReceiptRefunded(_Event):
    """Goods that came back."""

    type: Literal["receipt.refunded"]
    timestamp: Annotated[Instant, Field(description="When the event happened, with the offset from UTC.")]
    data: Annotated[
        NormalizedRefund,
        Field(
            description="The refund, as `POST /v1/receipts/{receipt_id}/refunds` takes it, with `receipt_id`."
        ),
    ]


class Event(RootModel[Annotated[ReceiptRecorded | ReceiptRefunded, Field(discriminator="type")]]):
    """A sale or a refund."""


def parse(body: bytes) -> NormalizedReceipt | NormalizedRefund | None:
    """The receipt or the refund of the event; None for an event of another type. Raises Problem (400 or 422)."""
    kind = bodies.parsed(body, _Event).type
    if kind == RECORDED:
        return bodies.parsed(body, ReceiptRecorded).data
    if kind == REFUNDED:
        return bodies.parsed(body, ReceiptRefunded).data
    _log.info("hook_event_ignored", vendor="standard", type=kind)
    return None
