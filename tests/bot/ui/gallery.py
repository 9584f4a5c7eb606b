"""Every screen, called with plain facts, for tests that look at all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.ui import (
    admin,
    audit,
    balance,
    birthday,
    broadcast,
    card,
    customer,
    employees,
    errors,
    grant,
    help,
    history,
    join,
    menu,
    merchants,
    move,
    offers,
    program,
    receipt,
    segments,
    settings,
    setup,
    staff,
    stats,
    stop,
    survey,
    tier,
)
from bot.ui.screen import Alert, Screen
from bot.ui.texts import Texts
from services.program_file import Change, Problem, add, difference, edit, parse, remove
from services.program_file.problems import said
from services.stats import Day, EmployeeRating, Source, Summary
from services.typed_values import READERS

EXAMPLE = Path(__file__).parents[3] / "examples/coffee.toml"
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
BIG = 9_000_000_000_000
KEY = "rk_" + "x" * 43
LINK = "https://t.me/some_long_bot_name?start=" + "x" * 60


ACTS = (
    "grant",
    "staff.invite",
    "staff.join",
    "merchant.create",
    "merchant.rotate_key",
    "hook.create",
    "hook.delete",
    "campaign.create",
    "campaign.start",
    "campaign.stop",
    "customer.open",
    "customer.lookup",
    "customer.wrong_code",
    "contact.moved",
    "contact.refused",
)


@dataclass(frozen=True)
class Words:
    """The people's own words that the screens are made with."""

    name: str
    title: str
    text: str
    code: str = "silver"


PLAIN = Words("Анна", "Серебро", "Кофе в подарок", "silver")
EVIL = Words('<b>&"😀👨‍👩‍👧', '<i>Зо"лото</i> & 🥇', 'Строка <a href="x">1</a>\n\n\n\n& ещё 😀', "a" * 40)
LONG = Words('<b>&"😀 имя ' * 40, '<b>&"🥇 титул ' * 40, ('<b>&"😀 слово ' * 20 + "\n") * 40, "a" * 40)

Shown = dict[str, Screen | Alert]


def every(texts: Texts, words: Words) -> Shown:
    """Every screen by "module.function" and a case."""
    parts = (
        _joining,
        _menus,
        _own,
        _messages,
        _feedback,
        _at_work,
        _one_customer,
        _running,
        _program,
        _trouble,
    )
    return {name: shown for part in parts for name, shown in part(texts, words).items()}


def _joining(t: Texts, w: Words) -> Shown:
    return {
        "join.welcome": join.welcome(
            t, program_name=w.name, base_bps=550, welcome_points=50, tiers=[w.title] * 6
        ),
        "join.welcome plain": join.welcome(t, program_name=w.name, base_bps=300),
        "join.choose_language": join.choose_language(t, offered=("ru", "en")),
        "join.consent": join.consent(
            t, program_name=w.name, version=w.title, terms=w.text, url="https://x.example"
        ),
        "join.consent plain": join.consent(t, program_name=w.name, version="1"),
        "join.marketing": join.marketing(t, program_name=w.name),
        "join.ask_contact": join.ask_contact(t),
        "join.contact_of_another": join.contact_of_another(t),
        "join.contact_typed": join.contact_typed(t),
        "join.contact_unusable": join.contact_unusable(t),
        "join.joined": join.joined(t, program_name=w.name, claimed=120, welcome_points=50),
        "join.joined plain": join.joined(t, program_name=w.name),
        "join.joined_before": join.joined_before(t, program_name=w.name),
        "move.ask": move.ask(t, move_id=BIG, account_name=w.name, program_name=w.name),
        "move.waiting": move.waiting(t),
        "move.moved": move.moved(t, program_name=w.name),
        "move.given_away": move.given_away(t),
        "move.kept": move.kept(t),
        "move.refused": move.refused(t),
        "move.ask_manager": move.ask_manager(t, move_id=BIG, card="280412345678", account_name=w.name),
    }


def _menus(t: Texts, w: Words) -> Shown:
    return {
        "menu.customer": menu.customer(
            t,
            program_name=w.name,
            name=w.name,
            available=BIG,
            pending=5,
            tier_name=w.title,
            offers=3,
            staff=True,
            admin=True,
        ),
        "menu.customer new": menu.customer(t, program_name=w.name, name="", available=0),
        "menu.lead": menu.lead(t, program_name=w.name),
        "menu.lead staff": menu.lead(t, program_name=w.name, staff=True),
        "staff.show": staff.show(t, name=w.name, role="cashier", store_name=w.title),
        "staff.show plain": staff.show(t, name=w.name, role="unheard"),
        "admin.show": admin.show(t, program_name=w.name),
        "admin.show new": admin.show(t, program_name=w.name, set_up=False),
        "help.show": help.show(t, program_name=w.name, staff=True, admin=True),
        "help.show manager": help.show(t, program_name=w.name, staff=True, manager=True),
        "help.show lead": help.show(t, program_name=w.name, joined=False),
        "stop.ask": stop.ask(t),
        "stop.done": stop.done(t),
    }


