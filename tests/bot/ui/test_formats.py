"""Numbers and money written quickly are what Babel writes."""

import pytest
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from bot.ui import formats

LANGUAGES = ["ru", "en", "de", "es", "pl", "pt_PT", "fr", "de_CH", "hi", "ar", "ja", "uk", "kk"]
WHOLE = st.integers(min_value=-(10**13), max_value=10**13)


@pytest.mark.parametrize("language", LANGUAGES)
@given(value=WHOLE)
def test_a_number_is_what_babel_makes_of_it(language: str, value: int) -> None:
    expected = format_decimal(value, locale=formats.locale(language))
    assert formats.number(value, language) == expected.replace("-", formats.MINUS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("currency", ["RUB", "USD", "JPY", "KWD", "CHF", "INR"])
@given(minor=WHOLE)
def test_an_amount_is_the_same_quick_or_slow(language: str, currency: str, minor: int) -> None:
    assert formats.money(minor, currency, language) == formats._money_by_babel(minor, currency, language)


def test_the_languages_we_speak_are_written_quickly() -> None:
    for language in ("ru", "en"):
        assert formats._frame("RUB", language) is not None
        assert formats._frame("JPY", language) is not None
        assert formats._thousands(language) is not None


@pytest.mark.parametrize(
    ("minor", "currency", "expected"),
    [
        (540_00, "USD", "$540"),
        (540_50, "USD", "$540.50"),
        (1_234_567_05, "USD", "$1,234,567.05"),
        (5, "USD", "$0.05"),
    ],
)
def test_known_amounts(minor: int, currency: str, expected: str) -> None:
    assert formats.money(minor, currency, "en") == expected
    if minor % 100:
        assert format_currency(minor / 100, currency, locale="en_US") == expected


@given(st.integers(0, 10**12), st.sampled_from(["ru", "en", "fr", "pl", "ar", "br", "kw", "lv", "mt", "sl"]))
def test_a_count_has_the_plural_form_that_babel_gives_it(count: int, language: str) -> None:
    forms = ("zero", "one", "two", "few", "many", "other")
    written = formats.counted(count, {form: form for form in forms}, language)
    assert written.endswith("\u00a0" + formats.locale(language).plural_form(count))
