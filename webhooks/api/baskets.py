"""What is bought, as receipts, quotes and holds tell it: one shape of lines and money for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from services.program_file import currencies
from services.receipts.shapes import Line, NewReceipt
from webhooks.api import canonical
from webhooks.api.customers import CustomerBody
from webhooks.api.fields import (
    Body,
    Channel,
    Code,
    Currency,
    Instant,
    Label,
    Money,
    Name,
    PromoCode,
    Quantity,
)
from webhooks.api.money import major_units, minor_units
from webhooks.errors import FieldError, invalid_body

MOST_LINES = 500
MOST_PROMO_CODES = 20
LARGEST_TOTAL = 10**13  # minor units: sums over 900,000 such receipts of one customer still fit a bigint


class LineBody(Body):
    """One line; ``amount`` is for the whole quantity, after the till's own discounts."""

    sku: Label
    name: Name
    category: Annotated[Label | None, Field(description="Null when the till knows no categories.")]
    quantity: Quantity
    amount: Money
    cost: Annotated[Money | None, Field(description="What the goods of this line cost the merchant.")] = None


class BasketBody(Body):
    """What is bought, where, when and by whom."""

    store: Annotated[Code, Field(description="The store's code in the program.")]
    employee: Annotated[Code | None, Field(description="Who served, by code; may be rated.")] = None
    customer: Annotated[CustomerBody | None, Field(description="Null: nobody showed a card.")]
    issued_at: Annotated[Instant, Field(description="When the sale was made, with the offset from UTC.")]
    currency: Currency
    total: Annotated[Money, Field(description="At most 10^13 in the currency's smallest unit.")]
    lines: Annotated[list[LineBody], Field(min_length=1, max_length=MOST_LINES)]
    channel: Annotated[Channel | None, Field(description="How it was sold, e.g. app or delivery.")] = None
    promo_codes: Annotated[tuple[PromoCode, ...], Field(max_length=MOST_PROMO_CODES)] = ()


def amounts(body: BasketBody) -> tuple[int, tuple[Line, ...]]:
    """The total and the lines in minor units.

    Raises Problem ``invalid_body``: a currency that does not exist, small change that it does not have, more
    than the largest total, lines that do not add up.
    """
    if body.currency not in currencies.codes():
        raise invalid_body([FieldError("currency", "is not a currency of ISO 4217")])
    try:
        total = minor_units(body.total, body.currency)
        lines = tuple(_line(line, body.currency) for line in body.lines)
    except ValueError:
        raise invalid_body(_too_fine(body)) from None
    if total > LARGEST_TOTAL:
        largest = major_units(LARGEST_TOTAL, body.currency)
        raise invalid_body([FieldError("total", f"is more than {largest}, the most that a receipt may be")])
    if sum(line.amount for line in lines) != total:
        raise invalid_body([FieldError("total", "is not the sum of the lines' amounts")])
    return total, lines


def receipt(body: BasketBody, total: int, lines: tuple[Line, ...]) -> NewReceipt:
    """The receipt that such a basket would become, without an id of its own."""
    return NewReceipt(
        receipt_id="",
        store=body.store,
        employee=body.employee,
        customer=body.customer.ref if body.customer else None,
        issued_at=body.issued_at,
        currency=body.currency,
        total=total,
        lines=lines,
        input_hash=b"",
        promo_codes=body.promo_codes,
        channel=body.channel,
    )


def digest(body: BasketBody, total: int, lines: tuple[Line, ...], **more: Any) -> bytes:
    """The hash of what the basket means, whatever way it was written; ``more``: the call's own fields."""
    customer = body.customer.ref if body.customer else None
    document = {
        "store": body.store,
        "employee": body.employee,
        "customer": {customer.kind: customer.value} if customer else None,
        "issued_at": body.issued_at.isoformat(),
        "currency": body.currency,
        "total": total,
        "lines": [_line_document(line, sent.quantity) for line, sent in zip(lines, body.lines, strict=True)],
        "channel": body.channel,
        "promo_codes": list(body.promo_codes),
        **more,
    }
    return canonical.digest(canonical.lean(document))


def _line(line: LineBody, currency: str) -> Line:
    return Line(
        sku=line.sku,
        name=line.name,
        category=line.category,
        quantity=Decimal(line.quantity),
        amount=minor_units(line.amount, currency),
        cost=None if line.cost is None else minor_units(line.cost, currency),
    )


def _line_document(line: Line, quantity: str) -> dict[str, Any]:
    return canonical.lean(
        {
            "sku": line.sku,
            "name": line.name,
            "category": line.category,
            "quantity": canonical.quantity(quantity),
            "amount": line.amount,
            "cost": line.cost,
        }
    )


def _too_fine(body: BasketBody) -> Iterator[FieldError]:
    """Each amount that the currency has no small change for."""
    found = [("total", body.total)]
    for number, line in enumerate(body.lines):
        found.append((f"lines.{number}.amount", line.amount))
        found.append((f"lines.{number}.cost", line.cost or "0"))
    for field, text in found:
        try:
            minor_units(text, body.currency)
        except ValueError as error:
            yield FieldError(field, str(error))
