"""All routes of the bot: each module of a noun adds its own."""

from __future__ import annotations

from types import ModuleType

from handlers.admin import (
    audit,
    broadcast,
    editing,
    employees,
    grant,
    merchants,
    passed,
    payments,
    program,
    promo,
    replaying,
    segments,
    stats,
)
from handlers.admin import customer as profiles
from handlers.admin import gift_cards as gift_cards_sold
from handlers.admin import menu as admin_menu
from handlers.admin import settlement as settling
from handlers.admin import setup as six_questions
from handlers.admin import tiers as tiers_of_all
from handlers.customer import (
    balance,
    birthday,
    card,
    clubs,
    earning_list,
    favourites,
    gift_cards,
    help,
    history,
    holds,
    join,
    memberships,
    menu,
    move,
    offers,
    settings,
    stamps,
    start,
    stop,
    story,
    survey,
    tier,
    transfers,
)
from handlers.index import Index
from handlers.staff import find, rating, work

CUSTOMER: tuple[ModuleType, ...] = (
    menu,
    card,
    balance,
    survey,
    offers,
    stamps,
    history,
    story,
    tier,
    memberships,
    join,
    start,
    settings,
    birthday,
    favourites,
    clubs,
    earning_list,
    gift_cards,
    help,
    stop,
    move,
    holds,
    transfers,
)
STAFF: tuple[ModuleType, ...] = (work, find, rating)
ADMIN: tuple[ModuleType, ...] = (
    admin_menu,
    stats,
    tiers_of_all,
    segments,
    profiles,
    payments,
    grant,
    passed,
    promo,
    gift_cards_sold,
    broadcast,
    employees,
    merchants,
    settling,
    program,
    replaying,
    editing,
    six_questions,
    audit,
)
MODULES: tuple[ModuleType, ...] = (*CUSTOMER, *STAFF, *ADMIN)


def build_index() -> Index:
    """Every command, button and awaited answer with its handler."""
    index = Index()
    for module in MODULES:
        module.setup(index)
    return index
