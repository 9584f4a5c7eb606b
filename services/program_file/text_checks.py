"""The texts of a program file: are they there in every language, and do their variables exist."""

from collections.abc import Iterator
from typing import Any

from services.program_file.catalogue import Catalogue
from services.program_file.paths import Path
from services.program_file.suggestions import nearest
from services.program_file.texts import OFFER_VARIABLES, stray_brace, variables
from services.program_file.toml_data import Data, Finding, entries, table, warned, wrong_at
from services.program_file.values import shown

_LOCAL_KEYS = {
    "tiers": ("title", "benefits"),
    "memberships": ("title", "description"),
    "segments": ("title",),
    "offers": ("title", "text"),
    "coupons": ("title",),
    "stamps": ("title",),
    "earning": ("title",),
    "favourite_categories": ("title",),
    "clubs": ("title", "description"),
}


def check_languages(data: Data) -> Iterator[Finding]:
    """Texts that are missing in one of the program's languages, or that nobody will read."""
    own, spoken = _languages(data)
    for path, texts in _local_texts(data):
        missing = [language for language in spoken if language not in texts and language != own]
        for language in missing:
            yield warned(path, "untranslated", language=language, own=own)
        for language in texts.keys() - set(spoken):
            yield warned((*path, language), "unread")
    name = table(data, "points").get("name")
    if isinstance(name, dict) and name and own not in name:
        yield wrong_at(("points", "name"), "points_own", language=own)


def _languages(data: Data) -> tuple[str, tuple[str, ...]]:
    program = table(data, "program")
    own, others = program.get("language"), program.get("languages")
    own = own if isinstance(own, str) else "en"
    listed = [other for other in others if isinstance(other, str)] if isinstance(others, list) else []
    return own, tuple(dict.fromkeys((own, *listed)))


def _local_texts(data: Data) -> Iterator[tuple[Path, dict[str, Any]]]:
    places: list[tuple[Path, Any]] = [
        (("program", "terms"), table(data, "program").get("terms")),
        (("points", "name"), table(data, "points").get("name")),
    ]
    for section, keys in _LOCAL_KEYS.items():
        for path, entry in entries(data, section):
            places += [((*path, key), entry.get(key)) for key in keys]
    yield from ((path, texts) for path, texts in places if isinstance(texts, dict))


def check_offer_texts(data: Data) -> Iterator[Finding]:
    """Variables of the offers' texts."""
    for path, offer in entries(data, "offers"):
        known = _offer_variables(offer)
        for key in ("title", "text"):
            texts = offer.get(key)
            if isinstance(texts, str):
                yield from _variables_in((*path, key), texts, known)
            for language, text in texts.items() if isinstance(texts, dict) else ():
                yield from _variables_in((*path, key, language), text, known)


def _offer_variables(offer: Data) -> frozenset[str]:
    gives = offer.get("gives")
    gives = gives if isinstance(gives, dict) else {}
    absent = (set() if gives else {"points"}) | (set() if "promo_code" in gives else {"code"})
    return OFFER_VARIABLES - absent


def check_overrides(data: Data, catalogue: Catalogue | None) -> Iterator[Finding]:
    """[texts.<language>]: languages, keys and variables; keys only when the bot's catalogue is given."""
    _, spoken = _languages(data)
    for language, texts in table(data, "texts").items():
        path = ("texts", language)
        if language not in spoken:
            yield wrong_at(path, "language_unspoken", value=shown(language))
        for key, text in texts.items() if isinstance(texts, dict) else ():
            yield from _override((*path, key), key, text, catalogue)


def _override(path: Path, key: str, text: Any, catalogue: Catalogue | None) -> Iterator[Finding]:
    if isinstance(text, str) and not text.strip():
        yield wrong_at(path, "text_empty")
    if catalogue is None:
        yield from _variables_in(path, text, None)
    elif key not in catalogue:
        yield wrong_at(path, "no_text", near=nearest(key, catalogue))
    else:
        yield from _variables_in(path, text, catalogue[key])


def _variables_in(path: Path, text: Any, known: frozenset[str] | None) -> Iterator[Finding]:
    if not isinstance(text, str):
        return
    if stray_brace(text):
        yield wrong_at(path, "brace")
    for name in sorted(variables(text) - known) if known is not None else ():
        there_are = ", ".join(f"{{{known_name}}}" for known_name in sorted(known or ())) or None
        yield wrong_at(path, "no_variable", value=f"{{{name[:40]}}}", known=there_are)
