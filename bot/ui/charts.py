"""Charts as PNG. matplotlib costs a second to import and 0.1 s a chart: call these in a worker thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Protocol

from bot.ui.fonts import only_drawable
from bot.ui.formats import locale
from bot.ui.markup import tidy
from bot.ui.texts import Texts

if TYPE_CHECKING:
    from datetime import date

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

INK, FAINT, GRID = "#1c1917", "#78716c", "#e7e5e4"
GREEN, SOFT_GREEN, AMBER = "#16a34a", "#8fceaa", "#f59e0b"
MOST_LABELS = 8
WIDTH, DPI = 7, 142
"""Inches, and pixels in each: a phone shows a thousand pixels, with letters that one reads without zooming."""


class Day(Protocol):
    """What a chart of days needs of each: services.stats.Day has it."""

    @property
    def day(self) -> date: ...  # noqa: D102
    @property
    def receipts(self) -> int: ...  # noqa: D102
    @property
    def visit_score(self) -> float | None: ...  # noqa: D102


def _figure(height: float = 4.4) -> tuple[Figure, Axes]:
    """Return an empty figure of WIDTH by `height`, without pyplot's state that threads would share."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - a second to import
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above
    from matplotlib.layout_engine import ConstrainedLayoutEngine  # noqa: PLC0415 - as above
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - as above

    layout = ConstrainedLayoutEngine(w_pad=0.2, h_pad=0.2)
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor="white", layout=layout)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    axes.tick_params(length=0, labelsize=12, colors=FAINT)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    axes.set_axisbelow(True)
    return figure, axes


