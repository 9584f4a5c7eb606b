"""What is answered to a recorded receipt: the bytes that are stored and given again on a repeat."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from pydantic import BaseModel, Field

from bot.ui import applied as applied_ui
from bot.ui import program_texts
from bot.ui import receipt as receipt_ui
from bot.ui import stamps as stamps_ui
from bot.ui.texts import Texts
from services.program_file import ProgramConfig
from services.programs import Program
from services.receipts.shapes import CustomerAnswer, PointsAnswer, ReceiptAnswer, TierAnswer
from webhooks.api.balances import Beside, beside
from webhooks.api.fields import Instant, Money
from webhooks.api.money import major_units

_TEXTS_KEPT = 256
_texts: dict[tuple[int, str], tuple[ProgramConfig, Texts]] = {}


class CustomerResult(BaseModel):
    """Who the receipt counted for."""

    card: str
    registered: Annotated[bool, Field(description="False: known by phone only, has not joined yet.")]
    tier: Annotated[str | None, Field(description="The tier's code after this receipt.")]


class AppliedResult(BaseModel):
    """What gave some of the points of a receipt."""

    rule: Annotated[
        str,
        Field(
            description="The code of an earning rule in the program file; base, tier, favourites; promo: with a promo"
            " code; stamps: with a stamp card."
        ),
    ]
    points: Annotated[int, Field(ge=0)]


class PointsResult(BaseModel):
    """What the receipt did to the customer's points, and the sums after it."""

    earned: Annotated[int, Field(ge=0)]
    available_at: Annotated[Instant, Field(description="When the earned points can be spent.")]
    redeemed: Annotated[int, Field(ge=0)]
    balance: Annotated[int, Field(ge=0, description="Points that can be spent now.")]
    pending: Annotated[int, Field(ge=0, description="Points that can be spent later.")]
    earned_money: Beside = None
    redeemed_money: Beside = None
    balance_money: Beside = None
    pending_money: Beside = None
    rules: Annotated[list[AppliedResult], Field(description="What gave them; their sum is earned.")] = []
    capped: Annotated[int, Field(ge=0, description="How many more the program's caps took away.")] = 0


class TierResult(BaseModel):
    """The tier after the receipt, and how far the next one is: one of the three, none at the top."""

    name: str | None
    changed: bool
    to_next: Annotated[
        Money | None, Field(description="To spend, where tiers are measured by money; else null.")
    ]
    to_next_points: Annotated[
        int | None, Field(ge=0, description="To earn, where they are measured by points.")
    ] = None
    to_next_visits: Annotated[
        int | None, Field(ge=0, description="Purchases, where they are measured by visits.")
    ] = None


class WarningResult(BaseModel):
    """Something of a receipt that did not count as it was sent."""

    field: Annotated[str, Field(description="Of the receipt: employee or store.")]
    code: str


class DiscountResult(BaseModel):
    """Something that took money off the receipt, beside the tier's own discount."""

    source: Annotated[str, Field(description="stamps (a free item), coupon or promo_code.")]
    code: Annotated[str, Field(description="Its code in the program.")]
    amount: Money


class StampsResult(BaseModel):
    """A stamp card that the receipt touched."""

    card: Annotated[str, Field(description="Its code in the program.")]
    stamps: Annotated[int, Field(ge=0, description="On it after this receipt.")]
    full: Annotated[int, Field(ge=1, description="So many fill it.")]
    rewarded: Annotated[bool, Field(description="Whether a full card gave its reward with this receipt.")]


class ReceiptResult(BaseModel):
    """The first success of a receipt; customer, points and tier are null when nobody showed a card."""

    receipt: Annotated[str, Field(description="The program's own id of the receipt.")]
    receipt_id: str
    customer: CustomerResult | None
    points: PointsResult | None
    tier: TierResult | None
    discount: Money
    payable: Annotated[Money, Field(description="What is left to pay at the till.")]
    discounts: Annotated[list[DiscountResult], Field(description="What took money off, in order.")] = []
    stamps: list[StampsResult] = []
    slip: Annotated[list[str], Field(description="Short lines to print, in the customer's language.")]


