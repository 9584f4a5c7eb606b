"""What customers see."""

from __future__ import annotations

from datetime import date, timedelta

from bot.ui import (
    admin,
    balance,
    birthday,
    broadcast,
    card,
    favourites,
    help,
    history,
    holds,
    join,
    menu,
    move,
    offers,
    receipt,
    settings,
    staff,
    stamps,
    stop,
    survey,
    tier,
)
from bot.ui.favourites import Question, Worth
from bot.ui.texts import Texts
from services.rules.expiry import day_start
from tests.bot.ui.gallery.words import BIG, NOW, Shown, Words


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
        "holds.ask": holds.ask(
            t,
            hold_id=BIG,
            points=BIG,
            worth_minor=BIG,
            total_minor=BIG,
            currency="KWD",
            store_name=w.title,
            minutes=3,
        ),
        "holds.decided": holds.decided(t, state="live", points=100),
        "holds.decided no": holds.decided(t, state="refused", points=100),
        "holds.decided late": holds.decided(t, state="timed_out", points=100),
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
            favourites=True,
            stamps=True,
            clubs=True,
            staff=True,
            admin=True,
        ),
        "menu.customer new": menu.customer(t, program_name=w.name, name="", available=0),
        "menu.lead": menu.lead(t, program_name=w.name),
        "menu.lead staff": menu.lead(t, program_name=w.name, staff=True),
        "staff.show": staff.show(t, name=w.name, role="cashier", store_name=w.title),
        "staff.show plain": staff.show(t, name=w.name, role="unheard"),
        "admin.show": admin.show(t, program_name=w.name),
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
    kept = tier.Way(window="year", review_at=NOW, kept_until=NOW)
    ends = tier.Way("visits", "days", 365, review_at=NOW, to_stay=3, lower=w.title, kept_until=NOW)
    full = tier.TierFacts(w.title, 100_000, 200, None, 500, 5_000, 3, w.text)
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
            transfers=True,
        ),
        "balance.show empty": balance.show(t, now=NOW, available=0),
        "balance.expire_soon": balance.expire_soon(t, points=5, at=NOW, available=9),
        "balance.expire_soon day": balance.expire_soon(
            t, points=5, at=day_start(NOW.date(), t.zone), available=9
        ),
        "balance.granted": balance.granted(t, points=5, available=9, reason=w.text),
        "balance.granted minus": balance.granted(t, points=-5, available=4),
        "tier.show": tier.show(t, tier=silver, spent_minor=120_000, currency="RUB", following=gold),
        "tier.show top": tier.show(t, tier=gold, spent_minor=900_000, currency="RUB", following=None),
        "tier.show none": tier.show(t, tier=None, spent_minor=0, currency="RUB", following=silver),
        "tier.show kept": tier.show(
            t, tier=full, spent_minor=5_000, currency="RUB", following=gold, way=kept
        ),
        "tier.show ends": tier.show(t, tier=full, spent_minor=2, currency="RUB", following=gold, way=ends),
        "tier.show given": tier.show(
            t, tier=full, spent_minor=2, currency="RUB", following=None, way=tier.Way(given=True)
        ),
        "tier.given": tier.given(t, tier=full, until=NOW),
        "tier.given for good": tier.given(t, tier=gold, until=None),
        "tier.changed review": tier.changed(t, tier=gold, up=False, reason="review"),
        "tier.changed": tier.changed(t, tier=gold, up=True),
        "tier.changed down": tier.changed(t, tier=silver, up=False),
        "tier.changed lost": tier.changed(t, tier=None, up=False),
    }


def _past_and_wishes(t: Texts, w: Words) -> Shown:
    entry = history.EntryFacts("earn", 27, NOW, w.text)
    bought = history.ReceiptFacts(NOW, BIG, "RUB", w.name, 27, 10, 5_000)
    return {
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
        "favourites.ask": favourites.ask(
            t,
            question=Question(202611, 2**31 - 1, 2**39 + 1),
            titles=[w.title] * 40,
            choose=2,
            given=Worth("base", 1_000),
        ),
        "favourites.ask plain": favourites.ask(
            t, question=Question(202612, 1), titles=[w.title], choose=1, given=Worth("multiply", 15_000)
        ),
        "favourites.show": favourites.show(
            t, month=202601, titles=[w.title] * 20, final=False, given=Worth("bonus", 250)
        ),
        "favourites.show final": favourites.show(t, month=202601, titles=[w.title], final=True),
        "favourites.full": favourites.full(t, choose=3),
        "favourites.saved": favourites.saved(t),
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
        "offers.listed coupons": offers.listed(
            t,
            offers=[offer],
            coupons=[
                offers.CouponFacts(w.title, "RUB", 1_000, 0, 50_000, NOW),
                offers.CouponFacts("C", "RUB", 0, 500),
            ]
            * 20,
        ),
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
            to_next="4 500 ₽",
            promotions=("<b>& −1 ₽", "☕: 5 of 6"),
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


def _stamps(t: Texts, w: Words) -> Shown:
    card = stamps.CardFacts(w.title, 5, 6, 0, NOW)
    kinds = ("purchase", "reward", "refund", "undo", "expire")
    history = [stamps.MarkFacts(NOW, w.title, kind, -6) for kind in kinds]
    cards = [card, stamps.CardFacts(w.title, 6, 6), stamps.CardFacts(w.title, 40, 100, 500)]
    return {
        "stamps.show": stamps.show(t, cards=cards, history=history),
        "stamps.show many": stamps.show(t, cards=[card] * 40),
        "stamps.show none": stamps.show(t, cards=[]),
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


PARTS = (_joining, _menus, _own, _past_and_wishes, _messages, _stamps, _feedback)