def _png(figure: Figure) -> bytes:
    out = BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def days(texts: Texts, *, items: Sequence[Day]) -> bytes:
    """Return receipts a day as bars, with the average score of the visits as a line over them."""
    figure, axes = _figure()
    places = list(range(len(items)))
    axes.bar(places, [item.receipts for item in items], width=0.62, color=SOFT_GREEN, zorder=2)
    axes.grid(axis="y", color=GRID, linewidth=1)
    axes.set_ylim(0, max([item.receipts for item in items] + [1]) * 1.35)
    step = -(-len(items) // MOST_LABELS)
    axes.set_xticks(places[::step], [_day_label(texts, item.day) for item in items[::step]])
    axes.set_title(
        texts.plain("stats-chart-receipts"), loc="left", color=INK, fontsize=15, fontweight="bold", pad=30
    )
    _score_line(texts, axes, items)
    return _png(figure)


def _day_label(texts: Texts, day: date) -> str:
    from babel.dates import format_skeleton  # noqa: PLC0415 - beside the other late imports

    return format_skeleton("Md", day, locale=locale(texts.language))


def _score_line(texts: Texts, axes: Axes, items: Sequence[Day]) -> None:
    """Draw the scores on an axis of their own, from 1 to 5, with the last one written out."""
    points = [(place, item.visit_score) for place, item in enumerate(items) if item.visit_score]
    if not points:
        return
    right = axes.twinx()
    right.spines[["top", "right", "left", "bottom"]].set_visible(False)
    right.set_ylim(0.6, 5.4)
    right.set_yticks([1, 2, 3, 4, 5])
    right.tick_params(length=0, labelsize=12, colors=AMBER)
    right.plot(*zip(*points, strict=True), color=AMBER, linewidth=2.6, marker="o", markersize=6, zorder=3)
    axes.text(
        0,
        1.035,
        texts.plain("stats-chart-scores"),
        transform=axes.transAxes,
        color=AMBER,
        fontsize=13,
        va="bottom",
    )


def funnel(texts: Texts, *, steps: Sequence[tuple[str, int]]) -> bytes:
    """Return a funnel: one bar a step (its words, how many people), with the share of the first step."""
    figure, axes = _figure(height=1.1 + 0.6 * len(steps))
    first = max(steps[0][1], 1) if steps else 1
    widest = max([count for _, count in steps] + [1])
    places = range(len(steps))
    axes.barh(places, [widest] * len(steps), color="#f5f5f4", height=0.62)
    axes.barh(places, [count for _, count in steps], color=GREEN, height=0.62)
    for place, (_, count) in enumerate(steps):
        words = f"{texts.number(count)}   {texts.share(count / first)}"
        axes.text(widest * 1.02, place, words, va="center", fontsize=13, color=INK)
    axes.set_yticks(list(places), [only_drawable(tidy(name, 28)) for name, _ in steps])
    axes.tick_params(axis="y", labelsize=13, colors=INK)
    axes.set_xticks([])
    axes.set_xlim(0, widest * 1.28)
    axes.invert_yaxis()
    axes.set_title(texts.plain("funnel-chart"), loc="left", color=INK, fontsize=15, fontweight="bold", pad=16)
    return _png(figure)


def pairs(
    *, title: str, legend: tuple[str, str], items: Sequence[tuple[str, int, int, tuple[str, str]]]
) -> bytes:
    """Return two bars for each of the items (its name, two numbers, the words for them): before and after."""
    figure, axes = _figure(height=1.6 + 0.7 * len(items))
    widest = max([number for _, before, after, _ in items for number in (before, after)] + [1])
    for side, (colour, name) in enumerate(zip((FAINT, GREEN), legend, strict=True)):
        numbers = [(before, after)[side] for _, before, after, _ in items]
        places = [place + 0.37 * side - 0.185 for place in range(len(items))]
        axes.barh(places, numbers, height=0.34, color=colour, label=name, zorder=2)
        for place, number, item in zip(places, numbers, items, strict=True):
            words = only_drawable(item[3][side])
            axes.text(number + widest * 0.015, place, words, va="center", fontsize=12, color=INK)
    axes.set_yticks(list(range(len(items))), [only_drawable(name) for name, _, _, _ in items])
    axes.tick_params(axis="y", labelsize=13, colors=INK)
    axes.set_xticks([])
    axes.set_xlim(0, widest * 1.28)
    axes.invert_yaxis()
    axes.legend(loc="upper left", frameon=False, fontsize=13, ncols=2, bbox_to_anchor=(0.0, 0.0))
    axes.set_title(title, loc="left", color=INK, fontsize=15, fontweight="bold", pad=16)
    return _png(figure)


def balances(*, title: str, items: Sequence[tuple[str, int, str]]) -> bytes:
    """Return a bar for each of the items (its name, a number, the words for it), below zero to the left."""
    figure, axes = _figure(height=1.2 + 0.5 * len(items))
    widest = max([abs(number) for _, number, _ in items] + [1])
    places = range(len(items))
    colours = [GREEN if number >= 0 else AMBER for _, number, _ in items]
    axes.barh(places, [number for _, number, _ in items], color=colours, height=0.6, zorder=2)
    axes.axvline(0, color=FAINT, linewidth=1, zorder=3)
    for place, (_, number, words) in enumerate(items):
        side = 1 if number >= 0 else -1
        axes.text(
            number + side * widest * 0.02,
            place,
            only_drawable(words),
            va="center",
            ha="left" if side > 0 else "right",
            fontsize=12,
            color=INK,
        )
    axes.set_yticks(list(places), [only_drawable(tidy(name, 28)) for name, _, _ in items])
    axes.tick_params(axis="y", labelsize=13, colors=INK)
    axes.set_xticks([])
    axes.set_xlim(-widest * 2.1, widest * 2.1)  # room for words beside the longest bars
    axes.invert_yaxis()
    axes.set_title(title, loc="left", color=INK, fontsize=15, fontweight="bold", pad=16)
    return _png(figure)


class Moves(Protocol):
    """What a chart of the flow between tiers needs: bot.ui.tiers.FlowFacts has it."""

    @property
    def names(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def members(self) -> Sequence[int]: ...  # noqa: D102
    @property
    def ways(self) -> Mapping[tuple[int, int], int]: ...  # noqa: D102


def flow(texts: Texts, *, facts: Moves) -> bytes:
    """Return a table of colours: people by the tier they came from (rows) and went to (columns), top tier last."""
    names = [only_drawable(tidy(name, 16)) for name in facts.names]
    figure, axes = _figure(height=1.9 + 0.5 * len(names))
    most = max([*facts.ways.values(), 1])
    for (before, after), people in facts.ways.items():
        colour = GREEN if after > before else AMBER
        strength = 0.25 + 0.75 * people / most
        axes.add_patch(_square(before, after, colour, strength))
        ink = "white" if strength > 0.6 else INK
        axes.text(after, before, texts.number(people), ha="center", va="center", fontsize=15, color=ink)
    for place, members in enumerate(facts.members):
        axes.add_patch(_square(place, place, GRID, 1))
        axes.text(place, place, texts.number(members), ha="center", va="center", fontsize=13, color=INK)
    axes.set_xlim(-0.5, len(names) - 0.5)
    axes.set_ylim(len(names) - 0.5, -0.5)
    width = max(4, min(16, 44 // max(len(names), 1)))  # so that neighbours do not overlap
    axes.set_xticks(range(len(names)), [only_drawable(tidy(name, width)) for name in facts.names])
    axes.set_yticks(range(len(names)), names)
    axes.xaxis.tick_top()
    axes.tick_params(labelsize=13, colors=INK)
    axes.set_title(texts.plain("tiers-chart"), loc="left", color=INK, fontsize=15, fontweight="bold", pad=18)
    axes.set_xlabel(texts.plain("tiers-chart-legend"), color=FAINT, fontsize=12, labelpad=12, loc="left")
    return _png(figure)


def _square(row: int, column: int, colour: str, strength: float) -> Rectangle:
    from matplotlib.patches import Rectangle  # noqa: PLC0415 - beside the other late imports

    return Rectangle(
        (column - 0.47, row - 0.45), 0.94, 0.9, facecolor=colour, alpha=strength, edgecolor="none"
    )
