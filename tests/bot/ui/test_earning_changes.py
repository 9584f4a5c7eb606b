"""Changes of earning rules in the words of an admin."""

from decimal import Decimal

import pytest

from bot.ui import changes
from bot.ui.texts import texts_for
from services.program_file import difference, edit, parse, remove
from services.program_file.written import Value
from tests.bot.ui.telegram_html import plain
from tests.services.program_file.files import ROOT

BAKERY = (ROOT / "examples/bakery.toml").read_text("utf-8")
CRUMBS = {"one": "crumb", "other": "crumbs"}


def line(text: str, language: str = "en") -> str:
    """The only change, as one reads it."""
    (change,) = difference(parse(BAKERY), parse(text))
    return plain(changes.line(texts_for(language, point_names=CRUMBS), change)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("earning[0].multiply", Decimal("1.5"), "Earning rule “Happy hours”: rate: ×2 → ×1.5"),
        ("earning[1].base", "12.5%", "Earning rule “Bread after eight”: rate: 10% → 12.5%"),
        ("earning[1].stores", ["market"], "stores: Crumb at the Station → Crumb on the Market"),
        ("earning[0].weekdays", ["fri"], "days of the week: Mon, Tue, Wed, Thu → Fri"),
        ("earning[4].minimum_total", 6, "receipt of at least: €5 → €6"),
        ("earning[3].points_per_item", 1, "for each item: 5 crumbs → 1 crumb"),
        ("earning[7].birthday.days_after", 1, "after the birthday: 3 days → 1 day"),
        ("earning[8].tiers", ["guest"], "tiers: Regular → Guest"),
        ("earning[8].starts", "", "first day: December 1"),
        ("points.caps.day", 2500, "Points in a day, at most: 2,000 crumbs → 2,500 crumbs"),
        (
            "points.earning",
            "stack",
            "When several earning rules hold: the best one counts → all are added up",
        ),
        ("favourites.base", "7%", "Rate of favourite categories: 6% → 7%"),
    ],
)
def test_a_change_reads_as_words(key: str, value: Value, words: str) -> None:
    changed = remove(BAKERY, key) if value == "" else edit(BAKERY, key, value)
    assert words in line(changed)


def test_in_russian() -> None:
    said = line(edit(BAKERY, "earning[0].weekdays", ["fri"]), "ru")
    assert said == "✏️ Правило начисления «Счастливые часы»: дни недели: пн, вт, ср, чт → пт"


def test_a_rule_comes_and_goes_with_what_it_says() -> None:
    gone = remove(BAKERY, "earning[6]")
    assert line(gone) == "➖ Earning rule “Every tenth purchase” goes"
    (back,) = difference(parse(gone), parse(BAKERY))
    said = plain(changes.line(texts_for("en", point_names=CRUMBS), back)).replace("\u00a0", " ")
    assert said.startswith("➕ New earning rule “Every tenth purchase” (")
    assert said.endswith("; for a receipt: 150 crumbs; every purchase number: 10; receipt of at least: €3)")
