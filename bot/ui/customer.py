"""What an admin reads about one customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ui.actions import pack
from bot.ui.admin import to_admin
from bot.ui.card import grouped
from bot.ui.history import EntryFacts, ReceiptFacts, entry_line, receipt_line
from bot.ui.markup import fitting, prose, tidy
from bot.ui.menu import to_menu
from bot.ui.pages import page_line, pager
from bot.ui.passed import to_passed
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import Texts


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """A customer as an admin sees one; `segments` and `clubs` are titles, `phone` may be masked by the caller."""

    customer_id: int
    name: str
    card: str
    currency: str
    phone: str | None = None
    tier_name: str | None = None
    joined_at: datetime | None = None
    source: str | None = None
    available: int = 0
    pending: int = 0
    debt: int = 0
    receipts: int = 0
    spent_minor: int = 0
    last_purchase_at: datetime | None = None
    visit_score: int | None = None
    marketing: bool = False
    reachable: bool = True
    segments: Sequence[str] = ()
    clubs: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ReasonFacts:
    """Why a customer is in a segment: its title, since when, and the facts with what is asked for.

    One whose condition `holds` no more is left with the next evaluation, within a second.
    """

    title: str
    since: datetime
    because: Sequence[str] = ()
    holds: bool = True


def ask(texts: Texts) -> Screen:
    """Ask whom to look up."""
    return Screen(texts("customer-ask"), ((to_admin(texts), to_menu(texts)),))


def not_found(texts: Texts) -> Screen:
    """Say that there is no such customer."""
    again = Button(texts.plain("customer-button-again"), pack("customer:ask"))
    return Screen(texts("customer-not-found"), ((again, to_menu(texts)),))


def profile(texts: Texts, *, facts: ProfileFacts, may_grant: bool = True, payments: bool = False) -> Screen:
    """Return the profile with the ways to look closer; only those who run the program give points or see payments."""
    lines: list[str] = [texts("customer-title", name=facts.name or "—"), *_identity(texts, facts), ""]
    lines += [*_points(texts, facts), "", *_purchases(texts, facts)]
    if facts.segments:
        titles = ", ".join(tidy(title, 40) for title in facts.segments[:10])
        lines += ["", texts("customer-segments", segments=prose(tidy(titles, 300)))]
    if facts.clubs:
        titles = ", ".join(tidy(title, 40) for title in facts.clubs[:10])
        lines += ["", texts("customer-clubs", clubs=prose(tidy(titles, 300)))]
    return Screen("\n".join(lines), _rows(texts, facts.customer_id, may_grant, payments and may_grant))


def _identity(texts: Texts, facts: ProfileFacts) -> list[str]:
    lines: list[str] = [texts("customer-card", card=grouped(facts.card))]
    if facts.phone:
        lines.append(texts("customer-phone", phone=facts.phone))
    if facts.joined_at:
        lines.append(texts("customer-joined", day=texts.day(facts.joined_at)))
    else:
        lines.append(texts("customer-not-joined"))
    if facts.source:
        lines.append(texts("customer-source", source=facts.source))
    lines.append(texts("customer-marketing-yes" if facts.marketing else "customer-marketing-no"))
    if not facts.reachable:
        lines.append(texts("customer-unreachable"))
    return lines


def _points(texts: Texts, facts: ProfileFacts) -> list[str]:
    lines: list[str] = [texts("customer-available", points=texts.points(facts.available))]
    if facts.pending:
        lines.append(texts("customer-pending", points=texts.points(facts.pending)))
    if facts.debt:
        lines.append(texts("customer-debt", points=texts.points(facts.debt)))
    if facts.tier_name:
        lines.append(texts("customer-tier", tier=facts.tier_name))
    return lines


def _purchases(texts: Texts, facts: ProfileFacts) -> list[str]:
    money = texts.money(facts.spent_minor, facts.currency)
    lines: list[str] = [texts("customer-receipts", count=facts.receipts, money=money)]
    if facts.last_purchase_at:
        lines.append(texts("customer-last", day=texts.day(facts.last_purchase_at)))
    if facts.visit_score:
        lines.append(texts("customer-score", score=facts.visit_score))
    return lines


def _rows(texts: Texts, customer_id: int, may_grant: bool, payments: bool) -> Rows:
    why_button = Button(texts.plain("customer-button-why"), pack("customer:why", customer_id))
    tier_button = Button(texts.plain("customer-button-tier"), pack("tiers:customer", customer_id))
    tier_row: Rows = ((tier_button, to_passed(texts, customer_id)),) if may_grant else ()
    grant_button = Button(texts.plain("customer-button-grant"), pack("grant:start", customer_id))
    paid_button = Button(texts.plain("payments-button"), pack("payments:customer", customer_id))
    return (
        (
            Button(texts.plain("customer-button-receipts"), pack("customer:receipts", customer_id, 1)),
            Button(texts.plain("customer-button-entries"), pack("customer:entries", customer_id, 1)),
        ),
        (Button(texts.plain("story-button"), pack("customer:story", customer_id, 1)),),
        (why_button, grant_button) if may_grant else (why_button,),
        *tier_row,
        *(((paid_button,),) if payments else ()),
        (to_admin(texts), to_menu(texts)) if may_grant else (to_menu(texts),),
    )


def _back(texts: Texts, customer_id: int) -> tuple[Button, ...]:
    return (Button(texts.plain("customer-button-back"), pack("customer:open", customer_id)), to_menu(texts))


def receipts(
    texts: Texts, *, customer_id: int, name: str, items: Sequence[ReceiptFacts], page: int = 1, pages: int = 1
) -> Screen:
    """Return a page of the customer's receipts, newest first, at most 8."""
    lines = [receipt_line(texts, item) for item in items]
    return _page(texts, "receipts", lines, customer_id, name, page, pages)


