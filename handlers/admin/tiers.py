"""The flow between tiers; one customer's tiers; giving one for a time, and taking it back."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import get_args

from bot.ui import errors
from bot.ui import tier_giving as gifts
from bot.ui import tiers as screens
from bot.ui.program_texts import tier_name
from bot.ui.texts import Texts
from bot.ui.tier import amount
from handlers.admin import customer as profiles
from handlers.drawing import drawn
from handlers.index import Index
from handlers.talk import Talk
from services import customers, tiers
from services.customers import Customer
from services.errors import Invalid
from services.rules.segments import local_day, start_of_day
from services.tiers import Flow, FlowPeriod, Past, Progress

PERIODS: dict[str, FlowPeriod] = {name: name for name in get_args(FlowPeriod)}
DAY = timedelta(days=1)
_TYPED = re.compile(r"(?:([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})|([0-9]{4})-([0-9]{1,2})-([0-9]{1,2}))")


def setup(index: Index) -> None:
    """Routes of tiers."""
    index.command("tiers", show, "admin")
    index.action("tiers:show", show, "admin")
    index.action("tiers:customer", of_customer, "admin")
    index.action("tiers:give", choose, "admin")
    index.action("tiers:choose", chosen, "admin")
    index.action("tiers:until", until_chosen, "admin")
    index.answer("tier_until", until_typed, "admin")
    index.action("tiers:confirm", confirm, "admin")
    index.action("tiers:take", ask_take, "admin")
    index.action("tiers:taken", take, "admin")


async def show(talk: Talk) -> None:
    """/tiers, and the choice of a period: who is where, who went up or down."""
    period = PERIODS.get((talk.args or (talk.text.lower(),))[0], "month")
    found = await tiers.flow(talk.program, period, now=talk.now)
    await talk.done()
    facts = _flow_facts(talk, found)
    await talk.show(await drawn(lambda: screens.flow(talk.texts, period=period, facts=facts)))


def _flow_facts(talk: Talk, found: Flow) -> screens.FlowFacts:
    """Tiers by their titles; those that have left the file do not stand in the table."""
    codes = [rules.code for rules in talk.program.config.tiers]
    known = {code: place for place, code in enumerate(codes)}
    return screens.FlowFacts(
        names=[_name(talk, code) or code for code in codes],
        members=[found.members.get(code, 0) for code in codes],
        ways={
            (known[before], known[after]): people
            for (before, after), people in found.ways.items()
            if before in known and after in known
        },
        up=found.up,
        down=found.down,
        reasons=found.reasons,
        latest=[
            screens.StepFacts(
                step.at,
                step.name,
                _name(talk, step.before),
                _name(talk, step.after),
                known.get(step.after or "", -1) > known.get(step.before or "", -1),
                step.reason,
            )
            for step in found.latest
        ],
    )


def _name(talk: Talk, code: str | None) -> str | None:
    return tier_name(talk.program.config, code, talk.texts.language) or code


def _texts(talk: Talk) -> Texts:
    """Texts in the zone of the program: its midnights are where tiers begin and end."""
    return talk.texts.at(talk.program.config.stores[0].timezone)


async def of_customer(talk: Talk) -> None:
    """One customer's tiers."""
    await talk.wait_for_nothing()
    await _show_customer(talk, await profiles.chosen(talk))


async def _show_customer(talk: Talk, customer: Customer) -> None:
    seen = await tiers.progress(talk.program, customer.id, now=talk.now)
    past = await tiers.past(talk.program.id, customer.id)
    screen = gifts.customer(
        _texts(talk),
        customer_id=customer.id,
        name=customer.name,
        facts=_standing(talk, seen, past),
        any_tier=bool(talk.program.config.tiers),
    )
    await talk.show(screen)


def _standing(talk: Talk, seen: Progress, past: list[Past]) -> gifts.StandingFacts:
    measure, currency = talk.program.config.tier_rules.measured_by, talk.program.currency
    return gifts.StandingFacts(
        tier=_name(talk, seen.tier),
        earned=_name(talk, seen.earned),
        given=_name(talk, seen.given),
        given_until=seen.given_until,
        review_at=seen.review_at,
        to_stay=amount(talk.texts, measure, seen.to_stay, currency) if seen.to_stay else None,
        following=_name(talk, seen.following),
        to_next=amount(talk.texts, measure, seen.to_next or 0, currency),
        past=[
            gifts.PastFacts(one.at, _name(talk, one.before), _name(talk, one.after), one.reason, one.until)
            for one in past
        ],
    )


async def choose(talk: Talk) -> None:
    """Which tier?"""
    customer = await profiles.chosen(talk)
    names = [_name(talk, rules.code) or rules.code for rules in talk.program.config.tiers]
    await talk.wait_for_nothing()
    await talk.show(gifts.choose(talk.texts, customer_id=customer.id, name=customer.name, names=names))


