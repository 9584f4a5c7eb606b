"""Conditions in words, and what of a customer meets them."""

from datetime import timedelta

import pytest

from bot.ui import conditions
from bot.ui.texts import texts_for
from services.program_file import parse
from services.program_file.conditions import CodeIs, Condition, EventIs, MoneyIs, NumberIs, SpanIs
from tests.services.program_file.files import COFFEE

CONFIG = parse(COFFEE)


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=1936, microseconds=7), "32 minutes"),
        (timedelta(seconds=59, microseconds=7), "59 seconds"),
        (timedelta(0), "0 days"),
        (timedelta(hours=5, minutes=59), "5 hours"),
        (timedelta(days=40, hours=7), "40 days"),
    ],
)
def test_a_time_that_went_by_is_told_in_one_unit(passed: timedelta, words: str) -> None:
    leaf = SpanIs.model_validate({"fact": "days_since_last_purchase", "less_than": "36h"})
    said = conditions.checked(texts_for("en"), leaf, passed, CONFIG)
    assert said == f"since the last purchase: {words} (less than 36 hours)"


def test_codes_are_told_by_their_names() -> None:
    tier = CodeIs.model_validate({"fact": "tier", "in": ["friend", "family"]})
    assert (
        conditions.checked(texts_for("en"), tier, "friend", CONFIG) == "tier: Friend (one of: Friend, Family)"
    )
    assert (
        conditions.checked(texts_for("ru"), tier, "friend", CONFIG) == "уровень: Друг (одно из: Друг, Семья)"
    )
    store = CodeIs.model_validate({"fact": "store", "is": "ural"})
    assert conditions.checked(texts_for("en"), store, "ural", CONFIG) == "store: Три чашки на Вайнера"
    language = CodeIs.model_validate({"fact": "language", "is": "ru"})
    assert conditions.checked(texts_for("ru"), language, "en", CONFIG, negated=True) == (
        "язык: английский (не русский)"
    )
    assert conditions.words(texts_for("en"), tier, CONFIG) == "tier ∈ Friend, Family"


def test_numbers_money_and_events_are_told_with_what_is_asked() -> None:
    texts = texts_for("en")
    receipts = NumberIs.model_validate({"fact": "receipts", "at_least": 2, "less_than": 6})
    assert conditions.checked(texts, receipts, 5, CONFIG) == "purchases: 5 (at least 2, less than 6)"
    money = MoneyIs.model_validate({"fact": "spent", "at_least": 90_000}, context={"currency": "RUB"})
    assert "(at least ₽90,000)" in conditions.checked(texts, money, 12_000_000, CONFIG)
    event = EventIs.model_validate({"fact": "event", "is": "cart_left", "within": "7d"})
    assert conditions.checked(texts, event, 2, CONFIG) == "event “cart_left”: 2 (at least 1 within 7 days)"
    assert conditions.checked(texts, receipts, None, CONFIG).startswith("purchases: — (")


def test_a_whole_condition_in_words() -> None:
    condition: Condition = CONFIG.segments[1].when
    words = conditions.words(texts_for("en"), condition, CONFIG).replace("\u00a0", " ")
    assert words == "average purchase ≥ ₽900 and since the last purchase ≤ 30 days and not (tier = Family)"
