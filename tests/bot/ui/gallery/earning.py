"""What brings a customer more, and the clubs."""

from __future__ import annotations

from datetime import time
from functools import cache

from bot.ui import clubs, earning_list
from bot.ui.clubs import ClubFacts
from bot.ui.texts import Texts
from services.program_file import ProgramConfig, parse
from services.program_file.values import LocalText
from services.rules.clubs import Club
from services.rules.earning_conditions import Least, When, Which, Who
from services.rules.earning_list import EarningList, Way
from services.rules.earning_terms import FAVOURITES, Rule
from tests.bot.ui.gallery.words import BIG, NOW, Shown, Words
from tests.services.program_file.files import ROOT

CLUB = """
[[clubs]]
code = "club"
title = "Club"
welcome = 1
"""


@cache
def _bakery() -> ProgramConfig:
    return parse((ROOT / "examples/bakery.toml").read_text("utf-8") + CLUB)


def _config(w: Words) -> ProgramConfig:
    """The bakery with these words for its rules, stores and club."""
    title, bakery = LocalText(by_language={"en": w.title}, default="en"), _bakery()
    named = {
        part: [one.model_copy(update={"title": title}) for one in getattr(bakery, part)] for part in PARTS
    }
    stores = [one.model_copy(update={"name": w.title}) for one in bakery.stores]
    return bakery.model_copy(update={**named, "stores": stores})


PARTS = ("earning", "clubs")
HOURS = When(weekdays=frozenset(range(5)), start=time(9), end=time(11), last=NOW.date(), birthday=(3, 3))
CLUBS = (Club("club"),)


def _ways(w: Words) -> tuple[Way, ...]:
    stores = frozenset(store.code for store in _bakery().stores)
    where = Who(
        stores=stores, merchants=frozenset({w.title}), channels=frozenset({w.code}), first_of_day=True
    )
    which = Which(categories=frozenset({*"abcdef", "bread", w.title}))
    least = Least(total=BIG, items=3)
    return (
        Way(
            Rule(code="sale", kind="base", value=1_000, which=which, when=HOURS, who=where, least=least),
            "now",
            9,
        ),
        Way(Rule(code="tenth", kind="visit", value=BIG, who=Who(every_nth_purchase=10)), "now", 8, 1),
        Way(Rule(code="happy_hours", kind="multiply", value=15_000, who=Who(clubs=CLUBS)), "join", 7),
        Way(Rule(code=FAVOURITES, kind="bonus", value=250, which=Which(favourites=True)), "choose", 6),
        Way(Rule(code="birthday", kind="item", value=5, when=When(birthday=(0, 0))), "tell", 5),
        Way(
            Rule(code="gone", kind="bonus", value=100, when=When(weekdays=frozenset({1, 5}), start=time(9))),
            "later",
            4,
        ),
        Way(
            Rule(
                code="own_cup", kind="base", value=600, which=Which(favourites=True), when=When(end=time(9))
            ),
            "later",
            3,
        ),
        Way(Rule(code="visit", kind="visit", value=1, who=Who(clubs=CLUBS, nth_purchase=9)), "later", 2, 4),
    )


def shown(t: Texts, w: Words) -> Shown:
    """The list whole and empty, the clubs of who is in them and who is not."""
    config, many = _config(w), EarningList(500, 200, ((w.title, 900),) * 6, _ways(w) * 3)
    club = ClubFacts(w.code, w.title, w.text, None, BIG, [f"{w.title}: 5%"] * 9, NOW)
    member = ClubFacts("club", w.title, None, NOW)
    return {
        "earning_list.show": earning_list.show(t, found=many, config=config, tier=w.title, page=2),
        "earning_list.show last": earning_list.show(t, found=many, config=config, page=99),
        "earning_list.show one": earning_list.show(
            t, found=EarningList(0, 0, (), _ways(w)[:1]), config=config
        ),
        "earning_list.show empty": earning_list.show(t, found=EarningList(0, 0, (), ()), config=config),
        "clubs.listed": clubs.listed(t, clubs=[club, member] * 6, page=2),
        "clubs.listed one": clubs.listed(t, clubs=[club], page=7),
        "clubs.listed none": clubs.listed(t, clubs=[]),
        "clubs.joined": clubs.joined(t, welcome=BIG),
        "clubs.joined plain": clubs.joined(t, welcome=0),
        "clubs.left": clubs.left(t),
    }