def _own(t: Texts, w: Words) -> Shown:
    soon = [balance.PointsAt(10, NOW + timedelta(days=day)) for day in range(9)]
    gold = tier.TierFacts(w.title, 500_000, 200, w.text)
    silver = tier.TierFacts(w.title, 100_000)
    entry = history.EntryFacts("earn", 27, NOW, w.text)
    bought = history.ReceiptFacts(NOW, BIG, "RUB", w.name, 27, 10, 5_000)
    return {
        "card.show": card.show(
            t,
            program_name=w.name,
            number="280412345678",
            code="123456",
            seconds=61,
            tier_name=w.title,
            available=7,
        ),
        "card.show plain": card.show(t, program_name=w.name, number="1" * 16, code="12345678", seconds=90),
        "balance.show": balance.show(
            t,
            now=NOW,
            available=BIG,
            pending=soon,
            expiring=[*soon, balance.PointsAt(10, NOW + timedelta(days=365))],
            held=5,
            debt=3,
            worth_minor=BIG,
            currency="KWD",
        ),
        "balance.show empty": balance.show(t, now=NOW, available=0),
        "balance.expire_soon": balance.expire_soon(t, points=5, at=NOW, available=9),
        "balance.granted": balance.granted(t, points=5, available=9, reason=w.text),
        "balance.granted minus": balance.granted(t, points=-5, available=4),
        "tier.show": tier.show(t, tier=silver, spent_minor=120_000, currency="RUB", following=gold),
        "tier.show top": tier.show(t, tier=gold, spent_minor=900_000, currency="RUB", following=None),
        "tier.show none": tier.show(t, tier=None, spent_minor=0, currency="RUB", following=silver),
        "tier.changed": tier.changed(t, tier=gold, up=True),
        "tier.changed down": tier.changed(t, tier=silver, up=False),
        "tier.changed lost": tier.changed(t, tier=None, up=False),
        "history.entries": history.entries(t, items=[entry] * 8, page=2, pages=3),
        "history.entries empty": history.entries(t, items=[]),
        "history.entries kinds": history.entries(
            t,
            items=[
                history.EntryFacts("transfer_out", -5, NOW),
                history.EntryFacts("unheard", 5, NOW, "welcome"),
            ],
        ),
        "history.receipts": history.receipts(t, items=[bought] * 8, page=1, pages=2),
        "history.receipts empty": history.receipts(t, items=[]),
        "settings.show": settings.show(t, marketing=True, service=True, quiet_from=1260, quiet_to=600),
        "settings.show off": settings.show(
            t, marketing=False, service=False, quiet_from=0, quiet_to=1439, own_hours=True
        ),
        "settings.show loud": settings.show(t, marketing=True, service=False, quiet_from=0, quiet_to=0),
        "settings.show lead": settings.show(
            t, marketing=True, service=True, quiet_from=0, quiet_to=1, joined=False, birthday=date(4, 2, 29)
        ),
        "birthday.ask": birthday.ask(t),
        "birthday.not_understood": birthday.not_understood(t),
        "birthday.choose_day": birthday.choose_day(t, month=2),
        "birthday.confirm": birthday.confirm(t, birthday=date(4, 2, 29)),
        "birthday.show": birthday.show(t, birthday=date(1990, 5, 1), locked_until=None),
        "birthday.show locked": birthday.show(t, birthday=date(4, 9, 30), locked_until=NOW),
        "birthday.show removed": birthday.show(t, birthday=None, locked_until=NOW),
        "birthday.saved": birthday.saved(t),
        "birthday.ask_remove": birthday.ask_remove(t),
        "settings.choose_language": settings.choose_language(t, offered=("ru", "en")),
        "settings.choose_hours": settings.choose_hours(t),
    }


