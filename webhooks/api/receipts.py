"""POST /v1/receipts: record a sale."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from aiohttp import web
from pydantic import Field

from services.receipts.shapes import NewReceipt
from webhooks import bodies
from webhooks.api import baskets
from webhooks.api.baskets import BasketBody
from webhooks.api.fields import Code, Id
from webhooks.keys import CLOCK, RECORDER, caller_of


class ReceiptBody(BasketBody):
    """A sale. Lines sum to the total exactly; tips and gift-card sales are outside."""

    receipt_id: Annotated[Id, Field(description="The till's own id, unique for the merchant.")]
    hold: Annotated[Code | None, Field(description="The hold that this sale pays with.")] = None


async def record(request: web.Request) -> web.Response:
    """Record one receipt; a repeat gets the first answer again."""
    arrived_at = request.app[CLOCK].now()
    caller = await caller_of(request)
    receipt = parsed(await bodies.read(request, ReceiptBody))
    recorded = await request.app[RECORDER].record(
        caller.program_id, caller.merchant_id, caller.merchant, receipt, arrived_at=arrived_at
    )
    return bodies.once(recorded.body, replayed=recorded.replayed)


def parsed(body: ReceiptBody) -> NewReceipt:
    """The receipt in minor units and UTC, with the hash of its canonical form. Raises Problem ``invalid_body``."""
    total, lines = baskets.amounts(body)
    return replace(
        baskets.receipt(body, total, lines),
        receipt_id=body.receipt_id,
        input_hash=baskets.digest(body, total, lines, receipt_id=body.receipt_id, hold=body.hold),
        hold=body.hold,
    )
