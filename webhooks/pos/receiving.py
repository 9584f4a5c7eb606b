"""POST /hooks/{hook}/{vendor}: from a vendor's delivery to a recorded receipt.

A delivery is safe to repeat. The vendor's id of the delivery (``webhook-id``) is signed together with the
body, so a repeat carries the same receipt, and the receipt's own id is what makes it count once:

- the same delivery again, or the same receipt in another delivery: the first answer, unchanged (200);
- another receipt content under a receipt id that was recorded: 409, whatever the delivery's id;
- one delivery id over two receipts, a fault of the sender: both count, since they are two sales.

Refunds go the same way by their ``refund_id``.

So nothing has to be remembered of deliveries, and a hook and a till that report one sale agree as well.
"""

from __future__ import annotations

from dataclasses import replace

import orjson
import structlog
from aiohttp import web

from services.errors import RegularsError
from services.hooks import Hook
from services.receipts.shapes import Fallback, NewReceipt, Recorded
from webhooks import bodies
from webhooks.api import refunds
from webhooks.api.receipts import parsed
from webhooks.auth import Caller
from webhooks.errors import FieldError, Problem
from webhooks.keys import CLOCK, HOOKS, RECORDER
from webhooks.operations import Handler
from webhooks.pos.vendor import Delivery, NormalizedReceipt, NormalizedRefund, Vendor

_log = structlog.get_logger(__name__)


def receiver(vendor: Vendor) -> Handler:
    """What answers this vendor's deliveries."""

    async def receive(request: web.Request) -> web.Response:
        now = request.app[CLOCK].now()
        hook = await request.app[HOOKS].find(request.match_info["hook"], vendor.name)
        delivery = Delivery(request.headers, await bodies.raw(request))
        vendor.verify(delivery, hook.secret, now)
        sent = vendor.parse(delivery.body)
        if sent is None:
            return web.Response(status=204)
        if isinstance(sent, NormalizedRefund):
            return await _refund(request, vendor, hook, sent)
        receipt = _counting(sent, vendor, hook)
        try:
            recorded = await request.app[RECORDER].record(
                hook.program_id, hook.merchant_id, hook.merchant, receipt, arrived_at=now
            )
        except RegularsError as error:
            raise _inside(error, vendor.place) from error
        return _answer(recorded, hook, receipt)

    return receive


async def _refund(request: web.Request, vendor: Vendor, hook: Hook, sent: NormalizedRefund) -> web.Response:
    caller = Caller(hook.program_id, hook.merchant_id, hook.merchant)
    try:
        new = refunds.parsed(sent, sent.receipt_id)
        return await refunds.answered(request, caller, new)
    except Problem as problem:
        raise _placed(problem, vendor.place) from None
    except RegularsError as error:
        raise _inside(error, vendor.place) from error


def _counting(sent: NormalizedReceipt, vendor: Vendor, hook: Hook) -> NewReceipt:
    """The receipt, which counts even if it names an employee or a store that nobody knows."""
    try:
        return replace(parsed(sent), fallback=Fallback(hook.store))
    except Problem as problem:
        raise _placed(problem, vendor.place) from None


def _placed(problem: Problem, place: str) -> Problem:
    """The problem with the fields as the vendor's body names them."""
    errors = [FieldError(f"{place}.{error.field}", error.message) for error in problem.errors]
    return Problem(problem.code, problem.detail, errors=errors)


def _inside(error: RegularsError, place: str) -> RegularsError:
    """The refusal with the field as the vendor's body names it; a copy, since a batch may share the error."""
    if error.field is None:
        return error
    return type(error)(error.code, f"{place}.{error.field}", **error.facts)


def _answer(recorded: Recorded, hook: Hook, receipt: NewReceipt) -> web.Response:
    warnings = () if recorded.replayed else orjson.loads(recorded.body).get("warnings", ())
    for warning in warnings:
        _log.warning(
            "hook_receipt_warning",
            program_id=hook.program_id,
            merchant=hook.merchant,
            vendor=hook.vendor,
            receipt_id=receipt.receipt_id,
            **warning,
            value=getattr(receipt, warning["field"]),
        )
    return bodies.once(recorded.body, replayed=recorded.replayed)
