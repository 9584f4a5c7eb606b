"""Joining: languages, consents, contacts, deep links, with names that hurt."""

import re
from datetime import datetime

import pytest

from sandbox.client import Chat
from sandbox.people import CUSTOMER_ID, SECOND_CUSTOMER_ID
from services import customers, points, programs
from services.database import row, rows
from tests.bot_at_work import Work, words
from tests.handlers.conftest import Join

HOSTILE = '<b>&"</b> 🦊'


START, AGREE = words("join-button-start"), words("join-button-agree")
YES, NO = words("join-button-marketing-yes"), words("join-button-marketing-no")
CONTACT, MENU = words("join-button-contact"), words("menu-back")


async def test_in_russian(work: Work, maria: Chat) -> None:
    start, agree = words("join-button-start", "ru"), words("join-button-agree", "ru")
    no, contact = words("join-button-marketing-no", "ru"), words("join-button-contact", "ru")
    await maria.start("src_window")
    welcome = await maria.wait_for(button=start)
    assert "Три чашки" in welcome.text
    await maria.press(start)
    terms = await maria.wait_for(button=agree)
    assert "Баллы не обмениваются" in terms.text
    assert terms.id == welcome.id  # edited, not piled up
    await maria.press(agree)
    await maria.wait_for(button=no)
    await maria.press(no)
    await maria.wait_for(button=contact)
    await maria.share_contact()
    await maria.wait_for(button=words("menu-card", "ru"))
    customer = await customers.by_telegram(work.program.id, CUSTOMER_ID)
    assert customer is not None
    assert (customer.joined, customer.source, customer.language) == (True, "window", "ru")
    assert (customer.phone, customer.terms_version) == ("+12025550101", "2026-11")
    assert customer.marketing_since is None
    assert customer.marketing_asked_at is not None
    assert (await points.balance(work.program, customer.id, now=work.clock.now())).available == 100


async def test_in_english_with_a_name_that_hurts(work: Work, alex: Chat, join: Join) -> None:
    work.world.people[SECOND_CUSTOMER_ID].first_name = HOSTILE
    await join(alex)
    assert HOSTILE in (await alex.last()).text
    customer = await customers.by_telegram(work.program.id, SECOND_CUSTOMER_ID)
    assert customer is not None
    assert customer.name == HOSTILE
    assert customer.marketing_since is not None


async def test_language_is_changed_before_joining(alex: Chat) -> None:
    await alex.start()
    await alex.wait_for(button=START)
    await alex.press(words("menu-button-language"))
    await alex.wait_for(button="Русский")
    await alex.press("Русский")
    await alex.wait_for(button=words("menu-button-join", "ru"))


async def test_somebody_elses_contact_is_refused_kindly(work: Work, alex: Chat) -> None:
    await alex.start()
    await alex.wait_for(button=START)
    for label, then in ((START, AGREE), (AGREE, NO), (NO, CONTACT)):
        await alex.press(label)
        await alex.wait_for(button=then)
    await alex.share_contact(user_id=CUSTOMER_ID)
    await alex.wait_for(words("join-contact-other"), button=CONTACT)
    await alex.share_contact(phone="+12025550199")  # a contact that is nobody's account
    await alex.wait_for(words("join-contact-other"))
    await alex.send("+1 202 555-01-02")
    await alex.wait_for(words("join-contact-typed"), button=CONTACT)
    customer = await customers.by_telegram(work.program.id, SECOND_CUSTOMER_ID)
    assert customer is not None
    assert not customer.joined
    await alex.share_contact()
    await alex.wait_for(button=words("menu-card"))


