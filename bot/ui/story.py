"""Why the balance is what it is: what changed it, step by step, in words."""

from __future__ import annotations

from bot.ui import applied
from bot.ui.actions import pack
from bot.ui.history import note_words, told
from bot.ui.markup import Html, prose, tidy
from bot.ui.menu import to_menu
from bot.ui.pages import page_line, pager
from bot.ui.screen import Button, Screen
from bot.ui.texts import Texts
from services.story import Step, Story

PARTS = (
    ("earned", 1),
    ("given", 1),
    ("spent", -1),
    ("restored", 1),
    ("revoked", -1),
    ("forgiven", 1),
)
"""The parts of a step, in the order in which they are told, with their signs."""


def mine(texts: Texts, *, story: Story, currency: str) -> Screen:
    """Return the story as the customer reads it."""
    back = Button(texts.plain("menu-button-balance"), pack("balance:show"))
    rows = (*pager(texts, "story:show", story.page.number, story.page.pages), (back, to_menu(texts)))
    return Screen(_text(texts, texts("story-title"), story, currency), rows)


def of_customer(texts: Texts, *, story: Story, currency: str, customer_id: int, name: str) -> Screen:
    """Return the story as an admin reads it."""
    back = Button(texts.plain("customer-button-back"), pack("customer:open", customer_id))
    page = story.page
    rows = (*pager(texts, "customer:story", page.number, page.pages, customer_id), (back, to_menu(texts)))
    return Screen(_text(texts, texts("story-title-of", name=name or "—"), story, currency), rows)


def _text(texts: Texts, title: str, story: Story, currency: str) -> str:
    head = "\n".join([title, *_sums(texts, story)])
    steps = [_step(texts, step, currency) for step in story.page.items]
    body = steps or [texts("story-empty")]
    return "\n\n".join([head, *body]) + "\n".join(page_line(texts, story.page.number, story.page.pages))


def _sums(texts: Texts, story: Story) -> list[str]:
    balance = story.balance
    sums = {
        "available": balance.available,
        "pending": balance.pending,
        "held": balance.held,
        "debt": -balance.debt,
    }
    lines: list[str] = [
        texts(f"story-{name}", points=texts.points(points))
        for name, points in sums.items()
        if points or name == "available"
    ]
    if len(lines) > 1:
        lines.append(texts("story-sum", points=texts.points(sum(sums.values()))))
    return lines


def _step(texts: Texts, step: Step, currency: str) -> str:
    points = texts.points(step.points, signed=True)
    lines: list[str] = [texts("story-step", points=points, what=_what(texts, step, currency))]
    if details := _details(texts, step):
        lines.append(texts("story-details", details=prose(", ".join(details))))
    if step.owed:
        lines.append(texts("story-owed", points=texts.points(step.owed)))
    when = texts.stamp(step.at) + (f" · {tidy(step.store, 40)}" if step.store else "")
    lines.append(texts("story-when", when=prose(when), balance=texts.points(step.balance)))
    return "\n".join(lines)


def _what(texts: Texts, step: Step, currency: str) -> Html:
    if step.kind in ("purchase", "refund") and step.total is not None:
        return texts(f"story-{step.kind}", total=texts.money(step.total, currency))
    if step.kind == "debt_paid":
        return texts("story-debt-paid", points=texts.points(step.paid))
    kind, reason = told(step.kind, step.reason)
    key = f"history-kind-{kind.replace('_', '-')}"
    words = texts(key if texts.has(key) else "history-kind-other")
    return Html(f"{words}: {prose(note_words(texts, reason))}") if reason else words


def _details(texts: Texts, step: Step) -> list[str]:
    """What the points of a receipt or a refund are made of, unless the sum says it."""
    if step.kind not in ("purchase", "refund"):
        return []
    parts = [(name, sign * getattr(step, name)) for name, sign in PARTS if getattr(step, name)]
    words = {
        name: texts.plain(f"story-{name}", points=texts.points(points, signed=True)) for name, points in parts
    }
    if "earned" in words and (rules := applied.parts(texts, step.rules, step.capped)):
        words["earned"] = f"{words['earned']} ({', '.join(rules)})"
    return list(words.values())
