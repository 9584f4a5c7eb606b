"""[[earning]], [favourites] and caps in a program file: what is read, what is wrong, what changes."""

from datetime import date, time
from decimal import Decimal

import pytest

from services.program_file import Change, ProgramConfig, check, difference, edit, parse
from services.program_file.earning import EarningRules
from services.program_file.written import Value
from services.rules.caps import Caps
from services.rules.earning_conditions import Least, When, Which, Who
from services.rules.earning_terms import FAVOURITES, Rule
from tests.services.program_file.files import ROOT, SMALL, said

BAKERY = (ROOT / "examples/bakery.toml").read_text("utf-8")


def rule(*lines: str, gives: str = 'base = "10%"') -> str:
    """The smallest file with one rule; what it gives, and more lines of it."""
    return "\n".join((SMALL, "[[earning]]", 'code = "one"', 'title = "One"', gives, *lines))


def choosing(*lines: str) -> str:
    """The smallest file with favourites."""
    return "\n".join(
        (SMALL, "[favourites]", *lines, "[[favourite_categories]]", 'code = "coffee"', 'title = "Coffee"')
    )


MISTAKES = [
    (rule(gives=""), "earning[0]", "exactly one of"),
    (rule('bonus = "1%"'), "earning[0]", "exactly one of"),
    (rule(gives="multiply = 0.5"), "earning[0].multiply", "from 1 to 100"),
    (rule(gives="multiply = 101"), "earning[0].multiply", "from 1 to 100"),
    (rule(gives="multiply = 1.00001"), "earning[0].multiply", "four decimal digits"),
    (rule(gives='multiply = "2"'), "earning[0].multiply", "from 1 to 100"),
    (rule(gives="multiply = true"), "earning[0].multiply", "from 1 to 100"),
    (rule(gives="multiply = nan"), "earning[0].multiply", "from 1 to 100"),
    (rule(gives="points_per_item = 0"), "earning[0].points_per_item", "at least 1"),
    (rule(gives="points_per_visit = 2.5"), "earning[0].points_per_visit", "whole number"),
    (rule('base_rate = "5%"'), "earning[0].base_rate", "no such key"),
    (rule('stores = ["mian"]'), "earning[0].stores[0]", "did you mean “main”?"),
    (rule('tiers = ["gold"]'), "earning[0].tiers[0]", "no tier “gold”"),
    (rule('weekdays = ["monday"]'), "earning[0].weekdays[0]", "must be one of"),
    (rule("weekdays = []"), "earning[0].weekdays", "must not be empty"),
    (rule('from = "18:00"', 'until = "18:00"'), "earning[0]", "same time"),
    (rule('from = "25:00"'), "earning[0].from", "time of day"),
    (rule("starts = 2026-12-02", "ends = 2026-12-01"), "earning[0]", "ends before it starts"),
    (rule("starts = 2026-12-02T10:00:00"), "earning[0].starts", "a date without quotes"),
    (rule("birthday = { days_before = 181 }"), "earning[0].birthday.days_before", "at most 180"),
    (rule("birthday = 3"), "earning[0].birthday", "a table of keys"),
    (rule("nth_purchase = 0"), "earning[0].nth_purchase", "at least 1"),
    (rule('minimum_total = "0.001"'), "earning[0].minimum_total", "too fine"),
    (rule("favourites = true"), "earning[0].favourites", "choose no favourites"),
    (rule().replace('"one"', '"tier"'), "earning[0].code", "cannot be called “tier”"),
    (rule() + rule()[len(SMALL) :], "earning[1].code", "code of two entries"),
    (SMALL.replace('"5%"', '"5%"\nearning = "most"'), "points.earning", "one of these words"),
    (SMALL.replace("[[stores]]", "[points.caps]\nday = 0\n[[stores]]"), "points.caps.day", "at least 1"),
    (choosing("choose = 2", 'base = "10%"'), "favourites.choose", "only 1 [[favourite_categories]]"),
    (choosing("choose = 1", "multiply = 2", 'base = "10%"'), "favourites", "one of base"),
    (choosing(), "favourite_categories[0]", "choose no favourites"),
]


@pytest.mark.parametrize(
    ("text", "key", "words"), MISTAKES, ids=[f"{key}-{what}" for _, key, what in MISTAKES]
)
def test_a_mistake_has_its_line_and_key(text: str, key: str, words: str) -> None:
    found = next(problem for problem in check(text) if problem.key == key)
    assert words in said(found)
    assert not found.warning
    assert found.line > 1


