from dataclasses import dataclass

import pytest

from services.rules.tiers import reached, to_next, upgraded


@dataclass(frozen=True)
class Tier:
    code: str
    from_amount: int


STEPS = (Tier("bronze", 0), Tier("silver", 1000), Tier("gold", 5000))


@pytest.mark.parametrize(("spent", "index"), [(0, 0), (999, 0), (1000, 1), (4999, 1), (5000, 2), (10**9, 2)])
def test_the_highest_step_that_was_reached(spent: int, index: int) -> None:
    assert reached(STEPS, spent) == index


def test_below_the_first_step_there_is_no_tier() -> None:
    assert reached(STEPS[1:], 10) is None
    assert upgraded(STEPS[1:], None, 10) is None
    assert to_next(STEPS[1:], None, 10) == 990


def test_upgrades_skip_steps_and_never_go_down() -> None:
    assert upgraded(STEPS, "bronze", 6000) == "gold"
    assert upgraded(STEPS, "gold", 10) == "gold"


def test_a_tier_that_left_the_file_is_found_anew() -> None:
    assert upgraded(STEPS, "platinum", 1500) == "silver"


def test_what_is_left_to_the_next_step() -> None:
    assert to_next(STEPS, "bronze", 250) == 750
    assert to_next(STEPS, "gold", 5000) is None
    assert to_next(STEPS, "bronze", 7000) == 0
