"""What staff see: their work, and one customer."""

from __future__ import annotations

from dataclasses import replace

from bot.ui import (
    customer,
    employees,
    grant,
    history,
    staff,
)
from bot.ui.texts import Texts
from tests.bot.ui.gallery.words import BIG, LINK, NOW, Shown, Words


def _at_work(t: Texts, w: Words) -> Shown:
    scores = [staff.ScoreFacts(score, NOW, w.text) for score in (1, 5)] * 5
    person = employees.EmployeeFacts(BIG, w.name, "manager", w.title, True, 4.67, 12)
    waiting = employees.EmployeeFacts(1, w.name, "owner")
    return {
        "staff.welcome": staff.welcome(t, name=w.name, role="admin", program_name=w.name, store_name=w.title),
        "staff.show manager": staff.show(t, name=w.name, role="manager", manages=True),
        "staff.unreadable": staff.unreadable(t),
        "staff.invite_invalid": staff.invite_invalid(t),
        "staff.ask_customer": staff.ask_customer(t),
        "staff.found": staff.found(
            t,
            name=w.name,
            card="280412345678",
            available=5,
            tier_name=w.title,
            bonus_bps=200,
            customer_id=BIG,
        ),
        "staff.found plain": staff.found(t, name="", card="1" * 16, available=0),
        "staff.not_found": staff.not_found(t),
        "staff.rating": staff.rating(t, average=4.67, count=10, latest=scores),
        "staff.rating none": staff.rating(t, average=None, count=0, latest=[]),
        "employees.listed": employees.listed(t, employees=[person, waiting] * 5, page=1, pages=2),
        "employees.listed manager": employees.listed(t, employees=[person], may_edit=False),
        "employees.opened manager": employees.opened(t, employee=person, may_edit=False),
        "employees.choose_store": employees.choose_store(
            t, employee=person, role="manager", stores=[(BIG, w.name)] * 40
        ),
        "employees.listed none": employees.listed(t, employees=[]),
        "employees.opened": employees.opened(t, employee=person, latest=scores),
        "employees.choose_role": employees.choose_role(t, employee=person),
        "employees.invite": employees.invite(t, employee=waiting, link=LINK, days=7),
        "employees.role_changed": employees.role_changed(t, employee=person),
        "employees.ask_dismiss": employees.ask_dismiss(t, employee=person),
        "employees.dismissed": employees.dismissed(t, name=w.name),
        "employees.joined": employees.joined(t, name=w.name, role="cashier"),
    }


def profile(words: Words) -> customer.ProfileFacts:
    """A profile with everything that it can have."""
    return customer.ProfileFacts(
        customer_id=BIG,
        name=words.name,
        card="280412345678",
        currency="RUB",
        phone="+7 900 000-00-00",
        tier_name=words.title,
        joined_at=NOW,
        source=words.text,
        available=BIG,
        pending=5,
        debt=3,
        receipts=12,
        spent_minor=BIG,
        last_purchase_at=NOW,
        visit_score=5,
        marketing=True,
        reachable=False,
        segments=[words.title] * 12,
    )


def _one_customer(t: Texts, w: Words) -> Shown:
    entry = history.EntryFacts("earn", 27, NOW, w.text)
    bought = history.ReceiptFacts(NOW, BIG, "RUB", w.name, 27, 10, 5_000)
    reason = customer.ReasonFacts(w.title, NOW, [w.text] * 8)
    bare = replace(profile(w), joined_at=None, marketing=False, reachable=True, segments=())
    return {
        "customer.ask": customer.ask(t),
        "customer.not_found": customer.not_found(t),
        "customer.profile": customer.profile(t, facts=profile(w)),
        "customer.profile manager": customer.profile(t, facts=bare, may_grant=False),
        "customer.profile bare": customer.profile(t, facts=bare),
        "customer.receipts": customer.receipts(
            t, customer_id=BIG, name=w.name, items=[bought] * 8, page=2, pages=BIG
        ),
        "customer.receipts none": customer.receipts(t, customer_id=1, name="", items=[]),
        "customer.entries": customer.entries(
            t, customer_id=BIG, name=w.name, items=[entry] * 8, page=2, pages=BIG
        ),
        "customer.why": customer.why(t, customer_id=BIG, name=w.name, reasons=[reason] * 12),
        "customer.why none": customer.why(t, customer_id=BIG, name=w.name, reasons=[]),
        "customer.low_score": customer.low_score(
            t,
            customer_id=BIG,
            name=w.name,
            score=1,
            store_name=w.title,
            employee_name=w.name,
            comment=w.text,
        ),
        "customer.low_score employee": customer.low_score(
            t, customer_id=BIG, name="", score=2, question="employee"
        ),
        "grant.ask": grant.ask(t, customer_id=BIG, name=w.name),
        "grant.confirm": grant.confirm(
            t, customer_id=BIG, name=w.name, points=BIG, reason=w.text, available=BIG, token="x" * 32
        ),
        "grant.done": grant.done(t, customer_id=BIG, name=w.name, points=5, available=9),
        "grant.wrong": grant.wrong(t, customer_id=BIG),
    }


PARTS = (_at_work, _one_customer)
