"""What customers see of giving points to each other, and admins of undoing it."""

from __future__ import annotations

from datetime import timedelta

from bot.ui import passed, transfers
from bot.ui.texts import Texts
from services.transfers import Passed, Undone
from tests.bot.ui.gallery.words import BIG, NOW, Shown, Words

WINDOW = timedelta(days=14)


def shown(t: Texts, w: Words) -> Shown:
    """The screens of both modules."""
    one, sums = w.name[:1], {"least": 10, "most": BIG, "step": 10}
    went = Passed(BIG, NOW, BIG, True, BIG, "2804123456", one, undoes=False, returned=None)
    back = Passed(BIG, NOW, BIG, False, BIG, "2804123456", "", undoes=True, returned=None)
    undone = Passed(7, NOW, 5, True, BIG, "2804123456", one, undoes=False, returned=5)
    reasons = ("transfer_debt", "transfer_day", "transfer_month", "transfer_young")
    return {
        **{f"transfers.held_back {why}": transfers.held_back(t, why=why, window=WINDOW) for why in reasons},
        "transfers.ask_card": transfers.ask_card(t, most=BIG),
        "transfers.ask_points": transfers.ask_points(t, initial=one, suggested=(100, 500, BIG), **sums),
        "transfers.ask_points plain": transfers.ask_points(
            t, initial="", least=1, most=1, step=1, suggested=(1,)
        ),
        "transfers.wrong": transfers.wrong(t, **sums),
        "transfers.confirm": transfers.confirm(t, initial=one, points=BIG, left=0, token=str(BIG)),
        "transfers.done": transfers.done(t, initial=one, points=BIG, available=0),
        "transfers.received": transfers.received(t, initial=one, points=BIG, available=0, debt=BIG),
        "transfers.received plain": transfers.received(t, initial="", points=1, available=1),
        "transfers.undone": transfers.undone(t, points=BIG, back=True, available=BIG),
        "transfers.undone taken": transfers.undone(t, points=BIG, back=False, available=0, debt=5),
        "passed.show": passed.show(
            t, customer_id=BIG, name=w.name, items=[went, back, undone] * 2, page=2, pages=3
        ),
        "passed.show none": passed.show(t, customer_id=BIG, name="", items=[]),
        "passed.ask": passed.ask(t, customer_id=BIG, giver=one, one=went, policy="debt"),
        "passed.ask kept": passed.ask(t, customer_id=BIG, giver="", one=went, policy="within_balance"),
        "passed.undone": passed.undone(t, done=Undone(5, BIG, 7, BIG, BIG, fresh=True)),
        "passed.undone plain": passed.undone(t, done=Undone(5, 0, 0, BIG, BIG, fresh=False)),
    }
