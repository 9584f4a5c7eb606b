"""Where customers stand with stamp cards and coupons: read together, and only what the program has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.database import Connection, Row, fetch, rows
from services.program_file import ProgramConfig
from services.programs import Program
from services.rules.coupons import Holder
from services.rules.stamps import StampCard


@dataclass(slots=True)
class Promotions:
    """By customer: stamp cards by their code, uses of coupons, and the segments that coupons ask for."""

    cards: dict[int, dict[str, StampCard]] = field(default_factory=dict)
    uses: dict[int, dict[str, int]] = field(default_factory=dict)
    segments: dict[int, set[str]] = field(default_factory=dict)

    def cards_of(self, customer_id: int) -> dict[str, StampCard]:
        """The customer's cards by their code."""
        return self.cards.setdefault(customer_id, {})

    def card(self, customer_id: int, code: str) -> StampCard:
        """The customer's card, a new one if there is none."""
        return self.cards_of(customer_id).setdefault(code, StampCard())

    def holder(self, customer_id: int, tier: str | None, receipts: int) -> Holder:
        """The customer as coupons see one."""
        segments = frozenset(self.segments.get(customer_id, ()))
        return Holder(tier, receipts, segments, self.uses.get(customer_id, {}))


STAMPS = """
select 'stamps' as what, customer_id, card as code, sum(stamps)::bigint as number,
       max(at) filter (where stamps > 0) as at
from stamp where program_id = $1 and customer_id = any($2::bigint[]) group by customer_id, card
"""
COUPONS = """
select 'uses' as what, customer_id, coupon as code, sum(uses)::bigint as number, null::timestamptz as at
from coupon_use where program_id = $1 and customer_id = any($2::bigint[]) group by customer_id, coupon
"""
SEGMENTS = """
select 'segment' as what, customer_id, segment as code, 1::bigint as number, null::timestamptz as at
from membership where program_id = $1 and customer_id = any($2::bigint[]) and left_at is null
"""


async def read(connection: Connection | None, program: Program, customer_ids: Sequence[int]) -> Promotions:
    """Where these customers stand; asks nothing when the program has neither stamps nor coupons that ask."""
    parts = _parts(program.config)
    if not parts or not customer_ids:
        return Promotions()
    sql, values = " union all ".join(parts), (program.id, list(customer_ids))
    return _kept(await fetch(connection, sql, *values) if connection else await rows(sql, *values))


def _parts(config: ProgramConfig) -> list[str]:
    wanted = [STAMPS] if config.stamps else []
    if any(coupon.times is not None for coupon in config.coupons):
        wanted.append(COUPONS)
    if any(coupon.segment is not None for coupon in config.coupons):
        wanted.append(SEGMENTS)
    return wanted


def _kept(found: Sequence[Row]) -> Promotions:
    kept = Promotions()
    for one in found:
        customer_id, code = one["customer_id"], one["code"]
        if one["what"] == "stamps":
            kept.cards_of(customer_id)[code] = StampCard(one["number"], one["at"])
        elif one["what"] == "uses":
            kept.uses.setdefault(customer_id, {})[code] = one["number"]
        else:
            kept.segments.setdefault(customer_id, set()).add(code)
    return kept