def encode(program: Program, answer: ReceiptAnswer) -> bytes:
    """The answer as JSON (see ReceiptResult). Pure: the recorder calls it inside its transaction."""
    warnings = {"warnings": answer.warnings} if answer.warnings else {}  # only hooks are warned
    return orjson.dumps(
        {
            "receipt": answer.receipt,
            "receipt_id": answer.receipt_id,
            "customer": customer_json(answer.customer),
            "points": _points(program.config, answer.points),
            "tier": tier_json(answer.tier, answer.currency),
            "discount": major_units(answer.discount, answer.currency),
            "payable": major_units(answer.payable, answer.currency),
            "discounts": discounts_json(answer),
            "stamps": answer.stamps,
            "slip": _slip(program.config, answer),
            **warnings,
        },
        option=orjson.OPT_UTC_Z,
    )


def customer_json(customer: CustomerAnswer | None) -> dict[str, Any] | None:
    """See CustomerResult."""
    if customer is None:
        return None
    return {"card": customer.card, "registered": customer.registered, "tier": customer.tier}


def _points(config: ProgramConfig, points: PointsAnswer | None) -> dict[str, Any] | None:
    if points is None:
        return None
    sums = {
        "earned": points.earned,
        "redeemed": points.redeemed,
        "balance": points.balance,
        "pending": points.pending,
    }
    return {
        **sums,
        **beside(config, **sums),
        "available_at": points.available_at,
        "rules": rules_json(points),
        "capped": points.capped,
    }


def rules_json(points: PointsAnswer) -> list[dict[str, Any]]:
    """See AppliedResult."""
    return [{"rule": one.code, "points": one.points} for one in points.rules]


def discounts_json(answer: ReceiptAnswer) -> list[dict[str, Any]]:
    """See DiscountResult."""
    return [
        {"source": off.source, "code": off.code, "amount": major_units(off.amount, answer.currency)}
        for off in answer.offs
    ]


def tier_json(tier: TierAnswer | None, currency: str) -> dict[str, Any] | None:
    """See TierResult."""
    if tier is None:
        return None
    to_next = None if tier.to_next is None else major_units(tier.to_next, currency)
    return {
        "name": tier.name,
        "changed": tier.changed,
        "to_next": to_next,
        "to_next_points": tier.to_next_points,
        "to_next_visits": tier.to_next_visits,
    }


def _slip(config: ProgramConfig, answer: ReceiptAnswer) -> tuple[str, ...]:
    if answer.customer is None or answer.points is None:
        return ()
    texts = texts_of(config, answer.customer.language)
    tier = config.tier(answer.tier.name) if answer.tier and answer.tier.changed and answer.tier.name else None
    return receipt_ui.slip(
        texts,
        earned=answer.points.earned,
        balance=answer.points.balance,
        redeemed=answer.points.redeemed,
        rules=applied_ui.told(texts, config, answer.points.rules, answer.points.capped),
        tier_name=tier.title.in_language(texts.language) if tier else None,
        promotions=stamps_ui.told(
            texts,
            config,
            offs=((off.source, off.code, off.amount) for off in answer.offs),
            cards=((card.card, card.stamps, card.full) for card in answer.stamps),
        ),
    )


def texts_of(config: ProgramConfig, language: str) -> Texts:
    """The program's texts, made once for each language: a till waits for this."""
    key = (id(config), language)
    kept = _texts.get(key)
    if kept and kept[0] is config:  # the id alone might be that of another, gone one
        return kept[1]
    if len(_texts) >= _TEXTS_KEPT:
        _texts.clear()
    made = program_texts.texts_of(config, language)
    _texts[key] = (config, made)
    return made
