"""What happened today, this week, this month: text and a chart."""

from __future__ import annotations

from bot.ui import charts
from bot.ui.actions import pack
from bot.ui.admin import to_admin
from bot.ui.markup import tidy
from bot.ui.memberships import cost
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Picture, Screen
from bot.ui.texts import Texts
from services.rules.memberships import STARS
from services.stats import Summary

PERIODS = ("today", "week", "month")


MOST_EMPLOYEES = 5


def show(texts: Texts, *, period: str, summary: Summary) -> Screen:
    """Return the numbers of a period ("today", "week", "month"), with a chart when it has several days."""
    blocks: list[list[str]] = [
        [texts(f"stats-title-{period}")],
        _sales(texts, summary),
        _scores(texts, summary),
    ]
    text = "\n\n".join("\n".join(lines) for lines in blocks)
    several = len(summary.days) > 1
    picture = Picture(charts.days(texts, items=summary.days), "stats.png") if several else None
    choices = tuple(
        Button(
            ("• " if name == period else "") + texts.plain(f"stats-button-{name}"), pack("stats:show", name)
        )
        for name in PERIODS
    )
    funnel = Button(texts.plain("stats-button-funnel"), pack("funnel:show"))
    tiers = Button(texts.plain("stats-button-tiers"), pack("tiers:show", "month"))
    return Screen(text, (choices, (funnel, tiers), (to_admin(texts), to_menu(texts))), picture)


def _sales(texts: Texts, summary: Summary) -> list[str]:
    share = texts.share(summary.offered_share or 0)
    return [
        texts("stats-customers", customers=summary.customers, joined=summary.joined),
        texts("stats-receipts", receipts=summary.receipts, share=share),
        texts("stats-turnover", money=texts.money(summary.revenue, summary.currency)),
        texts("stats-earned", points=texts.points(summary.points_earned)),
        texts("stats-spent", points=texts.points(summary.points_spent)),
        texts("stats-expired", points=texts.points(summary.points_expired)),
        *_memberships(texts, summary),
    ]


def _memberships(texts: Texts, summary: Summary) -> list[str]:
    if not (summary.memberships or summary.membership_stars or summary.membership_money):
        return []
    came = [cost(texts, summary.membership_stars, STARS)] if summary.membership_stars else []
    came += [texts.money(summary.membership_money, summary.currency)] if summary.membership_money else []
    return [texts("stats-memberships", count=summary.memberships, came=", ".join(came) or "0")]


def _scores(texts: Texts, summary: Summary) -> list[str]:
    if summary.visit_score is None:
        return [texts("stats-no-answers")]
    lines: list[str] = [
        texts("stats-visit", score=texts.decimal(summary.visit_score), count=summary.visits_rated)
    ]
    if summary.employee_score is not None:
        average = texts.decimal(summary.employee_score)
        lines.append(texts("stats-employee", score=average, count=summary.employees_rated))
    lines += [
        texts("stats-employee-line", name=tidy(item.name, 30), score=texts.decimal(item.average))
        for item in summary.employees[:MOST_EMPLOYEES]
    ]
    return lines
