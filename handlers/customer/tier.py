"""The tier and the way to the next one."""

from __future__ import annotations

from bot.ui import tier
from bot.ui.program_texts import tier_facts
from handlers.index import Index
from handlers.talk import Talk


def setup(index: Index) -> None:
    """Routes of the tier."""
    index.command("tier", show, "joined")
    index.action("tier:show", show, "joined")


async def show(talk: Talk) -> None:
    """The customer's tier, and what the next one asks for and gives."""
    config, customer, language = talk.program.config, talk.customer, talk.texts.language
    current = tier_facts(config, customer.tier, language)
    floor = current.from_minor if current else -1
    above = sorted(
        (rules for rules in config.tiers if rules.from_amount > floor), key=lambda r: r.from_amount
    )
    following = tier_facts(config, above[0].code, language) if above else None
    await talk.show(
        tier.show(
            talk.texts,
            tier=current,
            spent_minor=customer.spent,
            currency=talk.program.currency,
            following=following,
        )
    )
