import pytest

from services.program_file import Change, add, difference, edit, parse, remove
from tests.services.program_file.files import COFFEE


@pytest.mark.parametrize(
    ("key", "value", "change"),
    [
        ("points.base_rate", "5.5%", Change("points.base_rate", "5%", "5.5%")),
        ("points.pending", "36h", Change("points.pending", "0h", "1d12h")),
        ("points.expire_after", "none", Change("points.expire_after", "365d", "none")),
        ("tiers[1].from", "6000.50", Change("tiers[friend].from", "5000.00 RUB", "6000.50 RUB")),
        ("tiers[0].title.en", "Newcomer", Change("tiers[guest].title.en", "Guest", "Newcomer")),
        ("survey.enabled", False, Change("survey.enabled", "yes", "no")),
        (
            "stores[0].address",
            "Тверская, 2",
            Change("stores[center].address", "Москва, ул. Покровка, 1", "Тверская, 2"),
        ),
        ("program.quiet_hours.from", "22:00", Change("program.quiet_hours.from", "21:00", "22:00")),
        ("points.name.en.one", "grain", Change("points.name.en.one", "bean", "grain")),
        ("offers[1].gives.points", 200, Change("offers[birthday].gives.points", "150", "200")),
        (
            "segments[1].when.all[0].at_least",
            950,
            Change(
                "segments[big_orders].when",
                "average_receipt at least 900.00 RUB and days_since_last_purchase at most 30d and not (tier = family)",
                "average_receipt at least 950.00 RUB and days_since_last_purchase at most 30d and not (tier = family)",
            ),
        ),
        ("texts.en.hello", "Hi", Change("texts.en.hello", None, "Hi")),
    ],
)
def test_an_edit_is_one_readable_change(key: str, value: str | int, change: Change) -> None:
    assert difference(parse(COFFEE), parse(edit(COFFEE, key, value))) == [change]


def test_the_same_program_written_otherwise_is_the_same() -> None:
    other = edit(COFFEE, "points.base_rate", 500).replace("# ", "#  ")
    assert difference(parse(COFFEE), parse(other)) == []


def test_an_entry_that_came_or_went_is_one_change() -> None:
    before, after = parse(COFFEE), parse(remove(COFFEE, "employees[3]"))
    words = "name: Тимур, role: cashier, store: ural"
    assert difference(before, after) == [Change("employees[timur]", words, None)]
    assert difference(after, before) == [Change("employees[timur]", None, words)]


def test_entries_go_by_code_and_not_by_place() -> None:
    entry = {"code": "timur", "name": "Тимур", "role": "cashier", "store": "ural"}
    assert difference(parse(COFFEE), parse(add(remove(COFFEE, "employees[3]"), "employees", entry))) == []
