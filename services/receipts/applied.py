"""Which rules gave a receipt's points, as the receipt keeps it: few bytes, and none where there is nothing to tell."""

from __future__ import annotations

import orjson

from services.program_file import ProgramConfig
from services.program_file.values import LocalText
from services.rules.earning import Applied, Earning
from services.rules.earning_terms import BASE


def kept(earning: Earning) -> str | None:
    """Rule, points, rule, points … as JSON; none where the base rate alone gave all, as for most receipts."""
    if all(one.code == BASE for one in earning.applied):
        return None
    return orjson.dumps([part for one in earning.applied for part in (one.code, one.points)]).decode()


def read(earned: int, stored: str | list[str | int] | None) -> tuple[Applied, ...]:
    """What ``kept`` wrote of a receipt that earned so many points."""
    if stored is None:
        return (Applied(BASE, earned),) if earned else ()
    parts = orjson.loads(stored) if isinstance(stored, str) else stored
    return tuple(Applied(str(code), int(given)) for code, given in zip(parts[::2], parts[1::2], strict=True))


def title(config: ProgramConfig, code: str) -> LocalText | None:
    """What the file calls a rule or, behind ``stamps:``, a stamp card; none: the bot has a word for it, or the code is
    all there is."""
    kind, _, own = code.rpartition(":")
    if kind == "stamps":
        card = config.stamp(own)
        return card.title if card else None
    return config.earning_titles.get(code)
