"""What a program says in its own words is not said a second time by the bot."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.ui import offers, tier
from bot.ui.offers import OfferFacts
from bot.ui.texts import texts_for
from bot.ui.tier import TierFacts, Way
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
    assert actions == ["gift:ask", "settings:show", "menu:show"]


def test_a_tier_speaks_in_the_programs_words_or_in_the_bots() -> None:
    own = TierFacts("Gold", 100, 200, "7% back and a syrup")
    said = plain(tier.changed(TEXTS, tier=own, up=True).text)
    assert "7% back and a syrup" in said
    assert "2%" not in said
    assert "2%" in plain(tier.changed(TEXTS, tier=TierFacts("Gold", 100, 200), up=True).text)


MIDNIGHT = datetime(2027, 1, 1, tzinfo=UTC)


def shown(way: Way, measured: int = 50_000) -> str:
    silver, gold = TierFacts("Silver", 100_000), TierFacts("Gold", 500_000)
    screen = tier.show(TEXTS, tier=silver, spent_minor=measured, currency="RUB", following=gold, way=way)
    return plain(screen.text).replace("\N{NO-BREAK SPACE}", " ")


def test_a_tier_says_until_when_and_what_keeps_it() -> None:
    said = shown(Way(window="year", review_at=MIDNIGHT, to_stay=450_000, lower="Bronze"))
    assert "Silver until December 31, 2026: ₽4,500 more keeps it." in said
    assert "After that it would be Bronze" in said
    assert "₽4,500 of purchases to go" in said
    assert "begins anew with each year" in said


def test_a_tier_that_is_safe_says_so() -> None:
    said = shown(Way(window="year", review_at=NOW, kept_until=MIDNIGHT))
    assert "Silver is yours at least until December 31, 2026" in said
    assert "more keeps it" not in said


def test_a_gift_says_until_when() -> None:
    assert "Silver is a gift from us until December 31, 2026." in shown(Way(given=True, given_until=MIDNIGHT))
    assert "for good" in shown(Way(given=True))


def test_visits_are_counted_as_visits() -> None:
    way = Way("visits", "days", 90, review_at=MIDNIGHT, to_stay=1)
    said = shown(way, measured=499_998)
    assert "1 visit more keeps it" in said
    assert "2 visits to go" in said
    assert "the last 90 days" in said


def test_a_tier_names_all_that_it_gives() -> None:
    full = TierFacts("Gold", 0, 200, None, 500, 5_000, 3, "a syrup & <cream>")
    said = plain(tier.given(TEXTS, tier=full, until=None).text)
    for words in ("2% more in points", "5% off", "up to 50%", "3 days before others", "a syrup & <cream>"):
        assert words in said
