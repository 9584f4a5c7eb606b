from hypothesis import given
from hypothesis import strategies as st

from services.rules.earning import proportional, spread

LINES = st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10_000)), min_size=1, max_size=30)


def test_the_example_of_the_contract() -> None:
    assert proportional([54_000], [500], 100).points == 27


def test_floors_once_a_receipt_and_not_once_a_line() -> None:
    assert proportional([1_050, 1_050], [500, 500], 100) == proportional([1_050, 1_050], [500, 500], 100)
    assert proportional([1_050, 1_050], [500, 500], 100).points == 1
    assert proportional([1_050], [500], 100).points == 0


def test_excluded_lines_earn_nothing() -> None:
    earning = proportional([54_000, 100_000], [500, 0], 100)
    assert (earning.points, earning.by_line) == (27, (27, 0))


@given(lines=LINES, per_point=st.sampled_from([1, 10, 100, 1000]))
def test_lines_sum_to_the_receipt(lines: list[tuple[int, int]], per_point: int) -> None:
    earning = proportional([amount for amount, _ in lines], [rate for _, rate in lines], per_point)
    assert sum(earning.by_line) == earning.points
    exact = sum(amount * rate for amount, rate in lines)
    assert earning.points * 10_000 * per_point <= exact < (earning.points + 1) * 10_000 * per_point


@given(total=st.integers(0, 10**9), weights=st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_spread_is_within_one_of_the_exact_share(total: int, weights: list[int]) -> None:
    shares = spread(total, weights)
    whole = sum(weights)
    assert sum(shares) == (total if whole else 0)
    for share, weight in zip(shares, weights, strict=True):
        assert whole == 0 or abs(share * whole - total * weight) < whole
