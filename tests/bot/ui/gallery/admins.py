"""What admins see: numbers, segments, broadcasts, the program, and what goes wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.ui import (
    audit,
    broadcast,
    errors,
    merchants,
    program,
    promo,
    segments,
    setup,
    stats,
)
from bot.ui.texts import Texts
from services.program_file import Change, Problem, add, difference, edit, parse, remove
from services.program_file.problems import said
from services.stats import Day, EmployeeRating, Source, Summary
from services.typed_values import READERS
from tests.bot.ui.gallery.words import BIG, KEY, NOW, Shown, Words

EXAMPLE = Path(__file__).parents[4] / "examples/coffee.toml"


ACTS = (
    "grant",
    "staff.invite",
    "staff.join",
    "promo.make",
    "promo.stop",
    "gift_card.stop",
    "gift_card.wrong_code",
    "merchant.create",
    "merchant.rotate_key",
    "settlement.export",
    "hook.create",
    "hook.delete",
    "campaign.create",
    "campaign.start",
    "campaign.stop",
    "customer.open",
    "customer.lookup",
    "customer.wrong_code",
    "customer.tier",
    "customer.tier_taken",
    "customer.transfer_undo",
    "contact.moved",
    "contact.refused",
)


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
        tier=w.title,
        until=NOW,
    )
    acts = [replace(act, action=action) for action in ACTS]
    return {
        "stats.show": stats.show(t, period="week", summary=facts),
        "stats.show empty": stats.show(t, period="today", summary=nothing),
        "stats.show month": stats.show(t, period="month", summary=facts),
        "segments.listed": segments.listed(t, segments=[segment] * 40, clubs=[segment] * 40),
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
        "broadcast.progress night": broadcast.progress(t, facts=replace(campaign, waiting=BIG)),
        "broadcast.progress none": broadcast.progress(
            t, facts=replace(campaign, state="done", sent=0, in_doubt=0)
        ),
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
        "setup.summary first": setup.summary(t, answers=[("name", w.text)], first=w.name),
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


def _promo(t: Texts, w: Words) -> Shown:
    batch = promo.BatchFacts(BIG, "X" * 12, 100_000, 1_000_000_000, 0, 100_000, NOW)
    off = promo.BatchFacts(1, "FRIEND", 1, 0, 1_000, stopped=True)
    twice = promo.BatchFacts(2, "TWICE", 2, earns="multiply", rate=15_000)
    more = promo.BatchFacts(3, "MORE", 2, earns="bonus", rate=300)
    asked = {"prefix": "X" * 12, "count": 100_000, "token": str(BIG)}
    return {
        "promo.listed": promo.listed(t, batches=[batch, off] * 10),
        "promo.listed none": promo.listed(t, batches=[]),
        "promo.ask": promo.ask(t),
        "promo.confirm": promo.confirm(t, **asked, points=100, discount=0, expires_at=NOW),  # type: ignore[arg-type]  # by name
        "promo.confirm off": promo.confirm(
            t, prefix="AB", count=1, points=0, discount=10_000, expires_at=None, token="1"
        ),
        "promo.confirm twice": promo.confirm(
            t,
            prefix="AB",
            count=1,
            points=0,
            discount=0,
            expires_at=None,
            token="1",
            earns="multiply",
            rate=20_000,
        ),
        "promo.opened": promo.opened(t, batch=batch),
        "promo.opened twice": promo.opened(t, batch=twice),
        "promo.opened more": promo.opened(t, batch=more),
        "promo.opened stopped": promo.opened(t, batch=off),
        "promo.ask_stop": promo.ask_stop(t, batch=batch),
    }


PARTS = (_promo, _running, _program, _trouble)
