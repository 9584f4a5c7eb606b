from datetime import date, time, timedelta

import pytest

from services.program_file import ProgramConfig, currencies, parse
from services.program_file.texts import fill
from tests.services.program_file.files import COFFEE, SMALL, small

TIERS = '\n[[tiers]]\ncode = "a"\ntitle = "A"\nfrom = 0\n[[tiers]]\ncode = "b"\ntitle = "B"\nfrom = {}\nbonus = {}\n'


def tiers(amount: str, bonus: str = "0", currency: str = '"EUR"') -> ProgramConfig:
    return parse(small(currency=currency) + TIERS.format(amount, bonus))


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("5000", '"EUR"', 500_000),
        ('"540.50"', '"EUR"', 54_050),
        ('"540.5"', '"EUR"', 54_050),
        ("5000", '"JPY"', 5_000),
        ('"1.234"', '"KWD"', 1_234),
    ],
)
def test_money_is_exact_in_the_currencys_own_digits(amount: str, currency: str, minor: int) -> None:
    assert tiers(amount, currency=currency).tiers[1].from_amount == minor


@pytest.mark.parametrize(("bonus", "bps"), [('"2%"', 200), ('"2.25%"', 225), ("150", 150)])
def test_rates_are_basis_points(bonus: str, bps: int) -> None:
    assert tiers("5", bonus).tiers[1].bonus == bps


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("30m", timedelta(minutes=30)),
        ("1h30m", timedelta(minutes=90)),
        ("14d", timedelta(days=14)),
        ("1w", timedelta(days=7)),
        ("0h", timedelta(0)),
    ],
)
def test_durations(written: str, span: timedelta) -> None:
    assert parse(f'{SMALL}[survey]\ndelay = "{written}"').survey.delay == span


def test_points_may_live_for_ever() -> None:
    assert parse(SMALL.replace("base_rate", 'expire_after = "none"\nbase_rate')).points.expire_after is None
    assert parse(SMALL).points.expire_after == timedelta(days=365)


def test_quiet_hours_cross_midnight() -> None:
    quiet = parse(COFFEE).program.quiet_hours
    assert [quiet.cover(time(hour)) for hour in (20, 21, 3, 9, 10)] == [False, True, True, True, False]


def test_quiet_hours_of_one_moment_never_come() -> None:
    text = small(name='"Small"\nquiet_hours = { from = "09:00", to = 09:00:00 }')
    assert not any(parse(text).program.quiet_hours.cover(time(hour)) for hour in range(24))


@pytest.mark.parametrize(
    ("count", "language", "word"),
    [
        (1, "ru", "зёрнышко"),
        (3, "ru", "зёрнышка"),
        (11, "ru", "зёрнышек"),
        (21, "ru", "зёрнышко"),
        (1, "en", "bean"),
        (0, "en", "beans"),
        (3, "de", "зёрнышка"),
    ],
)
def test_points_are_counted_in_words(count: int, language: str, word: str) -> None:
    assert parse(COFFEE).points.counted(count, language, "ru") == word


def test_a_text_falls_back_to_the_programs_language() -> None:
    title = parse(COFFEE).tiers[1].title
    assert [title.in_language(language) for language in ("ru", "en", "de")] == ["Друг", "Friend", "Друг"]


def test_variables_are_filled_and_unknown_ones_stay() -> None:
    assert fill("{name}, { $points }, {other}", {"name": "{points}", "points": "5"}) == "{points}, 5, {other}"


def test_promo_codes_are_read_in_capitals_with_their_days() -> None:
    promo = parse(COFFEE.replace('"WELCOME"', '"welcome"')).promo_codes[0]
    assert (promo.code, promo.from_day, promo.until) == ("WELCOME", date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(("code", "digits"), [("RUB", 2), ("JPY", 0), ("KWD", 3), ("UGX", 0), ("HUF", 2)])
def test_digits_are_those_of_iso_4217(code: str, digits: int) -> None:
    assert code in currencies.codes()
    assert currencies.digits(code) == digits


def test_currencies_that_are_gone_are_not_known() -> None:
    assert not {"DEM", "SUR", "XXX"} & currencies.codes()
