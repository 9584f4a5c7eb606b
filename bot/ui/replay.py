"""What new rules would have made of past receipts: a short table and a chart, before they are applied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from bot.ui import charts
from bot.ui.actions import pack
from bot.ui.markup import Html, fitting, tidy
from bot.ui.menu import to_menu
from bot.ui.program_texts import counting, store_name, tier_name
from bot.ui.screen import Button, Picture, Rows, Screen
from bot.ui.texts import Texts
from services.program_file import ProgramConfig
from services.replay import NOTHING, Line, Report

Code = TypeVar("Code")
MOST_BARS = 5
NAME = 20
CAPTION = 950


def waiting(texts: Texts, *, draft: str, done: int, total: int) -> Screen:
    """Say how many of the receipts are done; ``total`` 0: they are still being counted."""
    lines = [texts("replay-waiting")]
    if total:
        share = texts.share(done / total)
        lines.append(texts("replay-done", done=texts.number(done), total=texts.number(total), share=share))
    return Screen("\n\n".join(lines), _rows(texts, draft))


def show(texts: Texts, *, report: Report, config: ProgramConfig, draft: str, days: int) -> Screen:
    """Return both files side by side; ``config`` is the new one, for the names of tiers and stores."""
    if not report.receipts:
        return Screen(texts("replay-nothing", days=days), _rows(texts, draft))
    present, new, after = report.present.total, report.new.total, counting(texts, config)
    lines = [
        texts("replay-title", count=report.receipts, days=days),
        "",
        _row(texts, "earned", texts.points(present.earned), after.points(new.earned)),
        *_gifts(texts, after, present.gifts, new.gifts),
        _row(texts, "redeemed", texts.points(present.redeemed), after.points(new.redeemed)),
        _row(texts, "discount", *(texts.money(one.discount, report.currency) for one in (present, new))),
        _row(texts, "cost", *(texts.money(one.cost, report.currency) for one in (present, new))),
        _row(texts, "share", *(texts.percent(round(one.share * 10_000)) for one in (present, new))),
        "",
        texts("replay-cost-is"),
        texts("replay-left-out"),
    ]
    lines += [texts("replay-unseen", coupons=", ".join(report.unseen))] if report.unseen else []
    picture = Picture(_chart(texts, report, config), "replay.png")
    return Screen(fitting(lines, "\n", CAPTION), _rows(texts, draft), picture)


def failed(texts: Texts, *, draft: str) -> Screen:
    """Say that it could not be worked out; the draft can be applied all the same."""
    return Screen(texts("replay-failed"), _rows(texts, draft))


def button(texts: Texts, draft: str) -> Button:
    """Return the button that starts it."""
    return Button(texts.plain("replay-button"), pack("program:replay", draft))


def _rows(texts: Texts, draft: str) -> Rows:
    return (
        (Button(texts.plain("program-button-apply"), pack("program:apply", draft)),),
        (Button(texts.plain("program-button-cancel"), pack("program:cancel", draft)), to_menu(texts)),
    )


def _gifts(texts: Texts, after: Texts, present: int, new: int) -> list[Html]:
    return [_row(texts, "gifts", texts.points(present), after.points(new))] if present or new else []


def _row(texts: Texts, what: str, before: str, after: str) -> Html:
    if before == after:
        return texts("replay-same", what=texts.plain(f"replay-{what}"), value=after)
    return texts("replay-row", what=texts.plain(f"replay-{what}"), before=before, after=after)


def _chart(texts: Texts, report: Report, config: ProgramConfig) -> bytes:
    """Return bars of the cost by tier and by store, present and new."""
    none = texts.plain("replay-no-tier")
    tiers = _pairs(report.present.by_tier, report.new.by_tier)
    stores = _pairs(report.present.by_store, report.new.by_store)
    items = [(tier_name(config, code, texts.language) or code or none, *pair) for code, pair in tiers]
    items += [(store_name(config, code), *pair) for code, pair in stores]
    return charts.pairs(
        title=texts.plain("replay-chart"),
        legend=(texts.plain("replay-now"), texts.plain("replay-new")),
        items=[
            (tidy(name, NAME), before.cost, after.cost, _words(texts, report.currency, before, after))
            for name, before, after in items
        ],
    )


def _words(texts: Texts, currency: str, before: Line, after: Line) -> tuple[str, str]:
    return texts.money(before.cost, currency), texts.money(after.cost, currency)


def _pairs(before: Mapping[Code, Line], after: Mapping[Code, Line]) -> list[tuple[Code, tuple[Line, Line]]]:
    """Return both sums of each code; the costliest where there are many, in their own order."""
    codes = list(dict.fromkeys((*after, *before)))
    costs = {code: max(one.get(code, NOTHING).cost for one in (before, after)) for code in codes}
    kept = sorted(codes, key=lambda code: -costs[code])[:MOST_BARS]
    return [(code, (before.get(code, NOTHING), after.get(code, NOTHING))) for code in codes if code in kept]
