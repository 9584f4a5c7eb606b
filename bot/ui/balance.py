"""The balance: what may be spent, what comes, what burns soon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.ui.actions import pack
from bot.ui.markup import prose, tidy
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts
from bot.ui.transfers import to_transfers

MOST_LINES = 5
MIDNIGHT = time()
SOON = timedelta(days=30)
"""How near the end of points has to be before the balance urges to use them."""


@dataclass(frozen=True, slots=True)
class PointsAt:
    """So many points at a moment: when they become available, or when they burn."""

    points: int
    at: datetime


def show(
    texts: Texts,
    *,
    now: datetime,
    available: int,
    pending: Sequence[PointsAt] = (),
    expiring: Sequence[PointsAt] = (),
    held: int = 0,
    debt: int = 0,
    worth_minor: int | None = None,
    currency: str = "RUB",
    transfers: bool = False,
) -> Screen:
    """Return the balance. `pending` and `expiring` are soonest first; `worth_minor` is what it can pay.

    A balance of money does not tell that it pays itself.
    """
    lines: list[str] = [texts("balance-available", points=texts.points(available))]
    if worth_minor and not texts.money_of:
        lines.append(texts("balance-worth", money=texts.money(worth_minor, currency)))
    if held:
        lines.append(texts("balance-held", points=texts.points(held)))
    if debt:
        lines.append(texts("balance-debt", points=texts.points(debt)))
    lines += _dated(texts, "balance-pending", pending)
    lasting = [PointsAt(item.points, last_moment(item.at)) for item in expiring]
    soon = [item for item in lasting if item.at <= now + SOON]
    lines += _dated(texts, "balance-expiring", soon)
    lines += _dated(texts, "balance-valid", lasting[len(soon) :])
    if not (available or pending or held or debt):
        lines += ["", texts("balance-empty")]
    rows = _rows(texts)
    return Screen("\n".join(lines), ((to_transfers(texts),), *rows) if transfers and available else rows)


def _dated(texts: Texts, key: str, items: Sequence[PointsAt]) -> list[str]:
    """Return a heading and a line a date, the first few; points of one day are one line."""
    if not items:
        return []
    days: dict[str, int] = {}
    for item in items:
        day = texts.day(item.at)
        days[day] = days.get(day, 0) + item.points
    lines: list[str] = [
        texts("balance-line", points=texts.points(points), day=day)
        for day, points in list(days.items())[:MOST_LINES]
    ]
    if len(days) > MOST_LINES:
        rest = sum(list(days.values())[MOST_LINES:])
        lines.append(texts("balance-line-more", points=texts.points(rest)))
    return ["", texts(key), *lines]


def _rows(texts: Texts) -> tuple[tuple[Button, ...], ...]:
    return (
        (
            Button(texts.plain("menu-card"), pack("card:show")),
            Button(texts.plain("menu-button-history"), pack("history:show", 1)),
        ),
        (
            Button(texts.plain("story-button"), pack("story:show", 1)),
            Button(texts.plain("earning-button"), pack("earning:show", 1)),
        ),
        (to_menu(texts),),
    )


def expire_soon(texts: Texts, *, points: int, at: datetime, available: int) -> Screen:
    """Warn that points are about to burn: at the end of a day, or at an hour that has to be named."""
    to_the_end = at.astimezone(texts.zone).time() == MIDNIGHT
    lines = {"points": texts.points(points), "available": texts.points(available)}
    if to_the_end:
        return Screen(
            texts("balance-expire-soon", day=texts.short_day(last_moment(at)), **lines), _rows(texts)
        )
    return Screen(texts("balance-expire-soon-at", at=texts.when(at), **lines), _rows(texts))


def last_moment(burns_at: datetime) -> datetime:
    """Return the last moment at which points are good: those that burn at midnight are good for that day."""
    return burns_at - timedelta(microseconds=1)


def granted(texts: Texts, *, points: int, available: int, reason: str | None = None) -> Screen:
    """Tell a customer that points were given (or, when negative, taken)."""
    key = "balance-granted" if points > 0 else "balance-taken"
    lines: list[str] = [texts(key, points=texts.points(abs(points)))]
    if reason:
        lines.append(texts("balance-reason", reason=prose(tidy(reason, 200))))
    lines.append(texts("balance-now", points=texts.points(available)))
    return Screen("\n".join(lines), _rows(texts))