def entries(
    texts: Texts, *, customer_id: int, name: str, items: Sequence[EntryFacts], page: int = 1, pages: int = 1
) -> Screen:
    """Return a page of the customer's points ledger, newest first, at most 8."""
    lines = [entry_line(texts, item) for item in items]
    return _page(texts, "entries", lines, customer_id, name, page, pages)


def _page(
    texts: Texts, what: str, lines: Sequence[str], customer_id: int, name: str, page: int, pages: int
) -> Screen:
    shown = [texts(f"customer-{what}-title", name=name or "—"), *(lines or [texts("customer-nothing")])]
    rows = (*pager(texts, f"customer:{what}", page, pages, customer_id), _back(texts, customer_id))
    return Screen("\n\n".join(shown) + "\n".join(page_line(texts, page, pages)), rows)


def why(texts: Texts, *, customer_id: int, name: str, reasons: Sequence[ReasonFacts]) -> Screen:
    """Return why the customer is in each segment."""
    lines: list[str] = [texts("customer-why-title", name=name or "—")]
    for reason in reasons[:10]:
        facts = "\n".join(
            f"{'✓' if reason.holds else '✗'} {prose(tidy(line, 120))}" for line in reason.because[:8]
        )
        key = "customer-why" if reason.holds else "customer-why-leaving"
        head = texts(key, title=tidy(reason.title, 40), day=texts.day(reason.since))
        lines.append(f"{head}\n{facts}" if facts else head)
    if not reasons:
        lines.append(texts("customer-why-none"))
    return Screen(fitting(lines), (_back(texts, customer_id),))


def low_score(
    texts: Texts,
    *,
    customer_id: int,
    name: str,
    score: int,
    question: str = "visit",
    store_name: str | None = None,
    employee_name: str | None = None,
    comment: str | None = None,
) -> Screen:
    """Tell a manager or an admin at once that a visit went badly; `question` is "visit" or "employee"."""
    lines: list[str] = [texts("customer-low-score", name=name or "—", score=score, question=question)]
    if store_name:
        lines.append(texts("customer-low-store", store=store_name))
    if employee_name:
        lines.append(texts("customer-low-employee", employee=employee_name))
    if comment:
        lines.append(f"<blockquote>{prose(comment, 1500)}</blockquote>")
    open_button = Button(texts.plain("customer-button-open"), pack("customer:open", customer_id))
    return Screen("\n".join(lines), ((open_button,), (to_menu(texts),)))
