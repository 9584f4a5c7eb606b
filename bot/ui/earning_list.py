"""What brings a customer more: a short list of the rules that count for this customer, in warm words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, time

from bot.ui.actions import pack
from bot.ui.formats import times, weekday_names
from bot.ui.markup import fitting, prose, tidy
from bot.ui.menu import to_menu
from bot.ui.pages import PAGE_SIZE, page_line, pager
from bot.ui.program_texts import club_title, store_name
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import Texts
from services.program_file import ProgramConfig
from services.rules.earning_conditions import When
from services.rules.earning_list import EarningList, Way
from services.rules.earning_terms import FAVOURITES, Rule

MOST_NAMES = 4
"""So many stores or categories are named in a line; of more it says how many."""


def show(
    texts: Texts, *, found: EarningList, config: ProgramConfig, tier: str | None = None, page: int = 1
) -> Screen:
    """Return a page (from 1) of what earns this customer more; `tier` is the name of the customer's tier."""
    pages = max(1, -(-len(found.ways) // PAGE_SIZE))
    page = min(max(1, page), pages)
    shown = found.ways[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    blocks = [*_head(texts, found, tier), *(_way(texts, config, way) for way in shown)]
    if not found.ways:
        blocks.append(texts("earning-none"))
    elif len(found.ways) > 1:
        blocks.append(texts(f"earning-policy-{config.points.earning}"))
    rows = (*pager(texts, "earning:show", page, pages, dated=False), *_rows(texts, found.ways))
    return Screen(fitting(blocks) + "\n".join(page_line(texts, page, pages)), rows)


def _head(texts: Texts, found: EarningList, tier: str | None) -> Iterator[str]:
    lines: list[str] = []
    if found.base_rate:
        lines.append(texts("earning-base", rate=texts.percent(found.base_rate)))
    if found.tier_bonus and tier:
        lines.append(texts("earning-tier", tier=tier, rate=texts.percent(found.tier_bonus)))
    for name, rate in found.merchants[:MOST_NAMES]:
        lines.append(texts("earning-merchant", merchant=name, rate=texts.percent(rate)))
    yield texts("earning-title")
    if lines:
        yield "\n".join(lines)


def _way(texts: Texts, config: ProgramConfig, way: Way) -> str:
    """Return one rule: its name and what it gives, when it holds, and what is left to do for it."""
    title, what = title_of(texts, config, way.rule), gives(texts, way.rule)
    lines: list[str] = [texts(f"earning-{way.state}", title=title, gives=what)]
    if asked := " · ".join(conditions(texts, config, way)):
        lines.append(prose(asked, 300))
    if way.state == "join":
        lines.append(texts("earning-hint-join", club=_clubs(texts, config, way.rule)))
    elif way.state in ("choose", "tell"):
        lines.append(texts(f"earning-hint-{way.state}"))
    return "\n".join(lines)


def title_of(texts: Texts, config: ProgramConfig, rule: Rule) -> str:
    """Return what the program calls a rule, as plain text."""
    if rule.code == FAVOURITES:
        return texts.plain("earning-favourites")
    named = next((one for one in config.earning if one.code == rule.code), None)
    return tidy(named.title.in_language(texts.language) if named else rule.code, 60)


def gives(texts: Texts, rule: Rule) -> str:
    """Return what a rule gives as plain text: "10% back", "×2 the usual", "20 points a visit"."""
    if rule.kind == "multiply":
        return texts.plain("earning-gives-multiply", times=times(rule.value, texts.language))
    if rule.kind in ("item", "visit"):
        return texts.plain(f"earning-gives-{rule.kind}", points=texts.points(rule.value))
    return texts.plain(f"earning-gives-{rule.kind}", rate=texts.percent(rule.value))


def conditions(texts: Texts, config: ProgramConfig, way: Way) -> Iterator[str]:
    """Return what a rule asks for, as short plain texts in the order in which people ask: when, where, what."""
    rule = way.rule
    yield from _when(texts, rule.when)
    yield from _which_purchase(texts, way)
    if rule.who.stores:
        yield _several(
            texts, [store_name(config, one.code) for one in config.stores if one.code in rule.who.stores]
        )
    yield from (_several(texts, sorted(names)) for names in (rule.who.merchants, rule.who.channels) if names)
    if rule.which.categories:
        yield _several(texts, _categories(texts, config, rule.which.categories))
    if rule.which.favourites and way.state != "choose" and rule.code != FAVOURITES:
        yield texts.plain("earning-in-favourites")
    if rule.who.clubs and way.state != "join":
        yield texts.plain("earning-members", club=_clubs(texts, config, rule))
    yield from _least(texts, config, rule)


def _when(texts: Texts, when: When) -> Iterator[str]:
    if when.weekdays:
        yield _weekdays(texts, when.weekdays)
    if when.start or when.end:
        yield _hours(texts, when.start, when.end)
    if when.birthday is not None:
        yield texts.plain("earning-birthday")
    if when.last is not None:
        yield texts.plain(
            "earning-ends", day=texts.short_day(datetime.combine(when.last, time(12), texts.zone))
        )


def _weekdays(texts: Texts, days: Collection[int]) -> str:
    """Return days of the week: those in a row as "Mon–Thu", others one by one."""
    names, ordered = weekday_names(texts.language), sorted(days)
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"{names[ordered[0]]}–{names[ordered[-1]]}"
    return ", ".join(names[day] for day in ordered)


def _hours(texts: Texts, start: time | None, end: time | None) -> str:
    if start is None or end is None:
        known = start or end
        return texts.plain("earning-from-time" if start else "earning-until", time=f"{known:%H:%M}")
    return f"{start:%H:%M}–{end:%H:%M}"


def _which_purchase(texts: Texts, way: Way) -> Iterator[str]:
    if way.purchases:
        yield texts.plain("earning-purchases", count=way.purchases - 1)
    if way.rule.who.every_nth_purchase:
        yield texts.plain("earning-every", count=way.rule.who.every_nth_purchase)
    if way.rule.who.first_of_day:
        yield texts.plain("earning-first-of-day")


def _least(texts: Texts, config: ProgramConfig, rule: Rule) -> Iterator[str]:
    amount = max(rule.least.total, rule.least.amount)
    if amount:
        yield texts.plain("earning-at-least", money=texts.money(amount, config.program.currency))
    if rule.least.items > 1:
        yield texts.plain("earning-items", count=rule.least.items)


def _clubs(texts: Texts, config: ProgramConfig, rule: Rule) -> str:
    return _several(texts, [club_title(config, club.code, texts.language) for club in rule.who.clubs or ()])


def _categories(texts: Texts, config: ProgramConfig, categories: Collection[str]) -> list[str]:
    """Return the names of categories: those that customers may choose have one, others are as tills send them."""
    names, left = [], set(categories)
    for one in config.favourite_categories:
        if left.issuperset(one.of_lines):
            names.append(one.title.in_language(texts.language))
            left.difference_update(one.of_lines)
    return names + sorted(left)


def _several(texts: Texts, names: Sequence[str]) -> str:
    shown = [tidy(name, 40) for name in names[:MOST_NAMES]]
    if len(names) > MOST_NAMES:
        shown.append(texts.plain("earning-more", count=len(names) - MOST_NAMES))
    return ", ".join(shown)


def _rows(texts: Texts, ways: Sequence[Way]) -> Rows:
    """Return the ways to do what is left to do, then those back."""
    states = {way.state for way in ways}
    doing = []
    if "join" in states:
        doing.append(Button(texts.plain("clubs-button"), pack("clubs:show", 1)))
    if "choose" in states:
        doing.append(Button(texts.plain("earning-button-choose"), pack("favourites:show")))
    if "tell" in states:
        doing.append(Button(texts.plain("earning-button-tell"), pack("birthday:show")))
    return (
        *((one,) for one in doing),
        (Button(texts.plain("menu-card"), pack("card:show")),),
        (to_menu(texts),),
    )
