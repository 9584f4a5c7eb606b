"""What is measured stays what it says: the smallest program file, and one with everything that prices a receipt."""

import pytest

from benchmarks import programs
from services.program_file import check, parse

PRICES = {
    "tiers",
    "tier_rules",
    "redemption",
    "earning",
    "favourites",
    "favourite_categories",
    "coupons",
    "stamps",
    "promo_codes",
    "segments",
}


@pytest.mark.parametrize("text", [programs.minimal(), programs.full(), programs.full("another")])
def test_the_measured_program_files_can_be_applied(text: str) -> None:
    assert check(text) == []


def test_one_says_the_least_and_one_everything() -> None:
    minimal, full = parse(programs.minimal()), parse(programs.full())
    assert {name for name in PRICES if name in minimal.model_fields_set} == set()
    assert {name for name in PRICES if name not in full.model_fields_set} == set()
    assert full.points.caps.model_fields_set == {"receipt", "day", "month"}
    kinds = {"base", "bonus", "multiply", "points_per_item", "points_per_visit"}
    assert kinds == {name for rule in full.earning for name in rule.model_fields_set & kinds}
