"""The texts of one program: its own words, its word for points, its names of tiers and segments."""

from __future__ import annotations

from dataclasses import replace

from bot.ui.texts import Texts, language_of, languages, texts_for
from bot.ui.tier import TierFacts
from services.program_file import ProgramConfig


def spoken(config: ProgramConfig) -> tuple[str, ...]:
    """Return the languages that a customer may choose: the program's, as far as there are texts in them."""
    offered = tuple(language for language in config.program.spoken if language in languages())
    return offered or (language_of(config.program.language),)


def texts_of(config: ProgramConfig, language: str | None, zone_name: str | None = None) -> Texts:
    """Return the texts to speak with a person of this program.

    `language` is the customer's own or Telegram's code; one that the program does not speak falls back on
    the program's first. Times are shown in `zone_name`, else in the first store's zone.
    """
    offered = spoken(config)
    wanted = (language or "").replace("_", "-").split("-")[0].lower()
    chosen = wanted if wanted in offered else offered[0]
    texts = texts_for(chosen, config.texts.get(chosen), zone_name=zone_name or config.stores[0].timezone)
    return counting(texts, config)


def counting(texts: Texts, config: ProgramConfig) -> Texts:
    """Return the same texts, with points in the words of this program, or as money where its balance is money."""
    names = config.points.name.get(texts.language)
    forms = names.model_dump(exclude_none=True) if names else {}
    if config.points.are_money:
        currency, name = config.program.currency, forms.get("other", "")
        return replace(texts, point_names={}, money_of=currency, balance_name=name)
    return replace(texts, point_names=forms, money_of="", balance_name="")


def tier_name(config: ProgramConfig, code: str | None, language: str) -> str | None:
    """Return a tier's title by its code; None for no tier or one that is no longer in the program."""
    rules = config.tier(code) if code else None
    return rules.title.in_language(language) if rules else None


def membership_title(config: ProgramConfig, code: str, language: str, otherwise: str) -> str:
    """Return a membership's title by its code; `otherwise` for one that is no longer in the program."""
    rules = config.membership(code)
    return rules.title.in_language(language) if rules else otherwise


def tier_facts(config: ProgramConfig, code: str | None, language: str) -> TierFacts | None:
    """Return a tier as the screens want it, by its code; None as for tier_name."""
    rules = config.tier(code) if code else None
    if rules is None:
        return None
    benefits = rules.benefits.in_language(language) if rules.benefits else None
    return TierFacts(
        rules.title.in_language(language),
        rules.from_amount,
        rules.bonus,
        benefits,
        discount_bps=rules.discount,
        max_share_bps=rules.max_share,
        early_days=rules.early_access_days,
        free_items=rules.free_items.in_language(language) if rules.free_items else None,
    )


def segment_title(config: ProgramConfig, code: str, language: str) -> str:
    """Return a segment's title by its code; the code itself when the program has it no longer."""
    rules = config.segment(code)
    return rules.title.in_language(language) if rules else code


def club_title(config: ProgramConfig, code: str, language: str) -> str:
    """Return a club's title by its code; the code itself when the program has it no longer."""
    rules = config.club(code)
    return rules.title.in_language(language) if rules else code


def store_name(config: ProgramConfig, code: str) -> str:
    """Return a store's name by its code; the code itself when the program has it no longer."""
    rules = config.store(code)
    return rules.name if rules else code
