"""The program file's words about earning as the terms that `services.rules.earning` counts by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from services.program_file.earning import WEEKDAYS, EarningRules
from services.rules.caps import Caps
from services.rules.clubs import Club
from services.rules.earning_conditions import Least, When, Which, Who
from services.rules.earning_terms import FAVOURITES, Kind, Rule, Terms

if TYPE_CHECKING:  # the whole is made of its parts, this one too
    from services.program_file.config import ProgramConfig

_KINDS: dict[str, Kind] = {
    "base": "base",
    "bonus": "bonus",
    "multiply": "multiply",
    "points_per_item": "item",
    "points_per_visit": "visit",
}


def earning_terms(config: ProgramConfig) -> Terms:
    """What earning goes by; [favourites] is one more rule, behind those of [[earning]]."""
    points = config.points
    clubs = {club.code: club.terms for club in config.clubs}
    return Terms(
        base_rate=points.base_rate,
        minor_units_per_point=points.minor_units_per_point,
        merchant_rates={
            merchant.name: merchant.base_rate
            for merchant in config.merchants
            if merchant.base_rate is not None
        },
        policy=points.earning,
        rules=(*(_rule(rules, clubs) for rules in config.earning), *_favourites(config)),
        tier_bonus={tier.code: tier.bonus for tier in config.tiers},
        excluded_categories=frozenset(points.excluded_categories),
        excluded_skus=frozenset(points.excluded_skus),
        minimum_receipt=points.minimum_receipt,
        caps=Caps(receipt=points.caps.receipt, day=points.caps.day, month=points.caps.month),
    )


def _favourites(config: ProgramConfig) -> list[Rule]:
    rules = config.favourites
    given = rules.gives.items() if rules.choose else ()
    which = Which(favourites=True)
    return [
        Rule(code=FAVOURITES, kind=_KINDS[key], value=value, priority=rules.priority or 0, which=which)
        for key, value in given
    ]


def _rule(rules: EarningRules, clubs: Mapping[str, Club]) -> Rule:
    ((key, value),) = rules.gives.items()
    return Rule(
        code=rules.code,
        kind=_KINDS[key],
        value=value,
        priority=rules.priority or 0,
        which=_which(rules),
        when=_when(rules),
        who=_who(rules, clubs),
        least=Least(
            total=rules.minimum_total or 0, amount=rules.minimum_amount or 0, items=rules.minimum_items or 0
        ),
    )


def _which(rules: EarningRules) -> Which:
    return Which(
        categories=_set(rules.categories),
        skus=_set(rules.skus),
        excluded_categories=frozenset(rules.excluded_categories or ()),
        excluded_skus=frozenset(rules.excluded_skus or ()),
        favourites=bool(rules.favourites),
    )


def _when(rules: EarningRules) -> When:
    window = rules.birthday
    return When(
        weekdays=frozenset(map(WEEKDAYS.index, rules.weekdays)) if rules.weekdays else None,
        start=rules.from_time,
        end=rules.until,
        first=rules.starts,
        last=rules.ends,
        birthday=(window.days_before, window.days_after) if window else None,
    )


def _who(rules: EarningRules, clubs: Mapping[str, Club]) -> Who:
    return Who(
        stores=_set(rules.stores),
        merchants=_set(rules.merchants),
        channels=_set(rules.channels),
        tiers=_set(rules.tiers),
        clubs=tuple(clubs[code] for code in rules.clubs) if rules.clubs else None,
        nth_purchase=rules.nth_purchase,
        every_nth_purchase=rules.every_nth_purchase,
        first_of_day=bool(rules.first_of_day),
    )


def _set(values: Iterable[str] | None) -> frozenset[str] | None:
    """A list for quick look-ups; what is left out stays None, which is any."""
    return None if values is None else frozenset(values)
