"""The sandbox's till sells what the program file is about, at prices of its currency."""

from pathlib import Path

import pytest

from bot.till import till_of
from bot.till_goods import MOST_GOODS, goods_of
from sandbox.till import TillData
from services.program_file import ProgramConfig, parse
from services.programs import Program
from tests.conftest import EXAMPLES
from tests.webhooks.conftest import PROGRAM

FILES = sorted(EXAMPLES.glob("*.toml"))
COFFEE = {"espresso", "cappuccino", "latte", "tea", "croissant", "cheesecake", "beans"}
PAPER = """
[[earning]]
code = "paper"
title = "Paper"
base = "10%"
categories = ["Бумага", "Gift_Cards"]
skus = ["note-book"]
excluded_skus = ["bag"]
"""


def till(config: ProgramConfig) -> TillData:
    program = Program(1, config.program.slug, 1, config)
    return till_of(program, "key")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_name_of_an_example_is_on_the_menu(path: Path) -> None:
    config = parse(path.read_text(encoding="utf-8"))
    items = till(config).items
    categories, skus = {item.category for item in items}, {item.sku for item in items}
    rules = [*config.earning, *config.stamps, *config.coupons, *config.favourite_categories]
    for rule in rules:
        assert categories >= set(getattr(rule, "categories", None) or ())
        assert skus >= set(getattr(rule, "skus", None) or ())
    assert categories >= {*config.points.excluded_categories, *config.redemption.excluded_categories}
    assert skus >= set(config.points.excluded_skus)
    assert len(skus) == len(items) <= MOST_GOODS
    assert all(item.name and item.price > 0 for item in items)
    rewarded = any(getattr(rule, "categories", None) or getattr(rule, "skus", None) for rule in rules)
    assert (skus >= COFFEE) is not rewarded


def test_names_and_prices_are_those_of_the_program() -> None:
    clubs = till(parse((EXAMPLES / "clubs.toml").read_text(encoding="utf-8")))
    assert [(item.name, item.category, item.price) for item in clubs.items] == [
        ("Nappies", "baby", 6750),
        ("Rattle", "baby", 2250),
        ("Box of bricks", "bricks", 18000),
        ("Anything else", None, 3000),
    ]
    coffee = till(parse((EXAMPLES / "coffee.toml").read_text(encoding="utf-8")))
    assert (coffee.items[0].name, coffee.items[0].price) == ("Эспрессо", 17_500)


@pytest.mark.parametrize(("currency", "latte"), [("JPY", 550), ("KWD", 1100), ("USD", 440)])
def test_prices_have_the_digits_of_the_currency(currency: str, latte: int) -> None:
    items = till(parse(PROGRAM.format(currency=currency))).items
    assert {item.sku: item.price for item in items}["latte"] == latte


def test_what_nobody_knows_is_sold_under_its_own_name() -> None:
    goods = {good.sku: good for good in goods_of(parse(PROGRAM.format(currency="RUB") + PAPER))}
    assert (goods["Бумага"].name, goods["Бумага"].category) == ("Бумага", "Бумага")
    assert (goods["gift-card"].name, goods["gift-card"].category) == ("Gift card", "Gift_Cards")
    assert (goods["note-book"].name, goods["note-book"].category) == ("Note book", "Бумага")
    assert (goods["bag"].name, goods["bag"].category) == ("Paper bag", "Бумага")


def test_no_article_twice_and_none_that_the_api_refuses() -> None:
    many = ", ".join(f'"c{number}"' for number in range(150))
    rules = f"""
[[earning]]
code = "many"
title = "Many"
base = "10%"
categories = ["cake", "food", "{"x" * 129}", {many}]
"""
    goods = goods_of(parse(PROGRAM.format(currency="RUB") + rules))
    assert len({good.sku for good in goods}) == len(goods) == MOST_GOODS
    assert [(good.sku, good.category) for good in goods if good.name == "Cheesecake"] == [
        ("cheesecake", "cake"),
        ("food-cheesecake", "food"),
    ]
    assert all(len(good.category or "") <= 128 for good in goods)
