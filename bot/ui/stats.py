"""What happened today, this week, this month: text and a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.ui import charts
from bot.ui.actions import pack
from bot.ui.admin import to_admin
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Picture, Screen
from bot.ui.texts import Texts

PERIODS = ("today", "week", "month")


@dataclass(frozen=True, slots=True)
class DayFacts:
    """One day of the chart; the score is the average of the visits in hundredths, None without answers."""

    day: date
    receipts: int
    score_hundredths: int | None = None


@dataclass(frozen=True, slots=True)
class StatsFacts:
    """The sums of a period; scores are averages in hundredths, None without answers."""

    customers: int
    joined: int
    receipts: int
    receipts_with_card: int
    turnover_minor: int
    currency: str
    points_earned: int
    points_spent: int
    answers: int = 0
    visit_hundredths: int | None = None
    employee_hundredths: int | None = None


def show(texts: Texts, *, period: str, facts: StatsFacts, days: Sequence[DayFacts] = ()) -> Screen:
    """Return the numbers of a period ("today", "week", "month") with a chart when there are days to draw."""
    text = "\n".join([texts(f"stats-title-{period}"), "", *_sales(texts, facts), "", *_scores(texts, facts)])
    picture = Picture(charts.days(texts, items=days), "stats.png") if len(days) > 1 else None
    choices = tuple(
        Button(
            ("• " if name == period else "") + texts.plain(f"stats-button-{name}"), pack("stats:show", name)
        )
        for name in PERIODS
    )
    funnel = Button(texts.plain("stats-button-funnel"), pack("funnel:show"))
    return Screen(text, (choices, (funnel, to_admin(texts)), (to_menu(texts),)), picture)


def _sales(texts: Texts, facts: StatsFacts) -> list[str]:
    share = round(facts.receipts_with_card * 10_000 / facts.receipts, -2) if facts.receipts else 0
    return [
        texts("stats-customers", customers=facts.customers, joined=facts.joined),
        texts("stats-receipts", receipts=facts.receipts, share=texts.percent(int(share))),
        texts("stats-turnover", money=texts.money(facts.turnover_minor, facts.currency)),
        texts("stats-earned", points=texts.points(facts.points_earned)),
        texts("stats-spent", points=texts.points(facts.points_spent)),
    ]


def _scores(texts: Texts, facts: StatsFacts) -> list[str]:
    if not facts.answers:
        return [texts("stats-no-answers")]
    lines: list[str] = [texts("stats-answers", count=facts.answers)]
    if facts.visit_hundredths is not None:
        lines.append(texts("stats-visit", score=texts.decimal(facts.visit_hundredths)))
    if facts.employee_hundredths is not None:
        lines.append(texts("stats-employee", score=texts.decimal(facts.employee_hundredths)))
    return lines
