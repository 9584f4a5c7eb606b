"""Outbox kinds become screens in the customer's language, with the program's own names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.ui import outbox
from bot.ui.catalogue import catalogue
from bot.ui.program_texts import segment_title, spoken, texts_of, tier_facts, tier_name
from services.program_file import ProgramConfig, parse
from tests.bot.ui.telegram_html import plain

EXAMPLES = Path(__file__).parents[3] / "examples"
NBSP = "\u00a0"
AT = "2026-11-22T09:00:00+00:00"
RECEIPT = {"store": "<Центр> & 😀", "total": 54_000, "earned": 27, "balance": 127, "pending": 0}
CASES: dict[str, dict[str, Any]] = {
    "receipt_recorded": RECEIPT,
    "receipt_refunded": {"total": 54_000, "revoked": 27, "restored": 5, "balance": 0, "debt": 3},
    "points_granted": {"points": 5, "available": 9, "reason": "<thanks>"},
    "points_expire_soon": {"points": 5, "at": AT, "available": 9},
    "tier_changed": {"tier": None, "up": False},
    "tier_given": {"tier": "friend", "until": AT},
    "survey": {"invitation": 7, "store": "Центр", "at": AT},
    "campaign": {"text": "Привет & <b>!"},
    "campaign_finished": {"campaign_id": 3, "segment": "gone", "state": "done", "audience": 10, "sent": 9},
    "low_score": {"customer_id": 7, "name": "Анна", "score": 1, "comment": "<плохо>"},
    "contact_move": {"move": 5, "name": "<Anna>"},
    "contact_move_manager": {"move": 5, "name": "Anna", "card": "2804"},
    "contact_moved": {},
    "contact_refused": {},
    "hold_confirm": {
        "hold": 9,
        "points": 100,
        "worth": 10_000,
        "total": 54_000,
        "store": "<Центр>",
        "minutes": 3,
    },
    "staff_joined": {"name": "Анна", "role": "cashier"},
    "membership_paid": {"membership": "gone", "until": AT, "renews": True, "again": False, "tier": "friend"},
    "membership_twice": {"amount": 250, "currency": "XTR"},
    "membership_ends_soon": {"membership": "gone", "until": AT},
    "membership_ended": {"membership": "gone", "reason": "lapsed", "tier": None},
    "membership_failed": {"membership": "gone", "amount": 250, "currency": "XTR", "until": AT},
    "membership_renews": {"membership": "gone", "until": AT},
    "payment_refunded": {"amount": 29_900, "currency": "RUB", "ended": True},
    "payment_unclear": {
        "payment": 7,
        "amount": 250,
        "currency": "XTR",
        "problem": "unknown_invoice",
        "telegram_id": 1001,
        "charge": "<x>",
    },
    "refund_done": {"amount": 250, "currency": "XTR", "name": "<Анна>", "ended": False},
    "refund_refused": {"amount": 250, "currency": "XTR", "name": "Анна", "why": "<no>", "charge": "x"},
    "points_received": {"points": 5, "from": "<", "available": 9},
    "transfer_undone": {"points": 5, "back": False, "available": 0, "debt": 5},
}


@pytest.fixture(scope="module")
def coffee() -> ProgramConfig:
    return parse((EXAMPLES / "coffee.toml").read_text(encoding="utf-8"))


def _said(config: ProgramConfig, kind: str, facts: dict[str, Any], language: str = "ru") -> str:
    return plain(outbox.render(kind, facts, texts_of(config, language), config).text).replace(NBSP, " ")


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("kind", sorted(CASES))
def test_every_kind_is_rendered(coffee: ProgramConfig, kind: str, language: str) -> None:
    screen = outbox.render(kind, CASES[kind], texts_of(coffee, language), coffee)
    assert plain(screen.text)
    assert any(button.action == "menu:show" for row in screen.rows for button in row)


def test_the_cases_above_and_the_offer_are_all_kinds() -> None:
    assert {*CASES, "offer"} == set(outbox.KINDS)


def test_an_offer_speaks_in_the_words_of_the_program_file(coffee: ProgramConfig) -> None:
    for offer in coffee.offers:
        facts = {
            "offer_id": 1,
            "offer": offer.code,
            "points": 50,
            "code": "AB12",
            "until": AT,
            "customer": "<Анна>",
        }
        said = _said(coffee, "offer", facts)
        assert "{" not in said
        assert "AB12" in said


def test_a_tier_is_called_by_its_title(coffee: ProgramConfig) -> None:
    last = coffee.tiers[-1]
    said = _said(coffee, "receipt_recorded", RECEIPT | {"tier": last.code, "tier_changed": True})
    assert f"Новый уровень: {last.title.in_language('ru')}" in said
    assert tier_name(coffee, "no-such-tier", "ru") is None
    assert tier_facts(coffee, None, "ru") is None
    assert segment_title(coffee, "no-such-segment", "ru") == "no-such-segment"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"reason": "review"}, "purchases bring the higher one back"),
        ({"reason": "refund"}, "With the refund your tier is Friend again"),
        ({"reason": "ended"}, "has come to its end"),
        ({"reason": "unheard"}, "Your tier is now Friend"),
        ({}, "Your tier is now Friend"),
    ],
)
def test_a_lower_tier_is_told_gently(coffee: ProgramConfig, facts: dict[str, str], words: str) -> None:
    assert words in _said(coffee, "tier_changed", {"tier": "friend", "up": False} | facts, "en")


def test_a_given_tier_is_told_with_its_last_day(coffee: ProgramConfig) -> None:
    """The end is a midnight of the program's own zone, Moscow: the day before is the last."""
    facts = {"tier": "friend", "until": "2026-12-31T21:00:00+00:00"}
    assert "the tier Friend until December 31, 2026!" in _said(coffee, "tier_given", facts, "en")
    assert "the tier Friend!" in _said(coffee, "tier_given", facts | {"until": None}, "en")


def test_what_is_missing_is_told_in_what_measures_the_tiers() -> None:
    coffee = (EXAMPLES / "coffee.toml").read_text(encoding="utf-8")
    config = parse(coffee + '\n[tier_rules]\nmeasured_by = "visits"\n')
    assert "To the next tier: 7 visits" in _said(config, "receipt_recorded", RECEIPT | {"to_next": 7}, "en")


def test_a_tier_that_has_not_changed_is_not_news(coffee: ProgramConfig) -> None:
    said = _said(coffee, "receipt_recorded", RECEIPT | {"tier": coffee.tiers[0].code, "tier_changed": False})
    assert "уровень" not in said.lower()


@pytest.mark.parametrize(
    ("kind", "facts"),
    [("receipt_recorded", {}), ("offer", {"offer_id": 1, "offer": "gone"}), ("unheard", {})],
)
def test_what_cannot_be_rendered_is_an_error(coffee: ProgramConfig, kind: str, facts: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        outbox.render(kind, facts, texts_of(coffee, "ru"), coffee)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_examples_speak_with_texts_that_there_are(path: Path) -> None:
    config = parse(path.read_text(encoding="utf-8"))
    assert {key for texts in config.texts.values() for key in texts} <= catalogue().keys()
    assert set(spoken(config)) == set(config.program.spoken)
    texts = texts_of(config, "xx")
    assert texts.language == config.program.language
    if config.points.are_money:
        assert texts.points(500) == texts.money(500, config.program.currency)
        return
    form = config.points.name[texts.language].many or config.points.name[texts.language].other
    assert texts.points(5) == f"5{NBSP}{form}"
