"""The calls of vendors' webhooks, one for each vendor."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, RootModel

from webhooks.api.answers import ReceiptResult, WarningResult
from webhooks.api.operations import RECORDED
from webhooks.api.refunds import RefundResult, WaitingResult
from webhooks.operations import Answer, Operation, Parameter, once
from webhooks.pos.receiving import receiver
from webhooks.pos.vendor import Vendor
from webhooks.pos.vendors import VENDORS, address

HOOK = Parameter(
    "hook",
    "path",
    "The hook's own secret part of the address, of `regulars merchant hook`.",
    "u0Zg1h5rQ2",
)


class HookResult(ReceiptResult):
    """The answer to a receipt, with what of it did not count as it was sent."""

    warnings: Annotated[list[WarningResult], Field(description="Left out when there are none.")] = []  # noqa: RUF012


class HookAnswer(RootModel[HookResult | RefundResult]):
    """The answer to a receipt, or to a refund."""


def operations() -> tuple[Operation, ...]:
    """All of them, in the order of the documents."""
    return tuple(_operation(vendor) for vendor in VENDORS.values())


def _operation(vendor: Vendor) -> Operation:
    return Operation(
        "POST",
        address("{hook}", vendor),
        f"receive{vendor.name.capitalize()}",
        "Hooks",
        f"{vendor.title}: record a sale or a refund",
        f"{vendor.description} An unknown employee is left out and an unknown store replaced by the hook's own; "
        "`warnings` tell so.",
        receiver(vendor),
        {
            **once(
                HookAnswer,
                "Recorded now",
                "Recorded before; the first answer, unchanged",
                example={**RECORDED, "warnings": [{"field": "employee", "code": "unknown_employee"}]},
            ),
            202: Answer("A refund whose receipt is not known yet; it waits", WaitingResult),
            204: Answer("Understood, and nothing to record", media=""),
        },
        body=vendor.body,
        example=vendor.example,
        refusals=(401, 404, 409, 429, 503),
        parameters=(HOOK, *vendor.headers),
    )