def _messages(t: Texts, w: Words) -> Shown:
    offer = offers.OfferFacts(
        BIG, w.title, w.text + " {name} {until}", 50, "WINTER-26", 70, NOW, w.name, w.name, 14
    )
    return {
        "offers.listed": offers.listed(t, offers=[offer] * 30),
        "offers.listed none": offers.listed(t, offers=[]),
        "offers.opened": offers.opened(t, offer=offer),
        "offers.opened plain": offers.opened(t, offer=offers.OfferFacts(1, w.title)),
        "offers.arrived": offers.arrived(t, offer=offer),
        "receipt.recorded": receipt.recorded(
            t,
            total_minor=54_000,
            currency="RUB",
            earned=27,
            available=127,
            pending=3,
            redeemed=10,
            promo_points=70,
            to_next_minor=450_000,
            store_name=w.name,
            tier_name=w.title,
            tier_up=True,
        ),
        "receipt.recorded later": receipt.recorded(
            t, total_minor=500, currency="JPY", earned=1, available=0, pending=1, available_at=NOW
        ),
        "receipt.recorded down": receipt.recorded(
            t, total_minor=0, currency="RUB", earned=0, available=0, tier_name=w.title, tier_up=False
        ),
        "receipt.refunded": receipt.refunded(
            t, refund_minor=54_000, currency="RUB", revoked=27, restored=10, available=0, debt=4
        ),
        "receipt.refunded plain": receipt.refunded(
            t, refund_minor=5, currency="RUB", revoked=0, restored=0, available=3
        ),
        "broadcast.message": broadcast.message(t, text=w.text),
    }


def _feedback(t: Texts, w: Words) -> Shown:
    return {
        "survey.visit": survey.visit(t, invitation=BIG, store_name=w.name, at=NOW),
        "survey.visit plain": survey.visit(t, invitation=1, store_name=w.name),
        "survey.employee": survey.employee(t, invitation=BIG, employee_name=w.name),
        "survey.comment": survey.comment(t, invitation=BIG, points=5),
        "survey.comment low": survey.comment(t, invitation=BIG, low=True),
        "survey.thanks": survey.thanks(t, points=5),
        "survey.thanks comment": survey.thanks(t, commented=True),
        "survey.too_late": survey.too_late(t),
        "survey.already_answered": survey.already_answered(t),
    }


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


def _running(t: Texts, w: Words) -> Shown:
    days = tuple(Day(date(2026, 11, 14 + at), 3, 2, 20 + at * 3, 9, 100, 4.3 + at / 20) for at in range(7))
    best = EmployeeRating(1, "anna", w.name, 12, 4.9)
    facts = Summary(days, 812, 14, 230, 151, BIG, "RUB", 5_000, 1_200, 3, 40, 4.667, 38, 4.81, (best,) * 9)
    nothing = Summary(days[:1], 0, 0, 0, 0, 0, "RUB", 0, 0, 0, 0, None, 0, None, ())
    segment = segments.SegmentFacts(w.code, w.title, BIG)
    sources = [Source(w.text, 900, 800, 700, 350), Source(None, 4, 3, 2, 1)]
    campaign = broadcast.CampaignFacts(BIG, w.title, "sending", BIG, 250, 2, 40, 1)
    shop = merchants.MerchantFacts(BIG, w.name, NOW, "x9Z_")
    act = audit.ActFacts(
        NOW,
        w.name,
        "program.apply",
        w.text,
        customer=w.name,
        card="1" * 16,
        employee=w.name,
        points=BIG,
        reason=w.text,
        segment=w.title,
        count=21,
        changes=[w.title] * 9,
    )
    acts = [replace(act, action=action) for action in ACTS]
    return {
        "stats.show": stats.show(t, period="week", summary=facts),
        "stats.show empty": stats.show(t, period="today", summary=nothing),
        "stats.show month": stats.show(t, period="month", summary=facts),
        "segments.listed": segments.listed(t, segments=[segment] * 40),
        "segments.opened": segments.opened(
            t, segment=segment, condition=w.text, offer_title=w.title, reachable=5
        ),
        "segments.funnel": segments.funnel(t, sources=sources * 10),
        "segments.funnel empty": segments.funnel(t, sources=[]),
        "broadcast.choose": broadcast.choose(t, segments=[segment] * 40),
        "broadcast.ask_text": broadcast.ask_text(t, segment_title=w.title, reachable=21),
        "broadcast.too_long": broadcast.too_long(t, length=5_000),
        "broadcast.preview": broadcast.preview(
            t, campaign_id=BIG, segment_title=w.title, text=w.text, reachable=5
        ),
        "broadcast.nobody": broadcast.nobody(t, segment_title=w.title),
        "broadcast.cancelled": broadcast.cancelled(t),
        "broadcast.progress": broadcast.progress(t, facts=campaign),
        "broadcast.progress done": broadcast.progress(t, facts=replace(campaign, state="done", audience=293)),
        "broadcast.progress stopped": broadcast.progress(t, facts=replace(campaign, state="stopped")),
        "merchants.listed": merchants.listed(t, merchants=[shop] * 40),
        "merchants.listed none": merchants.listed(t, merchants=[]),
        "merchants.opened": merchants.opened(t, merchant=shop),
        "merchants.opened unused": merchants.opened(
            t, merchant=merchants.MerchantFacts(1, w.name, key_hint="x9Z_")
        ),
        "merchants.ask_name": merchants.ask_name(t),
        "merchants.key_shown": merchants.key_shown(t, name=w.name, key=KEY, address="https://x.example/v1"),
        "merchants.ask_rotate": merchants.ask_rotate(t, merchant=shop),
        "audit.show": audit.show(t, acts=[act] * 10, page=1, pages=9),
        "audit.show kinds": audit.show(t, acts=acts),
        "audit.show none": audit.show(t, acts=[]),
        "audit.show other": audit.show(t, acts=[audit.ActFacts(NOW, "cli", "unheard.of")]),
    }


