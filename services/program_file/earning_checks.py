"""What no single value of [[earning]] and [favourites] can know: what it refers to, and what will never count."""

from collections.abc import Iterator
from typing import Any

from services.program_file.earning import BPS, multiplier
from services.program_file.paths import Path
from services.program_file.toml_data import Data, Finding, codes, entries, refers, table, warned, wrong_at
from services.program_file.values import basis_points, shown

MOST_CATEGORIES = 40  # a message has room for so many buttons
HUGE = 5_000  # basis points: half of what is paid


def check_earning(data: Data) -> Iterator[Finding]:
    """Stores, tiers, clubs, merchants and categories of the rules, and rates that are slips of the finger."""
    stores, tiers, merchants = codes(data, "stores"), codes(data, "tiers"), _merchants(data)
    clubs = codes(data, "clubs")
    for path, rule in entries(data, "earning"):
        yield from _each(rule, path, "stores", stores, "store")
        yield from _each(rule, path, "tiers", tiers, "tier")
        yield from _each(rule, path, "clubs", clubs, "club")
        for at, name in _texts(rule, path, "merchants"):
            if name not in merchants:
                yield warned(
                    at, "earning_merchant", value=shown(name), known=", ".join(sorted(merchants)) or None
                )
        yield from _never_earning(data, path, rule)
        yield from huge(data, path, rule)
        if rule.get("favourites") is True and not table(data, "favourites").get("choose"):
            yield wrong_at((*path, "favourites"), "no_favourites")


def check_favourites(data: Data) -> Iterator[Finding]:
    """That there is something to choose from, and that choosing is worth something."""
    section, listed = table(data, "favourites"), list(entries(data, "favourite_categories"))
    choose = section.get("choose")
    if isinstance(choose, int) and choose > len(listed):
        yield wrong_at(("favourites", "choose"), "favourites_few", count=len(listed))
    if len(listed) > MOST_CATEGORIES:
        yield wrong_at(("favourite_categories",), "favourites_many", most=MOST_CATEGORIES)
    if choose and not _used(data, section):
        yield warned(("favourites", "choose"), "favourites_worthless")
    if listed and not choose:
        yield wrong_at(listed[0][0], "no_favourites")
    yield from huge(data, ("favourites",), section)
    excluded = _excluded(data)
    for path, entry in listed:
        own = [code] if isinstance(code := entry.get("code"), str) and "categories" not in entry else []
        places = [*_texts(entry, path, "categories"), *(((*path, "code"), code) for code in own)]
        yield from (
            warned(at, "category_excluded", value=shown(name)) for at, name in places if name in excluded
        )


def _used(data: Data, section: Data) -> bool:
    """Whether favourites give anything: by themselves, or by a rule."""
    by_rule = any(rule.get("favourites") is True for _, rule in entries(data, "earning"))
    return by_rule or any(key in section for key in ("base", "bonus", "multiply"))


def _merchants(data: Data) -> set[str]:
    named = [table(data, "program").get("merchant")]
    named += [store.get("merchant") for _, store in entries(data, "stores")]
    named += [merchant.get("name") for _, merchant in entries(data, "merchants")]
    return {name for name in named if isinstance(name, str)}


def _excluded(data: Data) -> set[str]:
    listed = table(data, "points").get("excluded_categories")
    return {name for name in listed if isinstance(name, str)} if isinstance(listed, list) else set()


def _each(rule: Data, path: Path, key: str, known: set[str], noun: str) -> Iterator[Finding]:
    for at, code in _texts(rule, path, key):
        yield from refers(at, code, known, noun)


def _texts(entry: Data, path: Path, key: str) -> Iterator[tuple[Path, str]]:
    values = entry.get(key)
    for place, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, str):
            yield (*path, key, place), value


def _never_earning(data: Data, path: Path, rule: Data) -> Iterator[Finding]:
    """Categories that earn nothing, whatever a rule says of them."""
    excluded = _excluded(data)
    for at, name in _texts(rule, path, "categories"):
        if name in excluded:
            yield warned(at, "category_excluded", value=shown(name))


def huge(data: Data, path: Path, entry: Data) -> Iterator[Finding]:
    """Rates of more than half of what is paid."""
    base = _rate(table(data, "points").get("base_rate"))
    rates = {
        "base": _rate(entry.get("base")),
        "bonus": base + _rate(entry.get("bonus")),
        "multiply": base * _times(entry.get("multiply")) // BPS,
    }
    yield from (warned((*path, key), "rate_huge") for key in rates if key in entry and rates[key] > HUGE)


def _rate(value: Any) -> int:
    try:
        return basis_points(value)
    except ValueError:
        return 0


def _times(value: Any) -> int:
    try:
        return multiplier(value)
    except ValueError:
        return BPS
