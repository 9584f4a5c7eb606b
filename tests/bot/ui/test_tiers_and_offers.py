"""What a program says in its own words is not said a second time by the bot."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.ui import offers, tier
from bot.ui.offers import OfferFacts
from bot.ui.texts import texts_for
from bot.ui.tier import TierFacts
from tests.bot.ui.telegram_html import plain

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TEXTS = texts_for("en")
POINTS = "50\N{NO-BREAK SPACE}points"


def offer(text: str) -> str:
    facts = OfferFacts(1, "We miss you", text, 0, "WINTER26", 50, NOW, "Ann")
    return plain(offers.arrived(TEXTS, offer=facts).text)


def test_an_offer_tells_its_points_and_its_end_once() -> None:
    said = offer("The code {code} brings {points} until {until}.")
    assert said.count(POINTS) == 1
    assert said.count("November 21") == 1
    assert plain(TEXTS("offers-code", code="WINTER26")) in said  # to be copied with a tap


def test_an_offer_without_them_in_its_text_still_tells_them() -> None:
    said = offer("Come back!")
    assert plain(TEXTS("offers-code-points", points="+50 points")) in said
    assert plain(TEXTS("offers-until", day="November 21")) in said


def test_points_given_at_once_are_told_once() -> None:
    facts = OfferFacts(1, "A gift", "Here are {points}.", 50)
    assert plain(offers.opened(TEXTS, offer=facts).text).count(POINTS) == 1


def test_no_offers_leads_to_the_settings_that_allow_them() -> None:
    actions = [button.action for row in offers.listed(TEXTS, offers=[]).rows for button in row]
    assert actions == ["settings:show", "menu:show"]


def test_a_tier_speaks_in_the_programs_words_or_in_the_bots() -> None:
    own = TierFacts("Gold", 100, 200, "7% back and a syrup")
    said = plain(tier.changed(TEXTS, tier=own, up=True).text)
    assert "7% back and a syrup" in said
    assert "2%" not in said
    assert "2%" in plain(tier.changed(TEXTS, tier=TierFacts("Gold", 100, 200), up=True).text)
