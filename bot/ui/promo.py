"""Promo codes made many at a time: what there is, what would be made, one batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ui.actions import pack
from bot.ui.admin import to_admin
from bot.ui.formats import times
from bot.ui.markup import fitting
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts

MOST_BATCHES = 20


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """A batch: each code gives `points`, takes `discount` basis points off, or multiplies or adds to what a receipt
    earns (`earns` is multiply or bonus, `rate` in basis points); `used` by all together."""

    batch_id: int
    prefix: str
    count: int
    points: int = 0
    discount: int = 0
    used: int = 0
    expires_at: datetime | None = None
    stopped: bool = False
    earns: str | None = None
    rate: int = 0


def listed(texts: Texts, *, batches: Sequence[BatchFacts]) -> Screen:
    """Return the batches, a button each."""
    lines: list[str] = [texts("promo-title"), ""]
    lines += [_line(texts, batch) for batch in batches[:MOST_BATCHES]] or [texts("promo-none")]
    buttons = [Button(batch.prefix, pack("promo:open", batch.batch_id)) for batch in batches[:MOST_BATCHES]]
    pairs = tuple(tuple(buttons[start : start + 3]) for start in range(0, len(buttons), 3))
    new = (Button(texts.plain("promo-button-new"), pack("promo:new")),)
    return Screen(fitting(lines, "\n"), (*pairs, new, (to_admin(texts), to_menu(texts))))


def _line(texts: Texts, batch: BatchFacts) -> str:
    key = "promo-line-stopped" if batch.stopped else "promo-line"
    gives = _gives(texts, batch.points, batch.discount, batch.earns, batch.rate)
    return texts(key, prefix=batch.prefix, gives=gives, used=batch.used, count=batch.count)


def _gives(texts: Texts, points: int, discount: int, earns: str | None, rate: int) -> str:
    if earns == "multiply":
        return texts.plain("promo-multiply", times=times(rate, texts.language))
    if earns:
        return texts.plain("promo-bonus", rate=texts.percent(rate))
    return texts.points(points, signed=True) if points else f"−{texts.percent(discount)}"


def ask(texts: Texts) -> Screen:
    """Ask for what is to be made, in one line."""
    return Screen(texts("promo-ask"), (_back(texts),))


def confirm(
    texts: Texts,
    *,
    prefix: str,
    count: int,
    points: int,
    discount: int,
    expires_at: datetime | None,
    token: str,
    earns: str | None = None,
    rate: int = 0,
) -> Screen:
    """Show what would be made."""
    lines: list[str] = [
        texts("promo-confirm", prefix=prefix, count=count, gives=_gives(texts, points, discount, earns, rate))
    ]
    lines += _until(texts, expires_at)
    make = Button(texts.plain("promo-button-make"), pack("promo:make", token))
    return Screen("\n".join(lines), ((make,), _back(texts)))


def _until(texts: Texts, expires_at: datetime | None) -> list[str]:
    return [texts("promo-until", when=texts.stamp(expires_at)) if expires_at else texts("promo-for-ever")]


def opened(texts: Texts, *, batch: BatchFacts) -> Screen:
    """Return one batch."""
    gives = _gives(texts, batch.points, batch.discount, batch.earns, batch.rate)
    lines: list[str] = [
        texts("promo-open", prefix=batch.prefix, count=batch.count, gives=gives, used=batch.used)
    ]
    lines += [texts("promo-stopped")] if batch.stopped else _until(texts, batch.expires_at)
    buttons = [Button(texts.plain("promo-button-file"), pack("promo:file", batch.batch_id))]
    if not batch.stopped:
        buttons.append(Button(texts.plain("promo-button-stop"), pack("promo:stop", batch.batch_id)))
    return Screen("\n".join(lines), (tuple(buttons), _back(texts)))


def ask_stop(texts: Texts, *, batch: BatchFacts) -> Screen:
    """Ask whether none of the codes is to work any more."""
    stop = Button(texts.plain("promo-button-stop-yes"), pack("promo:stopped", batch.batch_id))
    return Screen(texts("promo-stop", prefix=batch.prefix), ((stop,), _back(texts)))


def _back(texts: Texts) -> tuple[Button, ...]:
    return (Button(texts.plain("promo-button-all"), pack("promo:show")), to_menu(texts))
