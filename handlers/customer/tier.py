"""The tier, what keeps it, and the way to the next one."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.ui import tier
from bot.ui.program_texts import tier_facts, tier_name
from bot.ui.tier import Way
from handlers.index import Index
from handlers.talk import Talk
from services import memberships, tiers
from services.program_file import ProgramConfig
from services.tiers import Progress


def setup(index: Index) -> None:
    """Routes of the tier."""
    index.command("tier", show, "joined")
    index.action("tier:show", show, "joined")


async def show(talk: Talk) -> None:
    """The customer's tier, until when and what keeps it, and what the next one asks for and gives."""
    config, language = talk.program.config, talk.texts.language
    seen = await tiers.progress(talk.program, talk.customer.id, now=talk.now)
    await talk.show(
        tier.show(
            talk.texts.at(config.stores[0].timezone),
            tier=tier_facts(config, seen.tier, language),
            spent_minor=seen.measured,
            currency=talk.program.currency,
            following=tier_facts(config, seen.following, language),
            way=way(config, seen, language, await _paid_until(talk, seen)),
        )
    )


async def _paid_until(talk: Talk, seen: Progress) -> datetime | None:
    """Until when the tier that counts is paid for; None when it would be there without paying."""
    if seen.paid is None or seen.paid != seen.tier or seen.tier in (seen.earned, seen.given):
        return None
    running = await memberships.current(talk.program, talk.customer.id)
    return running.paid_until if running else None


def way(config: ProgramConfig, seen: Progress, language: str, paid_until: datetime | None = None) -> Way:
    """What measures the tiers, and until when the customer's is safe."""
    rules, span = config.tier_rules, config.tier_rules.window
    return Way(
        measure=rules.measured_by,
        window="days" if isinstance(span, timedelta) else span,
        days=span.days if isinstance(span, timedelta) else 0,
        review_at=seen.review_at,
        to_stay=seen.to_stay,
        lower=tier_name(config, seen.lower, language) if seen.lower != seen.earned else None,
        kept_until=seen.kept_until,
        given=seen.given is not None and seen.given == seen.tier != seen.earned,
        given_until=seen.given_until,
        paid_until=paid_until,
        sold=bool(config.memberships) or seen.paid is not None,
    )