async def chosen(talk: Talk) -> None:
    """Until when?"""
    customer, place = await profiles.chosen(talk), talk.number(1)
    if place >= len(talk.program.config.tiers):
        await talk.notify(errors.stale_button(talk.texts))
        return
    code = talk.program.config.tiers[place].code
    await talk.wait_for("tier_until", customer_id=customer.id, tier=code)
    screen = gifts.ask_until(
        talk.texts,
        customer_id=customer.id,
        name=customer.name,
        tier=_name(talk, code) or code,
        example=_example(talk),
    )
    await talk.show(screen)


def _today(talk: Talk) -> date:
    return local_day(talk.now, tiers.zone_of(talk.program.config))


def _example(talk: Talk) -> datetime:
    last = date(_today(talk).year + 1, 12, 31)
    return datetime(last.year, last.month, last.day)


async def until_chosen(talk: Talk) -> None:
    """A length, chosen by a button."""
    asked = talk.person.awaited
    if asked is None or asked.state != "tier_until":
        await talk.notify(errors.stale_button(talk.texts))
        return
    word, today = (talk.args or ("",))[0], _today(talk)
    if word == "always":
        await _propose(talk, None)
    else:
        last = (
            date(today.year, 12, 31) if word == "year" else today + timedelta(days=min(talk.number(0), 3650))
        )
        await _propose(talk, last)


async def until_typed(talk: Talk) -> None:
    """The last day, typed."""
    last = _day(talk.text)
    try:
        if last is None:
            raise Invalid("tier_until", "until")
        await _propose(talk, last)
    except Invalid:
        await talk.wait_for("tier_until", **talk.data)
        screen = gifts.until_wrong(talk.texts, customer_id=talk.data["customer_id"], example=_example(talk))
        await talk.say(screen)


def _day(typed: str) -> date | None:
    """A day written 31.12.2027 or 2027-12-31."""
    match = _TYPED.fullmatch(typed.strip())
    if match is None:
        return None
    day, month, year, iso_year, iso_month, iso_day = match.groups()
    try:
        return date(int(iso_year or year), int(iso_month or month), int(iso_day or day))
    except ValueError:
        return None


async def _propose(talk: Talk, last: date | None) -> None:
    """Show what would happen; the token is this update, so one question is one gift."""
    code, customer = talk.data["tier"], await customers.get(talk.program.id, talk.data["customer_id"])
    zone = tiers.zone_of(talk.program.config)
    until = start_of_day(last + DAY, zone) if last else None
    tiers.check(talk.program, code, until, talk.now)
    token, ends = str(talk.update_id), until.isoformat() if until else None
    await talk.wait_for("tier_confirm", customer_id=customer.id, tier=code, until=ends, token=token)
    screen = gifts.confirm(
        _texts(talk),
        customer_id=customer.id,
        name=customer.name,
        tier=_name(talk, code) or code,
        until=until,
        token=token,
    )
    await talk.show(screen)


async def confirm(talk: Talk) -> None:
    """Give what was shown; a second tap finds nothing to confirm."""
    asked = talk.person.awaited
    token, why = (*talk.args, "", "")[:2]
    if asked is None or asked.state != "tier_confirm" or asked.data["token"] != token:
        await talk.notify(errors.stale_button(talk.texts))
        return
    customer = await customers.get(talk.program.id, asked.data["customer_id"])
    until = datetime.fromisoformat(asked.data["until"]) if asked.data["until"] else None
    await tiers.give(
        talk.program,
        customer.id,
        asked.data["tier"],
        until,
        why="match" if why == "match" else "manual",
        actor=talk.person.actor,
        now=talk.now,
    )
    name = _name(talk, asked.data["tier"]) or ""
    await talk.show(gifts.given(talk.texts, customer_id=customer.id, name=customer.name, tier=name))
    await talk.wait_for_nothing()


async def ask_take(talk: Talk) -> None:
    """End the gift now?"""
    customer = await profiles.chosen(talk)
    seen = await tiers.progress(talk.program, customer.id, now=talk.now)
    if seen.given is None:
        await _show_customer(talk, customer)
        return
    name = _name(talk, seen.given) or seen.given
    await talk.show(gifts.ask_take(talk.texts, customer_id=customer.id, name=customer.name, tier=name))


async def take(talk: Talk) -> None:
    """End it; a second tap changes nothing."""
    customer = await profiles.chosen(talk)
    left = await tiers.take_back(talk.program, customer.id, actor=talk.person.actor, now=talk.now)
    name = _name(talk, left.tier)
    await talk.show(gifts.taken(talk.texts, customer_id=customer.id, name=customer.name, tier=name))
