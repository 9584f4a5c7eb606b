"""A balance of money in the program file: amounts stand where others have numbers of points."""

import pytest

from services import setup, typed_values
from services.errors import Invalid
from services.program_file import check, difference, parse
from services.program_file.difference import condition_words
from services.setup import MONEY, Answers
from tests.services.program_file.files import COFFEE, ROOT, SMALL, said

NAMED = 'name.en = { one = "point", other = "points" }\n'
WORTH = "minor_units_per_point = 100\n"


def money(points: str = "", rest: str = "", currency: str = "EUR") -> str:
    """The smallest file with a balance of money, and with these keys of [points] and these sections."""
    text = SMALL.replace(WORTH, "").replace(NAMED, f'kind = "money"\n{points}\n')
    return text.replace('"EUR"', f'"{currency}"') + rest


def test_amounts_are_read_as_points_of_one_minor_unit() -> None:
    rest = """
[redemption]
minimum = "1.50"
minimum_balance = 2
step = "0.50"
[[stamps]]
code = "tea"
title = "Tea"
every = 5
gives = { points = 3 }
[[promo_codes]]
code = "SPRING"
points = "7.77"
[[segments]]
code = "rich"
title = "Rich"
when = { fact = "points", at_least = "10.10", less_than = 20 }
"""
    config = parse(money('welcome = "2.50"\ncaps = { day = 100 }', rest))
    assert config.points.are_money and config.points.minor_units_per_point == 1
    assert (config.points.welcome, config.points.caps.day) == (250, 10_000)
    rules = config.redemption
    assert (rules.minimum, rules.minimum_balance, rules.step) == (150, 200, 50)
    assert (config.stamps[0].gives.points, config.promo_codes[0].points) == (300, 777)
    rich = config.segments[0].when
    assert condition_words(rich, config) == "points at least 10.10 EUR and less than 20.00 EUR"


@pytest.mark.parametrize(("currency", "written", "points"), [("JPY", "250", 250), ("KWD", '"0.250"', 250)])
def test_currencies_have_their_own_smallest_coin(currency: str, written: str, points: int) -> None:
    assert parse(money(f"welcome = {written}", currency=currency)).points.welcome == points


def test_tiers_by_what_was_earned_begin_at_amounts() -> None:
    tiers = '[tier_rules]\nmeasured_by = "points"\n[[tiers]]\ncode = "a"\ntitle = "A"\nfrom = 0\n'
    config = parse(money(rest=f'{tiers}[[tiers]]\ncode = "b"\ntitle = "B"\nfrom = "9.99"\n'))
    assert [tier.from_amount for tier in config.tiers] == [0, 999]


@pytest.mark.parametrize(
    ("points", "key", "words"),
    [
        ("minor_units_per_point = 100", "points.minor_units_per_point", "leave it out"),
        ('name.en = { one = "cent", other = "cents" }', "points.name", "has one name in a language"),
        ("name = 5", "points.name", "table"),
        ('name.en = "a\\nb"', "points.name.en", "one line"),
        ('name = { ru = "Копилка" }', "points.name", "own language"),
        ('welcome = "2.505"', "points.welcome", "2"),
        ("welcome = 10000001", "points.welcome", "at most 10000000.00"),
        ("welcome = -1", "points.welcome", ""),
        ("welcome = 1.5", "points.welcome", ""),
        ("welcome = true", "points.welcome", ""),
        ("caps = { day = 0 }", "points.caps.day", "at least 0.01"),
    ],
)
def test_what_is_wrong_is_said_at_its_key(points: str, key: str, words: str) -> None:
    found = [problem for problem in check(money(points)) if not problem.warning]
    assert [key] == [problem.key.partition(".other")[0] for problem in found]
    assert words in said(found[0])


@pytest.mark.parametrize(("line", "key"), [(WORTH, "points.minor_units_per_point"), (NAMED, "points.name")])
def test_points_still_need_their_name_and_worth(line: str, key: str) -> None:
    assert [problem.key for problem in check(SMALL.replace(line, ""))] == [key]
    assert [problem.key for problem in check(SMALL.replace(NAMED, f'{NAMED}kind = "cash"\n'))] == [
        "points.kind"
    ]


def test_a_worth_of_one_may_stand_there() -> None:
    assert check(money('minor_units_per_point = 1\nname = "Purse"')) == []


def test_a_merchant_is_not_paid_more_than_a_coin_for_a_coin() -> None:
    merchant = '[[merchants]]\ncode = "a"\nname = "Small Ltd"\npoint_value = 2\n'
    assert [problem.code for problem in check(money(rest=merchant))] == ["point_value_high"]


def test_changes_are_told_in_the_money_of_their_own_side() -> None:
    before = parse(SMALL.replace(WORTH, f"{WORTH}welcome = 100\n"))
    told = {change.key: str(change) for change in difference(before, parse(money("welcome = 1")))}
    assert told["points.kind"] == "points.kind: points -> money"
    assert told["points.welcome"] == "points.welcome: 100 -> 1.00 EUR"


def test_setup_makes_money_of_points_that_are_worth_a_whole_unit() -> None:
    for text in (COFFEE, setup.new(Answers(currency="JPY"), slug="x")):
        edited = setup.edited(text, Answers(points=(MONEY,)))
        config = parse(edited)
        assert (config.points.kind, config.points.name, setup.present(config)["points"]) == (
            "money",
            {},
            MONEY,
        )
        assert config.points.welcome == parse(text).points.welcome * 10**config.currency_digits
        assert setup.edited(edited, Answers(points=(MONEY,), currency=config.program.currency)) == edited


@pytest.mark.parametrize("name", ["", 'name = "Purse"', 'name.en = "Purse"', 'name = { en = "Purse" }'])
def test_setup_makes_points_of_money(name: str) -> None:
    config = parse(setup.edited(money(name), Answers(points=("bean", "beans"))))
    assert (config.points.kind, config.points.minor_units_per_point) == ("points", 100)
    assert config.points.counted(2, "en", "en") == "beans"


def test_setup_offers_no_money_where_numbers_would_be_wrong() -> None:
    salon = parse((ROOT / "examples/salon.toml").read_text("utf-8"))
    assert not setup.may_be_money(salon)
    with pytest.raises(Invalid):
        setup.read("points", MONEY, salon)
    assert setup.read("points", MONEY, parse(SMALL)) == MONEY


@pytest.mark.parametrize(("typed", "points"), [("12.50", 1250), ("12,5", 1250), ("12", 1200), ("0", 0)])
def test_people_type_amounts(typed: str, points: int) -> None:
    assert typed_values.number_of_points(typed, parse(money())) == points
    written = typed_values.READERS["points"](typed, parse(money()))
    assert parse(money(f'welcome = "{written}"')).points.welcome == points


@pytest.mark.parametrize(
    "typed", ["12.505", "-1", "1e3", "½", "", "12 50", "99999999999", "10000000.01", "NaN"]
)
def test_what_is_no_amount(typed: str) -> None:
    with pytest.raises(Invalid):
        typed_values.number_of_points(typed, parse(money()))


@pytest.mark.parametrize("typed", ["12.50", "1,5"])
def test_points_are_whole_where_they_are_points(typed: str) -> None:
    with pytest.raises(Invalid):
        typed_values.number_of_points(typed, parse(SMALL))