def _changes(w: Words) -> list[Change]:
    """A key that changes, one that comes, an entry that comes and one that goes."""
    title = " ".join(w.title.split())[:200]
    text = edit(EXAMPLE.read_text("utf-8"), "tiers[1].title.en", title)
    text = edit(text, "texts.en.card-hint", w.text)
    text = remove(text, "employees[4]")
    text = add(text, "stores", {"code": "third", "name": title, "timezone": "Asia/Tokyo"})
    return difference(parse(EXAMPLE.read_text("utf-8")), parse(text))


def _program(t: Texts, w: Words) -> Shown:
    item = program.ItemFacts("base_rate", w.title, w.text)
    changes = _changes(w)
    wrong = Problem(12, "tiers[1].from", said("no_tier", value=w.text, known=w.title))
    shown: Shown = {
        "program.show": program.show(
            t, program_name=w.name, version=3, applied_at=NOW, applied_by=w.name, undoable=True
        ),
        "program.ask_value": program.ask_value(
            t, item=item, choices=[("500", "5 %")], variables=["name", "points"]
        ),
        "program.difference": program.difference(
            t, changes=changes * 15, draft="x" * 32, warnings=[replace(wrong, warning=True)] * 9
        ),
        "program.nothing_changes": program.nothing_changes(t),
        "program.problems": program.problems(t, found=[wrong] * 30),
        "program.problems sent": program.problems(t, found=[wrong] * 30, sent=True),
        "program.applied": program.applied(t, version=4),
        "program.ask_undo": program.ask_undo(t, changes=changes, version=4),
        "program.undone": program.undone(t, version=5),
        "program.cancelled": program.cancelled(t),
        "setup.start": setup.start(t),
        "setup.summary": setup.summary(t, answers=[(code, w.text) for code in setup.QUESTIONS]),
        "setup.done": setup.done(t, program_name=w.name),
        "setup.cancelled": setup.cancelled(t),
    }
    for part in ("tiers", "stores", "employees"):
        shown[f"program.entries {part}"] = program.entries(t, code=part, items=[item] * 80)
        shown[f"program.ask_name {part}"] = program.ask_name(t, code=part)
    shown["program.entry"] = program.entry(t, code="tiers", title=w.title, place="12", items=[item] * 6)
    shown["program.ask_file"] = program.ask_file(t)
    for kind in READERS:
        shown[f"program.wrong_value {kind}"] = program.wrong_value(t, kind=kind)
    for part in program.PARTS:
        shown[f"program.part {part}"] = program.part(t, code=part, items=[item] * 30)
    for code in setup.QUESTIONS:
        choices = [("5", w.title), ("7", "7 %")]
        shown[f"setup.question {code}"] = setup.question(t, code=code, choices=choices, present=w.name)
        shown[f"setup.not_understood {code}"] = setup.not_understood(t, code=code)
    return shown


def _trouble(t: Texts, w: Words) -> Shown:
    return {
        "errors.refusal": errors.refusal(t, "invite_invalid", reason=w.text, many=3),
        "errors.refusal unheard": errors.refusal(t, "code_nobody_has_heard_of", field=w.text),
        "errors.alert": errors.alert(t, "forbidden"),
        "errors.unknown_command": errors.unknown_command(t),
        "errors.stale_button": errors.stale_button(t),
        "errors.already_done": errors.already_done(t),
        "errors.internal": errors.internal(t, reference="01JD-ABC"),
        "errors.too_many": errors.too_many(t, seconds=3),
        "errors.too_many_alert": errors.too_many_alert(t, seconds=0),
    }
