"""Events of Standard Webhooks: a type, a time, and the receipt as /v1/receipts takes it."""

from __future__ import annotations

from typing import Annotated, Literal

import structlog
from pydantic import BaseModel, ConfigDict, Field

from webhooks import bodies
from webhooks.api.fields import Instant, Label
from webhooks.pos.vendor import NormalizedReceipt

RECORDED = "receipt.recorded"
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


def parse(body: bytes) -> NormalizedReceipt | None:
    """The receipt of the event; None for an event of another type. Raises Problem (400 or 422)."""
    kind = bodies.parsed(body, _Event).type
    if kind != RECORDED:
        _log.info("hook_event_ignored", vendor="standard", type=kind)
        return None
    return bodies.parsed(body, ReceiptRecorded).data
