"""How many points may pay, and what each line is paid with."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.redemption import Paid, Payable, pay, payable

AMOUNTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=20)


@dataclass(frozen=True)
class Limits:
    max_share: int = 10_000
    minimum_balance: int = 0
    minimum: int = 0
    step: int = 1


@pytest.mark.parametrize(
    ("limits", "available", "most"),
    [
        (Limits(), 10_000, 540),  # all of it
        (Limits(), 300, 300),  # all they have
        (Limits(max_share=5_000), 10_000, 270),
        (Limits(max_share=3_333), 10_000, 179),  # 179.98 is not 180
        (Limits(minimum_balance=301), 300, 0),
        (Limits(minimum_balance=300), 300, 300),
        (Limits(step=100), 399, 300),
        (Limits(minimum=200, step=100), 199, 0),
        (Limits(minimum=201, step=100), 299, 0),  # the first multiple above the minimum is 300
        (Limits(max_share=0), 10_000, 0),
    ],
)
def test_how_many_points_may_pay(limits: Limits, available: int, most: int) -> None:
    """540.00 in two lines, a point pays 1.00."""
    found = payable(limits, [20_000, 34_000], [True, True], 100, available=available)
    assert found.most == most


def test_some_lines_are_paid_with_money_only() -> None:
    found = payable(Limits(), [20_000, 34_000], [True, False], 100, available=10_000)
    assert found.most == 200
    assert payable(Limits(max_share=5_000), [20_000, 34_000], [True, False], 100, available=999).most == 200
    assert payable(Limits(max_share=2_000), [20_000, 34_000], [True, False], 100, available=999).most == 108


def test_a_tiers_share_takes_the_place_of_the_programs() -> None:
    limits = Limits(max_share=3_000)
    assert payable(limits, [10_000], [True], 100, available=999, share=5_000).most == 50
    assert payable(limits, [10_000], [True], 100, available=999, share=0).most == 0


def test_what_is_allowed() -> None:
    found = Payable(most=300, minimum=100, step=50)
    assert [points for points in range(0, 351, 25) if found.allows(points)] == [100, 150, 200, 250, 300]
    assert not Payable(most=0, minimum=1, step=1).allows(0)


@given(AMOUNTS, st.data())
def test_every_line_is_paid_exactly(dues: list[int], data: st.DataObject) -> None:
    redeemable = data.draw(st.lists(st.booleans(), min_size=len(dues), max_size=len(dues)))
    worth = data.draw(st.integers(1, 10_000))
    most = payable(Limits(), dues, redeemable, worth, available=10**12).most
    points = data.draw(st.integers(0, most))
    paid = pay(points, dues, redeemable, worth)
    assert sum(paid.points) == points
    assert sum(paid.money) + points * worth == sum(dues)
    for due, may, money, share in zip(dues, redeemable, paid.money, paid.points, strict=True):
        assert 0 <= money <= due
        assert may or (money, share) == (due, 0)


def test_a_line_is_paid_with_whole_points_where_they_fit() -> None:
    """Else a line that comes back alone would give back more than it took, or less."""
    assert pay(1, [10_000, 10_000], [True, True], 10_000) == Paid((1, 0), (0, 10_000))
    assert pay(3, [150, 150, 100], [True, True, True], 100) == Paid((1, 1, 1), (50, 50, 0))
    assert pay(2, [190, 10], [True, True], 100) == Paid((2, 0), (0, 0))
    assert pay(1, [40, 40, 40], [True, True, True], 100) == Paid((1, 0, 0), (6, 7, 7))