EXCLUDED = SMALL.replace('base_rate = "5%"', 'base_rate = "5%"\nexcluded_categories = ["tobacco"]')
WARNINGS = [
    (
        rule('merchants = ["Smal Ltd"]'),
        "earning[0].merchants[0]",
        "belongs to “Smal Ltd”; there are: Small Ltd",
    ),
    (rule('categories = ["tobacco"]').replace(SMALL, EXCLUDED), "earning[0].categories[0]", "earns nothing"),
    (rule(gives='base = "51%"'), "earning[0].base", "more than half"),
    (rule(gives="multiply = 11"), "earning[0].multiply", "more than half"),
    (rule(gives='bonus = "46%"'), "earning[0].bonus", "more than half"),
    (choosing("choose = 1"), "favourites.choose", "give nothing"),
    (
        choosing("choose = 1", "multiply = 2").replace(SMALL, EXCLUDED).replace('"coffee"', '"tobacco"'),
        "favourite_categories[0].code",
        "earns nothing",
    ),
]


@pytest.mark.parametrize(
    ("text", "key", "words"), WARNINGS, ids=[f"{key}-{what}" for _, key, what in WARNINGS]
)
def test_a_warning_lets_the_file_pass(text: str, key: str, words: str) -> None:
    (found,) = check(text)
    assert (found.key, found.warning) == (key, True)
    assert words in said(found)
    assert parse(text)


def test_a_typo_on_line_40_is_found_there() -> None:
    lines = rule().splitlines()
    text = "\n".join([*lines, *("#" for _ in range(39 - len(lines))), 'wekdays = ["mon"]'])
    (found,) = check(text)
    assert (found.line, found.key) == (40, "earning[0].wekdays")
    assert "did you mean “weekdays”?" in said(found)


def bakery() -> ProgramConfig:
    return parse(BAKERY)


def test_rules_become_terms() -> None:
    found = bakery().earning_terms
    assert (found.base_rate, found.policy, found.minimum_receipt) == (300, "best", 100)
    assert (found.excluded_skus, found.tier_bonus) == (frozenset({"bag"}), {"guest": 0, "regular": 100})
    assert found.caps == Caps(receipt=1_500, day=2_000, month=12_000)
    by_code = {one.code: one for one in found.rules}
    assert by_code["happy_hours"] == Rule(
        code="happy_hours",
        kind="multiply",
        value=20_000,
        which=Which(categories=frozenset({"cake", "pastry"})),
        when=When(weekdays=frozenset({0, 1, 2, 3}), start=time(15), end=time(17, 30)),
    )
    assert by_code["sale"].priority == 10
    assert by_code["own_cup"].which == Which(skus=frozenset({"coffee-own-cup"}))
    assert by_code["visit"].who == Who(first_of_day=True)
    assert by_code["visit"].least == Least(total=500)
    assert by_code["tenth"].who == Who(every_nth_purchase=10)
    assert by_code["birthday"].when == When(birthday=(3, 3))
    assert by_code["web_advent"].when == When(first=date(2026, 12, 1), last=date(2026, 12, 24))
    assert by_code["web_advent"].who == Who(channels=frozenset({"web"}), tiers=frozenset({"regular"}))
    last = found.rules[-1]
    assert (last.code, last.kind, last.value, last.which) == (FAVOURITES, "base", 600, Which(favourites=True))


def test_a_multiplier_is_exact() -> None:
    assert parse(rule(gives="multiply = 1.3333")).earning[0].multiply == 13_333
    assert EarningRules.model_fields["multiply"].annotation is not None
    assert parse(rule(gives="multiply = 2.0")).earning_terms.rules[0].value == 20_000


def test_a_merchant_may_have_an_own_rate() -> None:
    own = '[[merchants]]\ncode = "guest"\nname = "Guest Ltd"\nbase_rate = "2%"'
    terms = parse(f"{SMALL}\n{own}").earning_terms
    assert (terms.at("Guest Ltd").base_rate, terms.at("Small Ltd").base_rate) == (200, 500)


@pytest.mark.parametrize(
    ("key", "value", "change"),
    [
        ("earning[0].multiply", Decimal("1.5"), Change("earning[happy_hours].multiply", "2", "1.5")),
        ("earning[1].base", "12.5%", Change("earning[night_bread].base", "10%", "12.5%")),
        ("earning[4].minimum_total", 6, Change("earning[visit].minimum_total", "5.00 EUR", "6.00 EUR")),
        ("earning[0].from", "14:30", Change("earning[happy_hours].from", "15:00", "14:30")),
        (
            "earning[0].weekdays",
            ["fri"],
            Change("earning[happy_hours].weekdays", "mon, tue, wed, thu", "fri"),
        ),
        ("earning[7].birthday.days_after", 0, Change("earning[birthday].birthday.days_after", "3", "0")),
        ("points.caps.day", 2_500, Change("points.caps.day", "2000", "2500")),
        ("points.earning", "stack", Change("points.earning", "best", "stack")),
        ("favourites.base", "7%", Change("favourites.base", "6%", "7%")),
        (
            "favourite_categories[1].categories",
            ["bread", "rolls"],
            Change("favourite_categories[bread].categories", None, "bread, rolls"),
        ),
    ],
)
def test_a_change_is_one_line(key: str, value: Value, change: Change) -> None:
    assert difference(bakery(), parse(edit(BAKERY, key, value))) == [change]
