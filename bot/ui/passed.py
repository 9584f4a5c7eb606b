"""The transfers of one customer as an admin reads them, and undoing one."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ui.actions import pack
from bot.ui.card import grouped
from bot.ui.markup import prose
from bot.ui.menu import to_menu
from bot.ui.pages import page_line, pager
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import Texts
from services.transfers import Passed, Undone


def to_passed(texts: Texts, customer_id: int) -> Button:
    """Return the button that lists a customer's transfers."""
    return Button(texts.plain("transfers-button-list"), pack("passed:show", customer_id, 1))


def show(
    texts: Texts, *, customer_id: int, name: str, items: Sequence[Passed], page: int = 1, pages: int = 1
) -> Screen:
    """Return a page of transfers, newest first, with a button for each that can still be undone."""
    lines = [_line(texts, one) for one in items] or [texts("transfers-none")]
    undo: Rows = tuple(
        (
            Button(
                texts.plain("transfers-button-undo", points=texts.points(one.points)),
                pack("passed:ask", one.id),
            ),
        )
        for one in items
        if one.outward and not one.undoes and one.returned is None
    )
    rows = (*undo, *pager(texts, "passed:show", page, pages, customer_id), _back(texts, customer_id))
    text = "\n\n".join([texts("transfers-title", name=name or "—"), *lines])
    return Screen(text + "\n".join(page_line(texts, page, pages)), rows)


def _line(texts: Texts, one: Passed) -> str:
    way = "to" if one.outward else "from"
    # the one who got points has them taken by an undo: the row is the other way round
    key = f"transfers-undo-{way}" if one.undoes else f"transfers-{way}"
    what = texts(key, initial=one.other_initial or "—", card=grouped(one.other_card))
    signed = texts.points(-one.points if one.outward else one.points, signed=True)
    lines: list[str] = [
        texts("transfers-line", points=signed, what=what),
        texts("transfers-when", when=prose(texts.stamp(one.at))),
    ]
    if one.returned is not None:
        lines.append(texts("transfers-returned", points=texts.points(one.returned)))
    return "\n".join(lines)


def ask(texts: Texts, *, customer_id: int, giver: str, one: Passed, policy: str) -> Screen:
    """Ask whether a transfer is to be undone; `giver` is one letter, `policy` the program's rule for refunds."""
    initial = one.other_initial or "—"
    text = texts(
        "transfers-ask-undo",
        points=texts.points(one.points),
        giver=giver or "—",
        initial=initial,
        card=grouped(one.other_card),
        policy=texts(f"transfers-policy-{policy.replace('_', '-')}", initial=initial),
    )
    yes = Button(
        texts.plain("transfers-button-undo", points=texts.points(one.points)), pack("passed:undo", one.id)
    )
    return Screen(text, ((yes,), _back(texts, customer_id)))


def undone(texts: Texts, *, done: Undone) -> Screen:
    """Say what an undo did."""
    lines: list[str] = [texts("transfers-undo-done", points=texts.points(done.points + done.owed))]
    if done.owed:
        lines.append(texts("transfers-undo-owed", points=texts.points(done.owed)))
    if done.gone:
        lines.append(texts("transfers-undo-gone", points=texts.points(done.gone)))
    return Screen("\n".join(lines), (_back(texts, done.giver_id),))


def _back(texts: Texts, customer_id: int) -> tuple[Button, ...]:
    return (Button(texts.plain("customer-button-back"), pack("customer:open", customer_id)), to_menu(texts))
