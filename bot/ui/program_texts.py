"""The texts of one program: its own words, its word for points, its languages."""

from __future__ import annotations

from bot.ui.texts import Texts, language_of, languages, texts_for
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
    names = config.points.name.get(chosen)
    return texts_for(
        chosen,
        config.texts.get(chosen),
        names.model_dump(exclude_none=True) if names else None,
        zone_name or config.stores[0].timezone,
    )