async def test_a_contact_shared_again_changes_nothing(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    before = await row("select joined_at, phone from customer")
    for _ in range(2):
        await alex.share_contact()
        await alex.wait_for(words("join-done-before", program=work.program.name))
        await alex.wait_for(button=words("menu-card"))
    assert await row("select joined_at, phone from customer") == before
    assert await rows("select points from entry") == [{"points": 100}]
    welcomed = [said for said in await alex.messages() if re.search(words("join-done-card"), said.text)]
    assert len(welcomed) == 1


async def test_a_friends_contact_means_nothing_to_who_has_joined(alex: Chat, join: Join) -> None:
    await join(alex)
    await alex.share_contact(user_id=CUSTOMER_ID)
    await alex.wait_for(words("errors-unknown-command"), button=MENU)


async def test_a_contact_without_consent_shows_the_terms(work: Work, alex: Chat) -> None:
    await alex.start()
    await alex.wait_for(button=START)
    await alex.share_contact()
    await alex.wait_for(button=AGREE)
    customer = await customers.by_telegram(work.program.id, SECOND_CUSTOMER_ID)
    assert customer is not None
    assert not customer.joined


async def test_a_typed_number_before_consent_shows_the_terms(alex: Chat) -> None:
    await alex.start()
    await alex.wait_for(button=START)
    await alex.send("+1 202 555-01-02")
    await alex.wait_for(button=AGREE)


async def test_terms_that_changed_meanwhile_are_shown_again(work: Work, alex: Chat, now: datetime) -> None:
    await alex.start()
    await alex.wait_for(button=START)
    await alex.press(START)
    await alex.wait_for(button=AGREE)
    newer = (await programs.text(work.program)).replace(
        'terms_version = "2026-11"', 'terms_version = "2026-12"'
    )
    await programs.apply(newer, actor="test", now=now)
    answer = await alex.press(AGREE)
    assert answer.text is not None
    await alex.wait_for("2026-12", button=AGREE)
    await alex.press(AGREE)
    await alex.wait_for(button=YES)


@pytest.mark.parametrize(
    ("payload", "source", "store"),
    [
        ("s_center", None, "center"),
        ("e_timur", None, "ural"),
        ("src_tram-7", "tram-7", None),
        ("s_nowhere", None, None),
        ("e_nobody", None, None),
        ("r_1234567890", None, None),
        ("staffsecret", None, None),
        ("zzz_1", None, None),
        ("--------", None, None),
        ("src_", None, None),
    ],
)
async def test_deep_links(
    work: Work, alex: Chat, payload: str, source: str | None, store: str | None
) -> None:
    await alex.start(payload)
    await alex.wait_for(button=START)
    lead = await row(
        "select c.source, s.code as store, e.code as inviter, c.referrer_id from customer c"
        " left join store s on s.id = c.home_store_id left join employee e on e.id = c.inviter_id"
    )
    assert lead is not None
    assert (lead["source"], lead["store"]) == (source, store)
    assert lead["inviter"] == ("timur" if payload == "e_timur" else None)
    assert lead["referrer_id"] is None


async def test_a_friend_is_remembered_by_the_card(work: Work, maria: Chat, alex: Chat, join: Join) -> None:
    await join(alex)
    friend = await customers.by_telegram(work.program.id, SECOND_CUSTOMER_ID)
    assert friend is not None
    await maria.start(f"r_{friend.card}")
    await maria.wait_for(button=words("join-button-start", "ru"))
    found = await row("select referrer_id from customer where telegram_id = $1", CUSTOMER_ID)
    assert found == {"referrer_id": friend.id}


async def test_start_again_keeps_the_first_source(alex: Chat) -> None:
    for payload in ("src_one", "src_two", ""):
        await alex.start(payload)
        await alex.wait_for(button=START)
    assert await rows("select source from customer") == [{"source": "one"}]


async def test_a_customers_commands_before_joining_lead_to_joining(alex: Chat) -> None:
    join = words("menu-button-join")
    await alex.start()
    await alex.wait_for(button=START)
    await alex.send("/card")
    await alex.wait_for(button=join)
    await alex.send("what?")
    await alex.wait_for(words("errors-unknown-command"), button=MENU)
    await alex.press(MENU)
    await alex.wait_for(button=join)
