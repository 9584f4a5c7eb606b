"""Settlement of a coalition: who owes whom for a month, what is outstanding, and the months to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.ui import charts
from bot.ui.actions import pack
from bot.ui.admin import to_admin
from bot.ui.formats import month_names
from bot.ui.markup import fitting, tidy
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Picture, Screen
from bot.ui.texts import Texts
from services.rules.settlement import Flow, Party, Position
from services.settlement import Settlement

MOST_LINES = 6
MOST_BARS = 12
CAPTION = 950


def months(texts: Texts, *, first_days: Sequence[date]) -> Screen:
    """Return the months to settle, newest first, a button each."""
    buttons = [Button(_month(texts, day), pack("settlement:month", _code(day))) for day in first_days]
    rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return Screen(texts("settlement-ask"), (*rows, (to_admin(texts), to_menu(texts))))


def show(texts: Texts, *, settlement: Settlement) -> Screen:
    """Return who owes whom, with a chart when anybody does, and a button for the spreadsheet."""
    first = settlement.span.first
    lines = [
        texts("settlement-title", month=_month(texts, first)),
        *_owed(texts, settlement),
        "",
        texts("settlement-points"),
        *_points(texts, settlement),
        *_cards(texts, settlement),
        "",
        texts("settlement-outstanding"),
        *_outstanding(texts, settlement),
    ]
    rows = (
        (Button(texts.plain("settlement-button-file"), pack("settlement:file", _code(first))),),
        (Button(texts.plain("settlement-button-months"), pack("settlement:show")), to_admin(texts)),
        (to_menu(texts),),
    )
    return Screen(fitting(lines, "\n", limit=CAPTION), rows, _picture(texts, settlement))


def file_name(settlement: Settlement) -> str:
    """What the spreadsheet is called."""
    return f"settlement-{settlement.span.first}-{settlement.span.last}.xlsx"


def party(texts: Texts, settlement: Settlement, who: Party) -> str:
    """Return a party's name; the program has none of its own."""
    return settlement.parties.get(who) or texts.plain("settlement-program")


def _owed(texts: Texts, settlement: Settlement) -> list[str]:
    owed = settlement.cleared.owed
    if not owed:
        return [texts("settlement-nothing")]
    lines: list[str] = [
        texts(
            "settlement-owes",
            debtor=tidy(party(texts, settlement, one.debtor), 30),
            creditor=tidy(party(texts, settlement, one.creditor), 30),
            money=texts.money(one.money, settlement.currency),
        )
        for one in owed[:MOST_LINES]
    ]
    return [*lines, *_more(texts, len(owed))]


def _points(texts: Texts, settlement: Settlement) -> list[str]:
    flows = settlement.cleared.flows.values()
    elsewhere = [flow for flow in flows if flow.issuer != flow.acceptor]
    return [
        texts("settlement-spent", points=texts.points(sum(flow.points for flow in flows))),
        texts("settlement-elsewhere", points=texts.points(sum(flow.points for flow in elsewhere))),
    ]


def _cards(texts: Texts, settlement: Settlement) -> list[str]:
    """Return what gift cards paid, where any did."""
    flows = settlement.cleared.flows.values()
    if not any(flow.cards_taken or flow.cards_given_back for flow in flows):
        return []
    elsewhere = [flow for flow in flows if flow.issuer != flow.acceptor]
    return [
        "",
        texts("settlement-cards"),
        texts("settlement-cards-paid", money=_money(texts, settlement, flows)),
        texts("settlement-cards-elsewhere", money=_money(texts, settlement, elsewhere)),
    ]


def _money(texts: Texts, settlement: Settlement, flows: Iterable[Flow]) -> str:
    return texts.money(sum(flow.cards for flow in flows), settlement.currency)


def _outstanding(texts: Texts, settlement: Settlement) -> list[str]:
    standing = [one for one in settlement.cleared.positions.values() if one.closing or one.expired]
    positions = sorted(standing, key=lambda one: -one.closing)
    lines = [_position(texts, settlement, one) for one in positions[:MOST_LINES]]
    return [*lines, *_more(texts, len(positions))] if lines else [texts("settlement-no-points")]


def _position(texts: Texts, settlement: Settlement, one: Position) -> str:
    """Return what customers hold of an issuer's points, and what of them burned, if any did."""
    line = texts(
        "settlement-position",
        name=tidy(party(texts, settlement, one.issuer), 30),
        points=texts.points(one.closing),
        money=texts.money(one.closing * settlement.point_worth, settlement.currency),
    )
    if not one.expired:
        return line
    return texts("settlement-expired", position=line, expired=texts.points(one.expired))


def _more(texts: Texts, count: int) -> list[str]:
    return [texts("settlement-more", count=count - MOST_LINES)] if count > MOST_LINES else []


def _picture(texts: Texts, settlement: Settlement) -> Picture | None:
    """Return a bar for each party that gets or pays, the largest first."""
    nets = [(who, settlement.cleared.net(who)) for who in settlement.parties]
    bars = [
        (party(texts, settlement, who), net, texts.money(net, settlement.currency))
        for who, net in sorted(nets, key=lambda one: -abs(one[1]))[:MOST_BARS]
        if net
    ]
    if not bars:
        return None
    drawn = charts.balances(title=texts.plain("settlement-chart"), items=sorted(bars, key=lambda b: -b[1]))
    return Picture(drawn, "settlement.png")


def _month(texts: Texts, day: date) -> str:
    return f"{month_names(texts.language)[day.month - 1]} {day.year}"


def _code(day: date) -> str:
    return f"{day:%Y-%m}"
