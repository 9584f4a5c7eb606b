"""When points come alive and when they burn.

A length of time (``expire_after``, ``pending``, ``inactivity`` of less than a day) is exact to the second.
Whatever counts days, months or the calendar goes by the clock of a zone: the last day is good to its end,
so the points burn at the first moment of the day after it. A month after 31 January is the last day of
February, a year after 29 February the 28th. Life starts when points mature, not when they are earned.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Literal, Protocol

from services.rules.ledger import Life, Lot

Period = Literal["month", "quarter", "year"]
Activation = Literal["at_once", "next_day", "first_of_month"]

DAY = timedelta(days=1)
MONTHS = 12


class Expiry(Protocol):
    """How points burn; one of its kinds is set."""

    @property
    def days(self) -> int | None:
        """So many days."""

    @property
    def months(self) -> int | None:
        """So many months."""

    @property
    def end_of(self) -> Period | None:
        """With the month, quarter or year that holds the day ``after_months``."""

    @property
    def on(self) -> str | None:
        """On this day of the year ("12-31"), the first one from ``after_months`` on."""

    @property
    def after_months(self) -> int | None:
        """What ``end_of`` and ``on`` count from; None: from the day on which points come alive."""

    @property
    def inactivity(self) -> timedelta | None:
        """So long after the last purchase."""


class LifeRules(Protocol):
    """What a program says of the life of its points; without ``expiry``, ``expire_after`` says it."""

    @property
    def pending(self) -> timedelta:
        """How long earned points wait."""

    @property
    def activate(self) -> Activation:
        """What they wait for after that."""

    @property
    def expire_after(self) -> timedelta | None:
        """How long they live; None: for ever."""

    @property
    def expiry(self) -> Expiry | None:
        """How they burn by the calendar, or by inactivity."""


def life(rules: LifeRules, earned_at: datetime, zone: tzinfo) -> Life:
    """The life of points that a receipt earns; ``zone``: the store's."""
    matures_at = _activated(rules.activate, earned_at.astimezone(UTC) + rules.pending, zone)
    return Life(matures_at, expires_at(rules, matures_at, zone))


def granted_life(rules: LifeRules, given_at: datetime, zone: tzinfo) -> Life:
    """The life of gifts: they are there at once."""
    return Life(given_at, expires_at(rules, given_at, zone))


def expires_at(rules: LifeRules, alive_from: datetime, zone: tzinfo) -> datetime | None:
    """When points that come alive at a moment burn; None: never."""
    if rules.expiry is None:
        return alive_from.astimezone(UTC) + rules.expire_after if rules.expire_after else None
    if rules.expiry.inactivity:
        return _idle_since(rules.expiry.inactivity, alive_from, zone)
    last = _last_day(rules.expiry, alive_from.astimezone(zone).date())
    return day_start(last + DAY, zone) if last else None


def kept_until(rules: LifeRules, bought_at: datetime, zone: tzinfo) -> datetime | None:
    """How long a purchase keeps all points of its customer; None: purchases do not matter here."""
    inactivity = rules.expiry.inactivity if rules.expiry else None
    return _idle_since(inactivity, bought_at, zone) if inactivity else None


def prolong(lots: Iterable[Lot], until: datetime) -> list[Lot]:
    """Let the points that lots still have, held ones too, live at least so long; returns the lots that changed.

    To be done after settling: what has burned stays burned.
    """
    changed = [
        lot
        for lot in lots
        if (lot.remaining or lot.held) and lot.expires_at is not None and lot.expires_at < until
    ]
    for lot in changed:
        lot.expires_at = until
    return changed


def last_day(burns_at: datetime, zone: tzinfo) -> date:
    """The last day, by the zone's clock, on which points that burn at a moment can be used."""
    return (burns_at.astimezone(UTC) - timedelta(microseconds=1)).astimezone(zone).date()


@lru_cache(maxsize=1024)
def day_start(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day in a zone (UTC), also where the clock jumps over midnight or strikes it twice."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of a month that is too short for it."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    return _in_month(day.year + years, month + 1, day.day)


def _activated(activate: Activation, moment: datetime, zone: tzinfo) -> datetime:
    if activate == "at_once":
        return moment
    today = moment.astimezone(zone).date()
    first = today + DAY if activate == "next_day" else months_later(today.replace(day=1), 1)
    return day_start(first, zone)


def _idle_since(inactivity: timedelta, moment: datetime, zone: tzinfo) -> datetime:
    if inactivity % DAY:
        return moment.astimezone(UTC) + inactivity
    return day_start(moment.astimezone(zone).date() + inactivity + DAY, zone)


def _last_day(expiry: Expiry, first: date) -> date | None:
    if expiry.days:
        return first + timedelta(days=expiry.days)
    if expiry.months:
        return months_later(first, expiry.months)
    earliest = months_later(first, expiry.after_months or 0)
    if expiry.end_of:
        return _end_of(expiry.end_of, earliest)
    return _next_on(expiry.on, earliest) if expiry.on else None


def _end_of(period: Period, day: date) -> date:
    month = {"month": day.month, "quarter": -(-day.month // 3) * 3, "year": MONTHS}[period]
    return _in_month(day.year, month, 31)


def _next_on(on: str, day: date) -> date:
    month, number = (int(part) for part in on.split("-"))
    this_year = _in_month(day.year, month, number)
    return this_year if this_year >= day else _in_month(day.year + 1, month, number)


def _in_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
