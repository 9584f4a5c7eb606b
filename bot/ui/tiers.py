"""Tiers as admins see them: who is where, who went up or down in a period, with a chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ui import charts
from bot.ui.actions import pack
from bot.ui.admin import to_admin
from bot.ui.markup import fitting, tidy
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Picture, Screen
from bot.ui.texts import Texts

PERIODS = ("month", "last_month", "year")
MOST_WAYS = 12


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One customer's change of the tier: names of the tiers, None for none."""

    at: datetime
    customer_name: str
    before: str | None
    after: str | None
    up: bool
    reason: str


@dataclass(frozen=True, slots=True)
class FlowFacts:
    """The flow in a period: `names` lowest first; `members` by name now; `ways` by place in `names`, from and to."""

    names: Sequence[str]
    members: Sequence[int]
    ways: Mapping[tuple[int, int], int]
    up: int
    down: int
    reasons: Mapping[str, int]
    latest: Sequence[StepFacts] = ()


def flow(texts: Texts, *, period: str, facts: FlowFacts) -> Screen:
    """Return the flow of a period ("month", "last_month", "year"); the chart comes when anybody moved."""
    choices = tuple(
        Button(
            ("• " if name == period else "") + texts.plain(f"tiers-button-{_dashed(name)}"),
            pack("tiers:show", name),
        )
        for name in PERIODS
    )
    rows = (choices, (to_admin(texts), to_menu(texts)))
    if not facts.names:
        return Screen(texts("tiers-none"), rows[1:])
    lines = [texts(f"tiers-title-{_dashed(period)}"), _members(texts, facts), _moved(texts, facts)]
    if facts.latest:
        lines.append("\n".join(_step(texts, step) for step in facts.latest))
    picture = Picture(charts.flow(texts, facts=facts), "tiers.png") if facts.ways else None
    return Screen(fitting(lines, limit=1000 if picture else 3800), rows, picture)


def _dashed(period: str) -> str:
    return period.replace("_", "-")


def _members(texts: Texts, facts: FlowFacts) -> str:
    whole = sum(facts.members)
    return "\n".join(
        texts(
            "tiers-members",
            tier=tidy(name, 30),
            count=count,
            share=texts.share(count / whole if whole else 0),
        )
        for name, count in zip(facts.names, facts.members, strict=True)
    )


def _moved(texts: Texts, facts: FlowFacts) -> str:
    if not facts.up and not facts.down:
        return texts("tiers-back" if facts.latest else "tiers-still")
    lines = [texts("tiers-moved", up=facts.up, down=facts.down)]
    ordered = sorted(facts.ways.items(), key=lambda way: -way[1])
    lines += [
        texts(
            "tiers-way",
            arrow="↑" if after > before else "↓",
            before=tidy(facts.names[before], 30),
            after=tidy(facts.names[after], 30),
            count=count,
        )
        for (before, after), count in ordered[:MOST_WAYS]
    ]
    why = ", ".join(
        f"{texts.plain(f'tiers-reason-{reason}')}: {texts.number(count)}"
        for reason, count in facts.reasons.items()
    )
    return "\n".join([*lines, texts("tiers-reasons", reasons=why)] if why else lines)


def _step(texts: Texts, step: StepFacts) -> str:
    return texts(
        "tiers-step",
        day=texts.short_day(step.at),
        arrow="↑" if step.up else "↓",
        name=tidy(step.customer_name, 30) or "—",
        before=tidy(step.before or "—", 30),
        after=tidy(step.after or "—", 30),
        reason=texts.plain(f"tiers-reason-{step.reason}"),
    )
